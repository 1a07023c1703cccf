"""What invented customers write in surveys and say on the phone."""

LATE = [
    "Prometieron el martes y llegó el viernes. Pedí el día libre para nada.",
    "Dos veces me dijeron «hoy» y las dos veces me quedé esperando en casa.",
    "Nadie avisó del retraso. Me enteré yo llamando.",
    "Cuatro días sin lavadora con dos niños. Lo mínimo es una llamada.",
    "El producto bien, la entrega un desastre: tarde y con prisas.",
    "El seguimiento decía entregado y no era verdad. Llegó dos días después.",
]
UNHAPPY = [
    "Los que lo subieron dejaron el embalaje en el portal.",
    "La caja venía abierta. Dentro estaba bien, pero no da confianza.",
    "No quisieron retirar el aparato viejo aunque estaba pagado.",
    "Me rayaron el marco de la puerta al entrar.",
]
SO_SO = [
    "Llegó, pero tuve que llamar yo para confirmar la hora.",
    "Bien, aunque la franja de entrega era de cinco horas.",
    "Correcto sin más.",
]
HAPPY = [
    "Puntuales y muy amables. Lo dejaron funcionando.",
    "Avisaron media hora antes. Así da gusto.",
    "Todo perfecto, repetiré.",
    "Se llevaron el viejo y lo dejaron todo limpio.",
    "Llegó un día antes de lo prometido.",
    "El instalador nos explicó cómo usarla con mucha paciencia.",
]
ENGLISH_UNHAPPY = ["Nobody told us that it would be late. We stayed in for two days."]
ENGLISH_HAPPY = ["On time and very friendly.", "Quick delivery, well packed."]
CASE_UNHAPPY = [
    "Al final me tocó pagar a mí.",
    "Entiendo los motivos, pero tardaron mucho en dármelos.",
    "Tuve que contar lo mismo tres veces.",
]
CASE_HAPPY = [
    "Me contestaron enseguida y con soluciones.",
    "Me gustó que me explicaran qué había fallado.",
    "Una pena que se estropeara, pero lo resolvieron bien.",
    "Ana estuvo pendiente hasta el final.",
]
PHONE_CONTENT = [
    "Todo bien, llegó en su día y funciona.",
    "Contenta. Pregunta por los programas cortos: le digo la página del manual.",
    "Bien. Todavía no lo ha estrenado.",
    "Funciona. Le explico hasta cuándo tiene garantía.",
    "Satisfecho con los montadores.",
    "",
]
PHONE_LATE = [
    "Llegó con retraso y nadie le avisó. Perdió una mañana de trabajo y quiere que se lo compensemos.",
    "Enfadado por los días de retraso. El aparato funciona. Pide que le devolvamos los portes.",
    "Le cambiaron la fecha dos veces. Quiere hablar con un responsable.",
]
PHONE_UNHAPPY = [
    "Funciona, pero falta el manual y una bandeja. Se lo enviamos.",
    "La puerta roza un poco. Se queda preocupada; pide que lo mire un técnico.",
    "No le explicaron cómo se usa. Quedamos en enviarle los pasos.",
]
