"""Cases that are open when somebody looks at the demonstration for the first time."""

from postventa.demo.stories import Story, note, ours, part, phone, they, us
from tickets.states import Channel, Kind, Wish
from warranties.states import Cause

ACTIVE = [
    Story(
        "FRE-55",
        0.12,
        "Al encender la freidora por segunda vez ha salido humo por detrás y huele a quemado. La he desenchufado y no "
        "me atrevo a usarla. ¿Qué hago con ella?",
        agent="",
        kind=Kind.COMPLAINT,
        wish=Wish.REFUND,
        name="fryer",
    ),
    Story(
        "MOV-12",
        0.2,
        "El móvil se apaga solo cuando la batería está al 30 %. Lo he restaurado dos veces y sigue igual. Lo necesito "
        "para trabajar.",
        agent="",
        wish=Wish.REPLACEMENT,
    ),
    Story(
        "LVV-14S",
        0.35,
        "El lavavajillas deja los vasos blanquecinos desde el primer día. Uso sal y abrillantador. ¿Es cosa de la "
        "máquina o del agua de aquí?",
        agent="",
        kind=Kind.QUESTION,
        wish=Wish.ANSWER,
    ),
    Story(
        "TEL-43L",
        0.7,
        "Han aparecido dos rayas verticales de color verde en el lado derecho de la pantalla. No ha recibido ningún "
        "golpe; está en la pared desde que lo compré.",
        agent="",
    ),
    Story(
        "AUR-CX",
        1.3,
        "The left earcup has no sound unless I press on it. I bought them for a trip next month, so I would like to "
        "know how long a repair takes.",
        agent="",
        language="en",
    ),
    Story(
        "LAV-8K14",
        1.6,
        "La lavadora que trajeron el otro día va dando saltos por la galería en cuanto centrifuga. Es nueva.",
        wish=Wish.REPAIR,
        kind=Kind.COMPLAINT,
        name="bolts-two",
    ),
    Story(
        "LAV-9K14",
        1.1,
        "Al centrifugar hace un ruido tremendo y ha rayado el suelo. ¿Quién paga el suelo?",
        [us("Buenos días:\n\nNo la use, por favor. ¿Puede mirar si detrás hay cuatro tornillos grandes?", 2)],
        wish=Wish.REPAIR,
        kind=Kind.COMPLAINT,
        name="bolts-three",
    ),
    Story(
        "LAV-9K14",
        2.1,
        "La lavadora se mueve muchísimo al centrifugar, casi se sale del hueco. Los técnicos que la subieron tardaron "
        "diez minutos y se fueron.",
        [
            us(
                "Buenos días:\n\nSentimos la molestia. Por lo que cuenta puede que no se retiraran los tornillos de "
                "transporte de la parte trasera. ¿Podría mirar si siguen puestos y enviarnos una foto? "
                "Mientras tanto, no centrifugue a más de 800 vueltas, por favor.",
                3,
            ),
            they(
                "Pues sí, siguen los cuatro tornillos. No me los pienso quitar yo, que para eso pagué la instalación.",
                16,
            ),
            note("Instalación de Rutas del Ebro. Es la tercera con tornillos puestos este mes: avisar a Luis.", 1),
        ],
        wish=Wish.REPAIR,
        kind=Kind.COMPLAINT,
        cause=Cause.INSTALLED_BY_TRADER,
        name="bolts",
    ),
    Story(
        "FRI-186C",
        2.6,
        "El frigorífico hace un ruido fuerte cada veinte minutos, como un golpe seco, y por la noche nos despierta.",
        [
            us(
                "Buenas tardes:\n\nUn golpe breve al arrancar y parar el compresor es normal, pero no tanto como para "
                "despertarles. ¿Está el aparato separado al menos cinco centímetros de la pared y bien nivelado? Si "
                "puede, grábelo con el móvil y envíenos el vídeo.",
                5,
            ),
            they("Está separado y nivelado, lo comprobé con un nivel. Les mando el vídeo esta noche.", 8),
            they("El vídeo pesa demasiado y no me deja. El ruido va a más.", 22),
        ],
        agent="nuria",
        name="noise",
    ),
    Story(
        "CAF-SA",
        3.2,
        "La cafetera muestra «vaciar posos» aunque el cajón está vacío. Ya la he limpiado como dice el manual.",
        [
            us(
                "Buenos días:\n\nEse aviso suele venir del sensor del cajón. Con la máquina encendida, saque el cajón, "
                "espere diez segundos y vuelva a ponerlo hasta oír un clic. ¿Sigue apareciendo?",
                2,
            ),
            they("Lo he hecho cinco veces. Sigue.", 5),
            part(
                "Gracias por probarlo. Entonces hay que cambiar el sensor. Lo hemos pedido hoy al fabricante y nos lo "
                "envían en unos cinco días laborables; en cuanto llegue le escribimos para recoger la cafetera.",
                18,
            ),
        ],
        agent="oscar",
        cause=Cause.DEFECT,
        name="sensor",
    ),
    Story(
        "TEL-55O",
        3.9,
        "El televisor se reinicia solo varias veces al día. Tengo la última actualización instalada.",
        [
            us(
                "Buenos días:\n\n¿Ocurre con la antena, con una aplicación o con un aparato conectado? Si nos dice la "
                "hora aproximada de los dos últimos reinicios, el técnico podrá ver el registro.",
                6,
            ),
        ],
        agent="oscar",
    ),
    Story(
        "AIR-3000",
        4.4,
        "El aire acondicionado gotea dentro de casa y me está estropeando la pared del salón. Necesito que vengan ya.",
        [
            us(
                "Buenas tardes:\n\nApáguelo por favor para que no siga goteando. Casi siempre es el desagüe mal "
                "inclinado. Puede ir un técnico el jueves entre las 9 y las 12. ¿Le viene bien?",
                2,
            ),
            they("El jueves no puedo, trabajo. ¿El viernes por la tarde?", 4),
            phone("Llamo y quedamos el viernes a las 16:30. Pide que el técnico traiga escalera alta.", 3),
            note("Si la pared está dañada, hacer fotos: la instalación fue nuestra.", 1),
        ],
        agent="nuria",
        kind=Kind.COMPLAINT,
        cause=Cause.INSTALLED_BY_TRADER,
        name="drip",
    ),
    Story(
        "POR-14",
        5.1,
        "La bisagra de la pantalla del portátil se ha partido al abrirlo. Siempre ha estado en el mismo escritorio.",
        [
            us(
                "Buenos días:\n\nGracias por explicarlo. Necesitamos ver la bisagra para saber si es un defecto. "
                "Le enviamos una etiqueta de recogida; haga antes una copia de sus datos, por favor.",
                4,
            ),
            they("Enviado ayer. El número de seguimiento es el que me dieron en el correo.", 50),
            part(
                "Ha llegado bien. El técnico confirma que la pieza es defectuosa: la reparación no tiene coste. La "
                "tapa completa está pedida y llega la semana que viene.",
                26,
            ),
        ],
        agent="oscar",
        cause=Cause.DEFECT,
        name="hinge",
    ),
    Story(
        "PLA-IND3",
        5.6,
        "Una de las tres zonas de la placa no calienta. Las otras dos van bien.",
        [
            us("Buenos días:\n\n¿Aparece alguna letra o número en esa zona al encenderla? Díganoslo, por favor.", 3),
            they("Sí, una E y luego un 4.", 6),
            part("Gracias: es el inductor. Lo pedimos hoy y el técnico se lo cambia en su casa en cuanto llegue.", 15),
        ],
        agent="nuria",
        cause=Cause.DEFECT,
    ),
    Story(
        "ASP-V11",
        6.3,
        "La aspiradora dura seis minutos con la batería cargada. Al principio duraba cuarenta.",
        [
            us(
                "Buenos días:\n\n¿Cuánto tiempo la deja cargando y de qué color es la luz al terminar? Con el filtro "
                "sucio también se agota antes: pruebe a lavarlo y a secarlo un día entero.",
                7,
            ),
            they("La luz es azul y el filtro lo lavé el domingo. Sigue igual.", 40),
        ],
        agent="ana",
        wish=Wish.REPLACEMENT,
        name="battery",
    ),
    Story(
        "MOV-12P",
        6.9,
        "Compré el móvil y me cobraron dos veces en la tarjeta. En la tienda me dicen que llame al banco y el banco "
        "que llame a la tienda.",
        [
            us(
                "Buenos días:\n\nNo debería tener que ir de un sitio a otro; nos encargamos nosotros. Envíenos una "
                "captura de los dos cargos, tapando el número de la tarjeta salvo las cuatro últimas cifras.",
                2,
            ),
        ],
        kind=Kind.COMPLAINT,
        wish=Wish.REFUND,
        agent="ana",
        name="charge",
    ),
    Story(
        "LVV-45",
        7.4,
        "No termina los programas: se queda en un minuto y pitando.",
        [
            us(
                "Buenas tardes:\n\n¿Desagua bien? Mire por favor si el filtro del fondo está limpio y si queda agua.", 5
            ),
            they("Queda agua sucia en el fondo, sí. El filtro está limpio.", 20),
            us("Entonces parece la bomba. ¿Podría atender a un técnico el martes por la mañana?", 4),
        ],
        agent="nuria",
    ),
    Story(
        "FRI-AM4",
        8.2,
        "Una de las puertas llegó con un bollo. Lo dije al transportista y lo anotó en el albarán.",
        [
            us(
                "Buenos días:\n\nSentimos que llegara así. Podemos cambiarle la puerta o, si prefiere quedarse con el "
                "frigorífico tal como está, rebajarle 120 euros. ¿Qué prefiere?",
                6,
            ),
            they("Prefiero que me cambien la puerta, que es nuevo.", 12),
            part("De acuerdo. La puerta está pedida a fábrica: tarda unas dos semanas. Le avisamos al recibirla.", 10),
            they("¿Se sabe algo de la puerta?", 90),
        ],
        kind=Kind.COMPLAINT,
        wish=Wish.REPAIR,
        agent="ana",
        name="door",
    ),
    Story(
        "BAR-300",
        8.8,
        "The sound bar does not switch on with the TV any more since the last update. The cable is the one in the box.",
        [
            us(
                "Good morning,\n\nThank you for telling us. Please switch both off at the plug for a minute, then turn "
                "on the TV first. If it still does not follow, tell us the model of your TV and we will check it here.",
                4,
            ),
        ],
        language="en",
        kind=Kind.QUESTION,
        wish=Wish.ANSWER,
    ),
    Story(
        "HOR-PIR",
        9.5,
        "La puerta del horno no se desbloquea después de la limpieza pirolítica. Llevo dos días sin horno.",
        [
            us("Buenos días:\n\nDesconéctelo del cuadro eléctrico quince minutos y vuelva a conectarlo. ¿Se abre?", 3),
            they("No se abre. Y se oye un zumbido dentro.", 5),
            ours("Gracias. Va un técnico mañana entre las 10 y las 12 con el bloqueo de recambio.", 2),
            phone("El técnico llama: cambiado el bloqueo, pero falla también la sonda. La pide.", 26),
            part("El horno ya abre y se puede usar. Falta cambiar la sonda, que llega en una semana.", 3),
        ],
        agent="nuria",
        cause=Cause.DEFECT,
        name="oven",
    ),
    Story(
        "SEC-8BC",
        11.2,
        "La secadora deja la ropa húmeda. Antes secaba bien en dos horas.",
        [
            us("Buenos días:\n\n¿Ha limpiado el filtro inferior, el del condensador? Está tras la tapa de abajo.", 26),
            they("No sabía que había otro filtro. Lo limpio y les digo.", 9),
            us("Perfecto. Quedamos a la espera; si no mejora, le enviamos a un técnico.", 3),
        ],
        agent="oscar",
    ),
    Story(
        "DES-20",
        13.0,
        "El deshumidificador no saca agua. Hace ruido pero el depósito está seco.",
        [
            us(
                "Buenas tardes:\n\n¿A qué temperatura está la habitación? Por debajo de 12 grados apenas recoge agua.",
                30,
            ),
            they("A 20 grados y con un 75 % de humedad. Esto no funciona.", 12),
            ours(
                "Entiende usted bien: así debería recoger varios litros al día. Miramos si hay otro para cambiarlo.", 20
            ),
            they("Llevo una semana esperando que me digan algo.", 150),
        ],
        kind=Kind.COMPLAINT,
        wish=Wish.REPLACEMENT,
        agent="ana",
        name="dry",
    ),
    Story(
        "LAV-8K14",
        0.9,
        "Llamo porque el técnico tenía que venir hoy entre las 9 y las 11 y no ha aparecido nadie.",
        agent="nuria",
        channel=Channel.PHONE,
        kind=Kind.COMPLAINT,
        wish=Wish.ANSWER,
    ),
]
