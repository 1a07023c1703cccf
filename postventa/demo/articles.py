"""What customers of the demonstration's shop read to put things right by themselves, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

from postventa.demo.catalogue import AUDIO, CLIMATE, DISHES, FRIDGES, LAPTOPS, PHONES, TELEVISION, WASHERS


@dataclass(frozen=True)
class Help:
    """An article for customers: title and words in each language, and what it is about.

    `against`: symptoms by their line and code. `read`: how many say that it helped them, and that it did not.
    """

    slug: str
    es: tuple[str, str]
    en: tuple[str, str]
    lines: list[str] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)
    against: list[tuple[str, str]] = field(default_factory=list)
    read: tuple[int, int] = (0, 0)
    solved: tuple[int, int] = (0, 0)


HELP = [
    Help(
        "limpiar-el-filtro-de-la-bomba",
        (
            "No desagua: limpiar el filtro de la bomba",
            "<p>Casi siempre es el filtro: una moneda, un botón o pelusa. Se tarda un cuarto de hora y no hace falta "
            "ninguna herramienta.</p><h3>Antes de empezar</h3><ul><li>Desenchufe la máquina y cierre el "
            "grifo.</li><li>Si lavaba con agua caliente, espere una hora.</li><li>Ponga una toalla y una bandeja "
            "baja.</li></ul><h3>Qué hacer</h3><ol><li>Abra la tapa de abajo a la derecha. En un lavavajillas, saque "
            "el cesto de abajo: el filtro está en el fondo.</li><li>Gire el filtro despacio hacia la izquierda y deje "
            "salir el agua poco a poco.</li><li>Sáquelo, límpielo bajo el grifo y quite lo que haya en el "
            "hueco.</li><li>Compruebe con un lápiz que la hélice del fondo gira.</li><li>Ciérrelo del todo y ponga un "
            "ciclo corto de aclarado.</li></ol><p>Si sigue sin desaguar, mire que la manguera no esté doblada ni a "
            "más de un metro de altura. Si la hélice no gira, cuéntenoslo: es cosa nuestra.</p>",
        ),
        (
            "It does not drain: cleaning the pump filter",
            "<p>It is nearly always the filter: a coin, a button or fluff. It takes a quarter of an hour and no "
            "tools.</p><h3>Before you start</h3><ul><li>Unplug the machine and turn the tap off.</li><li>If it was "
            "washing with hot water, wait an hour.</li><li>Put down a towel and a low tray.</li></ul><h3>What to "
            "do</h3><ol><li>Open the cover at the bottom right. In a dishwasher, take out the lower basket: the "
            "filter is at the bottom.</li><li>Turn the filter slowly to the left and let the water out little by "
            "little.</li><li>Take it out, rinse it under the tap, and remove what is in the hole.</li><li>Check with "
            "a pencil that the wheel at the back turns.</li><li>Close it fully and run a short rinse.</li></ol><p>If "
            "it still does not drain, see that the hose is neither bent nor higher than one metre. If the wheel does "
            "not turn, tell us: that one is ours.</p>",
        ),
        lines=[WASHERS, DISHES], against=[(WASHERS, "no-drain"), (DISHES, "no-drain"), (WASHERS, "stains")],
        read=(31, 6), solved=(18, 9),
    ),
    Help(
        "quitar-los-tornillos-de-transporte",
        (
            "La lavadora se mueve o golpea al centrifugar",
            "<p>Si es nueva y camina desde el primer día, suele llevar puestos los tornillos de "
            "transporte.</p><ol><li>Desenchúfela y sepárela de la pared.</li><li>Busque cuatro tornillos en la parte "
            "de atrás y aflójelos con una llave del 13.</li><li>Tire de cada uno con su separador de "
            "goma.</li><li>Tape los agujeros con las tapas que vienen en la bolsa del manual.</li></ol><p>Guarde los "
            "tornillos: hacen falta para una mudanza.</p><h3>Si no los tenía puestos</h3><ul><li>Nivele las patas: la "
            "máquina no debe cojear al empujar una esquina.</li><li>Reparta la ropa. Una sola prenda grande da "
            "golpes.</li></ul><p>Si la instalamos nosotros y los tornillos seguían puestos, cuéntenoslo: la visita "
            "corre de nuestra cuenta.</p>",
        ),
        (
            "The washing machine moves or bangs when it spins",
            "<p>If it is new and walks from the first day, its transport bolts are usually still "
            "in.</p><ol><li>Unplug it and move it away from the wall.</li><li>Find four bolts at the back and loosen "
            "them with a 13 mm spanner.</li><li>Pull out each one with its rubber spacer.</li><li>Cover the holes "
            "with the caps that come in the bag of the manual.</li></ol><p>Keep the bolts: you need them to move "
            "house.</p><h3>If they were not there</h3><ul><li>Level the feet: the machine must not rock when you push "
            "a corner.</li><li>Spread the load. A single large piece bangs.</li></ul><p>If we installed it and the "
            "bolts were still in, tell us: the visit is on us.</p>",
        ),
        lines=[WASHERS], against=[(WASHERS, "walks")], read=(22, 2), solved=(14, 3),
    ),
    Help(
        "codigos-de-error-norvia-calma",
        (
            "Códigos de error de la Norvia Calma",
            "<p>El código aparece en la pantalla y la máquina se para. Apunte el que ve antes de "
            "apagarla.</p><ul><li><strong>E10</strong>: no le entra agua. Abra el grifo y limpie el filtro de la "
            "manguera de entrada.</li><li><strong>E18</strong>: no desagua. Limpie el filtro de la "
            "bomba.</li><li><strong>E23</strong>: hay agua en la bandeja. Cierre el grifo, desenchúfela y "
            "cuéntenoslo: no la use.</li><li><strong>E40</strong>: la puerta no está bien cerrada.</li></ul><p>Para "
            "borrar el código, apague la máquina, desenchúfela un minuto y vuelva a encenderla. Si vuelve, díganos "
            "cuál es.</p>",
        ),
        (
            "Error codes of the Norvia Calma",
            "<p>The code shows on the display and the machine stops. Note it down before you switch it "
            "off.</p><ul><li><strong>E10</strong>: no water comes in. Open the tap and clean the filter of the inlet "
            "hose.</li><li><strong>E18</strong>: it does not drain. Clean the pump "
            "filter.</li><li><strong>E23</strong>: there is water in the tray. Turn the tap off, unplug it and tell "
            "us: do not use it.</li><li><strong>E40</strong>: the door is not quite closed.</li></ul><p>To clear the "
            "code, switch the machine off, unplug it for a minute and switch it on again. If it comes back, tell us "
            "which one it is.</p>",
        ),
        skus=["LAV-8K14", "LAV-9K14"], against=[(WASHERS, "error")], read=(17, 5), solved=(9, 6),
    ),
    Help(
        "la-secadora-no-seca",
        (
            "La secadora no seca o tarda mucho",
            "<ol><li>Limpie el filtro de pelusa de la puerta <strong>después de cada uso</strong>: sáquelo, ábralo y "
            "pásele la mano. Una vez al mes, lávelo con agua y déjelo secar.</li><li>Vacíe el depósito de "
            "agua.</li><li>Abra la tapa de abajo y aspire el condensador con cuidado, sin doblar las "
            "láminas.</li><li>Centrifugue la ropa a 1.000 vueltas o más antes de secarla, y no llene el tambor más de "
            "dos tercios.</li></ol><p>Si después de un ciclo la ropa sale fría y mojada, no calienta: cuéntenoslo.</p>",
        ),
        (
            "The dryer does not dry or takes very long",
            "<ol><li>Clean the lint filter in the door <strong>after every use</strong>: take it out, open it and "
            "wipe it. Once a month, wash it with water and let it dry.</li><li>Empty the water "
            "container.</li><li>Open the cover at the bottom and vacuum the condenser gently, without bending its "
            "fins.</li><li>Spin the clothes at 1,000 turns or more before you dry them, and fill no more than two "
            "thirds of the drum.</li></ol><p>If clothes come out cold and wet after a whole cycle, it does not heat: "
            "tell us.</p>",
        ),
        skus=["SEC-8BC"], against=[(WASHERS, "not-dry")], read=(6, 1), solved=(4, 2),
    ),
    Help(
        "el-frigorifico-no-enfria-o-hace-hielo",
        (
            "El frigorífico enfría poco o se llena de hielo",
            "<h3>Enfría poco</h3><ul><li>Ponga la nevera a 5 °C y el congelador a −18 °C. Los cambios tardan un "
            "día.</li><li>Deje cinco centímetros libres detrás y no tape las rejillas de dentro.</li><li>Pase un paño "
            "por la goma de la puerta. Con la puerta cerrada, un papel debe quedar sujeto.</li></ul><h3>Se llena de "
            "hielo</h3><p>Vacíelo, desenchúfelo con la puerta abierta y espere a que se deshaga, con toallas debajo. "
            "No rasque con un cuchillo. Si vuelve en dos semanas, casi siempre es la goma.</p><h3>Hay agua en el "
            "fondo</h3><p>Limpie el agujero del desagüe, al final de la pared de atrás, con un bastoncillo.</p><p>Si "
            "la comida se está estropeando, no espere: cuéntenoslo.</p>",
        ),
        (
            "The fridge cools little or fills with ice",
            "<h3>It cools little</h3><ul><li>Set the fridge to 5 °C and the freezer to −18 °C. A change takes a "
            "day.</li><li>Leave five centimetres free behind it and do not cover the vents inside.</li><li>Wipe the "
            "seal of the door. With the door closed, a sheet of paper must stay held.</li></ul><h3>It fills with "
            "ice</h3><p>Empty it, unplug it with the door open and wait until the ice has gone, with towels "
            "underneath. Do not scrape it with a knife. If it is back within two weeks, it is nearly always the "
            "seal.</p><h3>There is water at the bottom</h3><p>Clean the drain hole, at the foot of the back wall, "
            "with a cotton bud.</p><p>If food is going off, do not wait: tell us.</p>",
        ),
        lines=[FRIDGES], against=[(FRIDGES, code) for code in ("not-cold", "ice", "water", "door")],
        read=(12, 7), solved=(6, 11),
    ),
    Help(
        "ruidos-normales-de-un-frigorifico",
        (
            "Qué ruidos de un frigorífico son normales",
            "<p>Un clic al arrancar, un burbujeo y un golpe breve al parar son normales: es el gas que se "
            "mueve.</p><ul><li>Si vibra, nivele las patas y separe las botellas que se tocan.</li><li>Si zumba contra "
            "la pared, sepárelo cinco centímetros.</li></ul><p>Un golpe que despierta o un chirrido que no para no lo "
            "son. Grabe un vídeo corto y envíenoslo con su caso.</p>",
        ),
        (
            "Which noises of a fridge are normal",
            "<p>A click when it starts, bubbling, and a short knock when it stops are normal: it is the gas that "
            "moves.</p><ul><li>If it vibrates, level its feet and move bottles that touch each other.</li><li>If it "
            "hums against the wall, move it away by five centimetres.</li></ul><p>A knock that wakes you or a squeal "
            "that does not stop are not. Record a short video and send it with your case.</p>",
        ),
        lines=[FRIDGES], against=[(FRIDGES, "noise")], read=(9, 1), solved=(5, 1),
    ),
    Help(
        "vasos-blancos-y-platos-sucios",
        (
            "Los vasos salen blancos o los platos sucios",
            "<p>Frote un vaso con vinagre. Si la mancha se va, es <strong>cal</strong>; si no se va, es el vidrio, "
            "que se ha desgastado.</p><ul><li><strong>Cal</strong>: ajuste la dureza del agua en el menú y rellene la "
            "sal y el abrillantador, también con pastillas «todo en uno».</li><li><strong>Vidrio desgastado</strong>: "
            "use un programa a menos grados y menos detergente. No tiene arreglo, pero deja de "
            "avanzar.</li></ul><h3>Platos sucios</h3><ul><li>Limpie el filtro del fondo y los agujeros de las "
            "aspas.</li><li>Compruebe que las aspas giran sin tocar nada.</li><li>Una vez al mes, un ciclo largo en "
            "vacío con limpiamáquinas.</li></ul>",
        ),
        (
            "Glasses come out white, or dishes dirty",
            "<p>Rub a glass with vinegar. If the stain goes, it is <strong>limescale</strong>; if it stays, the glass "
            "itself is worn.</p><ul><li><strong>Limescale</strong>: set the hardness of the water in the menu, and "
            "refill salt and rinse aid, also with «all in one» tablets.</li><li><strong>Worn glass</strong>: use a "
            "cooler programme and less detergent. It cannot be mended, but it goes no further.</li></ul><h3>Dirty "
            "dishes</h3><ul><li>Clean the filter at the bottom and the holes of the spray arms.</li><li>See that the "
            "arms turn without touching anything.</li><li>Once a month, a long empty cycle with machine "
            "cleaner.</li></ul>",
        ),
        lines=[DISHES], against=[(DISHES, code) for code in ("white", "dirty", "wet")], read=(14, 3), solved=(11, 4),
    ),
    Help(
        "descalcificar-la-cafetera-alba",
        (
            "Descalcificar la cafetera Kaelis Alba",
            "<p>Cuando lo pide, o cuando sale poco café o tibio. Tarda unos veinticinco minutos.</p><ol><li>Vacíe el "
            "depósito y la bandeja, y saque el filtro de agua.</li><li>Eche en el depósito un sobre de "
            "descalcificador y agua hasta la marca <strong>CALC</strong>. El vinagre estropea las "
            "gomas.</li><li>Ponga un recipiente de un litro y medio debajo.</li><li>Pulse a la vez vapor y agua cinco "
            "segundos, y después «empezar».</li><li>Cuando lo pida, aclare el depósito, llénelo de agua limpia y "
            "siga.</li></ol><p>Si la luz no se apaga al terminar, repita el aclarado. Si no sale agua, no insista: "
            "cuéntenoslo.</p>",
        ),
        (
            "Descaling the Kaelis Alba coffee machine",
            "<p>When it asks for it, or when little or lukewarm coffee comes out. It takes some twenty-five "
            "minutes.</p><ol><li>Empty the tank and the tray, and take out the water filter.</li><li>Put a sachet of "
            "descaler into the tank and water up to the mark <strong>CALC</strong>. Vinegar spoils the "
            "seals.</li><li>Put a container of a litre and a half underneath.</li><li>Press steam and water together "
            "for five seconds, and then «start».</li><li>When it asks for it, rinse the tank, fill it with clean "
            "water and go on.</li></ol><p>If the light stays on at the end, repeat the rinse. If no water comes out, "
            "do not insist: tell us.</p>",
        ),
        skus=["CAF-SA"], against=[("Pequeño electrodoméstico", "descale")], read=(19, 2), solved=(16, 3),
    ),
    Help(
        "la-aspiradora-aspira-poco",
        (
            "La aspiradora Bruma V11 aspira poco o se para",
            "<ol><li>Vacíe el depósito.</li><li>Saque los dos filtros, lávelos con agua fría <strong>sin "
            "jabón</strong> y déjelos secar <strong>24 horas</strong>: húmedos, la paran.</li><li>Mire a través del "
            "tubo y del codo; empuje lo que haya con un palo romo.</li><li>Dé la vuelta al cepillo, abra la tapa con "
            "una moneda y corte los pelos enrollados.</li></ol><p>Si la luz parpadea en rojo con todo limpio y seco, "
            "díganos cuántas veces seguidas.</p>",
        ),
        (
            "The Bruma V11 vacuum cleaner has little suction or stops",
            "<ol><li>Empty the bin.</li><li>Take out both filters, wash them with cold water <strong>without "
            "soap</strong> and let them dry for <strong>24 hours</strong>: damp ones stop it.</li><li>Look through "
            "the tube and the elbow; push out what is there with a blunt stick.</li><li>Turn the brush over, open the "
            "cover with a coin and cut the hair that is wound round it.</li></ol><p>If the light blinks red with "
            "everything clean and dry, tell us how many times in a row.</p>",
        ),
        skus=["ASP-V11"],
        against=[("Pequeño electrodoméstico", "weak"), ("Pequeño electrodoméstico", "brush")],
        read=(8, 2), solved=(7, 2),
    ),
    Help(
        "emparejar-de-nuevo-los-auriculares",
        (
            "Los Sonalia CX no se emparejan o se oye un solo lado",
            "<ol><li>Cárguelos media hora.</li><li>Con los dos puestos en su sitio, mantenga los dos botones siete "
            "segundos, hasta que la luz se ponga blanca.</li><li>En el teléfono, olvide los auriculares en "
            "Bluetooth.</li><li>Emparéjelos como nuevos.</li></ol><p>Limpie la rejilla de cada lado con un paño seco. "
            "Si después de esto sigue mudo un lado, es una avería: cuéntenoslo.</p>",
        ),
        (
            "The Sonalia CX do not pair, or only one side sounds",
            "<ol><li>Charge them for half an hour.</li><li>With both on, hold the two buttons for seven seconds, "
            "until the light turns white.</li><li>On the phone, forget the headphones in Bluetooth.</li><li>Pair them "
            "as new.</li></ol><p>Wipe the mesh of each side with a dry cloth. If one side is still silent after this, "
            "it is a fault: tell us.</p>",
        ),
        skus=["AUR-CX"], against=[(AUDIO, "no-pair"), (AUDIO, "one-side"), (AUDIO, "cuts")],
        read=(15, 4), solved=(10, 5),
    ),
    Help(
        "el-aire-acondicionado-enfria-poco-o-huele",
        (
            "El aire acondicionado enfría poco, huele o gotea",
            "<p>Limpie los filtros cada dos meses de uso; es lo que más ayuda.</p><ol><li>Apáguelo y corte su "
            "corriente.</li><li>Levante la tapa y saque los dos filtros.</li><li>Aspírelos, lávelos con agua tibia y "
            "déjelos secar a la sombra.</li></ol><ul><li><strong>Enfría poco</strong>: ciérrelo todo, ponga 25 °C y "
            "modo frío, no automático.</li><li><strong>Huele</strong>: déjelo media hora en modo ventilador antes de "
            "apagarlo.</li><li><strong>Gotea dentro</strong>: apáguelo y no lo use. Suele ser el desagüe. Si lo "
            "instalamos nosotros, la visita no le cuesta nada.</li></ul>",
        ),
        (
            "The air conditioning cools little, smells or drips",
            "<p>Clean the filters every two months of use; nothing helps more.</p><ol><li>Switch it off and cut its "
            "power.</li><li>Lift the cover and take out both filters.</li><li>Vacuum them, wash them with lukewarm "
            "water and let them dry in the shade.</li></ol><ul><li><strong>It cools little</strong>: close "
            "everything, set 25 °C and cool mode, not automatic.</li><li><strong>It smells</strong>: leave it in fan "
            "mode for half an hour before you switch it off.</li><li><strong>It drips indoors</strong>: switch it off "
            "and do not use it. It is usually the drain. If we installed it, the visit costs you nothing.</li></ul>",
        ),
        lines=[CLIMATE], against=[(CLIMATE, code) for code in ("not-cold", "smell", "drips")],
        read=(7, 4), solved=(4, 6),
    ),
    Help(
        "reiniciar-el-televisor",
        (
            "Reiniciar un televisor Telgo",
            "<p>Arregla la mayoría de los fallos de imagen, sonido e internet, y no borra nada.</p><ol><li>Con el "
            "televisor encendido, mantenga el botón de apagar del mando <strong>diez segundos</strong>, hasta que "
            "salga el logotipo.</li><li>Si no pasa nada, desenchúfelo dos minutos de la pared.</li><li>En Ajustes, "
            "Actualización, busque una versión nueva.</li></ol><ul><li><strong>Sin sonido</strong>: en Ajustes, "
            "Sonido, elija «altavoces del televisor».</li><li><strong>Sin internet</strong>: apague el router un "
            "minuto y escriba de nuevo la clave.</li></ul><p>Si hay rayas también en el menú, es la pantalla: "
            "envíenos una foto.</p>",
        ),
        (
            "Restarting a Telgo TV",
            "<p>It puts right most faults of picture, sound and internet, and deletes nothing.</p><ol><li>With the TV "
            "on, hold the off button of the remote for <strong>ten seconds</strong>, until the logo shows.</li><li>If "
            "nothing happens, unplug it from the wall for two minutes.</li><li>In Settings, Update, look for a new "
            "version.</li></ol><ul><li><strong>No sound</strong>: in Settings, Sound, choose «TV "
            "speakers».</li><li><strong>No internet</strong>: switch the router off for a minute and type the key "
            "again.</li></ul><p>If there are lines in the menu too, it is the screen: send us a photo.</p>",
        ),
        lines=[TELEVISION],
        against=[(TELEVISION, code) for code in ("no-picture", "no-sound", "wifi", "restarts", "remote")],
        read=(21, 9), solved=(13, 12),
    ),
    Help(
        "antes-de-enviar-un-movil-o-un-portatil",
        (
            "Antes de enviar un móvil o un portátil a reparar",
            "<ul><li>Haga una copia de sus datos: en una reparación pueden perderse.</li><li>Quite el bloqueo de "
            "activación y cierre sesión en sus cuentas. Con él puesto no se puede reparar.</li><li>Saque la tarjeta "
            "SIM y la de memoria.</li><li>No envíe fundas ni cargador, salvo que falle la carga.</li></ul><p>No nos "
            "diga su clave en un mensaje. Si el aparato no enciende, cuéntenoslo y le decimos qué hacer con sus "
            "datos.</p>",
        ),
        (
            "Before you send a phone or a laptop for repair",
            "<ul><li>Make a copy of your data: a repair may lose them.</li><li>Remove the activation lock and sign "
            "out of your accounts. With it on, it cannot be repaired.</li><li>Take out the SIM and the memory "
            "card.</li><li>Send neither cases nor the charger, unless charging is what fails.</li></ul><p>Do not tell "
            "us your password in a message. If the device does not start, tell us, and we say what to do about your "
            "data.</p>",
        ),
        lines=[PHONES, LAPTOPS], against=[(PHONES, "screen"), (LAPTOPS, "screen")], read=(11, 0),
    ),
    Help(
        "bateria-caliente-o-hinchada",
        (
            "La batería se hincha o se calienta mucho: qué hacer ahora",
            "<p><strong>Deje de usarlo y no lo cargue.</strong></p><ol><li>Si puede hacerlo sin riesgo, apáguelo y "
            "desenchufe el cargador.</li><li>Déjelo sobre piedra, baldosa o metal, lejos de lo que arde y donde no "
            "duerma nadie.</li><li>No lo pinche, no lo doble, no intente sacar la batería y no lo meta en agua ni en "
            "el congelador.</li><li>Si humea o hay fuego, salga y llame al 112.</li></ol><p>Después cuéntenoslo: "
            "estos casos van los primeros. No lo envíe por correo: lo recogemos nosotros.</p>",
        ),
        (
            "The battery swells or gets very hot: what to do now",
            "<p><strong>Stop using it and do not charge it.</strong></p><ol><li>If you can do it safely, switch it "
            "off and unplug the charger.</li><li>Leave it on stone, tile or metal, away from what burns and where "
            "nobody sleeps.</li><li>Do not pierce it, do not bend it, do not try to take out the battery, and do not "
            "put it into water or the freezer.</li><li>If it smokes or burns, get out and call 112.</li></ol><p>Then "
            "tell us: such cases come first. Do not send it by post: we collect it.</p>",
        ),
        lines=[PHONES, LAPTOPS, AUDIO], against=[(PHONES, "hot"), (LAPTOPS, "hot"), (AUDIO, "hot")], read=(5, 0),
    ),
    Help(
        "la-garantia-legal",
        (
            "Qué es la garantía legal y cuánto dura",
            "<p>En España, quien le vende un producto responde de que sea como se acordó. No hay que contratarla, ni "
            "registrar nada, ni guardar la caja.</p><ul><li><strong>Dura tres años</strong> desde la entrega para "
            "productos nuevos entregados desde el 1 de enero de 2022. En los de segunda mano se puede pactar menos, "
            "pero no menos de un año.</li><li>En los <strong>dos primeros años</strong> se presume que la falta ya "
            "estaba el día de la entrega, salvo prueba en contra.</li><li>Puede elegir <strong>reparar o "
            "cambiar</strong>, gratis, salvo que lo elegido sea imposible o desproporcionado. Si no se puede o no se "
            "hace en un plazo razonable, una rebaja del precio o la devolución del dinero.</li></ul><p>Los golpes, "
            "las caídas y un uso contrario al manual no son faltas del producto. Las fechas del suyo están en su "
            "página, en «Mis productos». Esto es orientación, no asesoramiento legal.</p>",
        ),
        (
            "What the legal guarantee is, and how long it lasts",
            "<p>In Spain, whoever sells you a product answers for its being as agreed. You need not sign up for it, "
            "register anything or keep the box.</p><ul><li><strong>It lasts three years</strong> from delivery for "
            "new products delivered since 1 January 2022. For second-hand ones less may be agreed, but no less than "
            "one year.</li><li>In the <strong>first two years</strong> a fault is taken to have been there on the day "
            "of delivery, unless the contrary is proved.</li><li>You may choose <strong>repair or "
            "replacement</strong>, free of charge, unless what you choose is impossible or out of proportion. If it "
            "cannot be done or is not done in reasonable time, a lower price or your money back.</li></ul><p>Knocks, "
            "falls and use against the manual are no faults of the product. The dates of yours are on its page, in "
            "«My products». This is orientation, not legal advice.</p>",
        ),
        read=(26, 4),
    ),
    Help(
        "devolver-un-producto-en-14-dias",
        (
            "Devolver una compra hecha a distancia",
            "<p>Si compró por internet o por teléfono, tiene <strong>14 días naturales</strong> desde que lo recibió "
            "para devolverlo sin dar motivos: es el derecho de desistimiento.</p><ol><li>Díganoslo dentro del plazo: "
            "en «Mis productos», elija el "
            "producto y diga que quiere devolverlo.</li><li>Envíelo antes de 14 días desde que nos lo dijo. Puede "
            "haberlo probado como en una tienda; si se ha usado más, puede valer menos.</li><li>Le devolvemos lo que "
            "pagó, también el envío normal, en 14 días desde que nos lo dijo. Podemos esperar a tener el producto o "
            "la prueba de que lo ha enviado.</li></ol><p>Hay excepciones, como lo hecho a medida. Si el producto "
            "tiene una falta no es una devolución: es la garantía, que dura más y no le cuesta el envío.</p>",
        ),
        (
            "Returning something bought at a distance",
            "<p>If you bought on the internet or by phone, you have <strong>14 calendar days</strong> from the day "
            "you received it to return it without giving a reason: it is the right of withdrawal.</p><ol><li>Tell us "
            "within that time: in «My "
            "products», choose the product and say that you want to return it.</li><li>Send it within 14 days of "
            "telling us. You may have tried it as in a shop; if it was used more, it may be worth less.</li><li>We "
            "pay back what you paid, the usual delivery too, within 14 days of your telling us. We may wait until we "
            "have the product or the proof that you sent it.</li></ol><p>There are exceptions, such as what was made "
            "to measure. If the product has a fault it is no return: it is the guarantee, which lasts longer and "
            "charges you no delivery.</p>",
        ),
        read=(13, 5),
    ),
]  # fmt: skip

# What was looked for in the last weeks: words, language, times, articles found.
SEARCHES = [
    ("no desagua", "es", 9, 1),
    ("descalcificar", "es", 7, 1),
    ("cambiar goma puerta", "es", 6, 0),
    ("hinge", "en", 2, 0),
    ("garantía", "es", 12, 1),
    ("bisagra lavavajillas", "es", 4, 0),
    ("código e45", "es", 5, 0),
    ("factura duplicada", "es", 8, 0),
    ("wifi tv", "es", 3, 1),
    ("pedir recambio bandeja", "es", 3, 0),
    ("descale", "en", 4, 1),
    ("return", "en", 3, 1),
]
