"""What customers of the demonstration's shop see when something fails, in their words, by product line."""

from __future__ import annotations

from typing import NamedTuple

from postventa.demo.catalogue import (
    AUDIO,
    CLIMATE,
    DISHES,
    FRIDGES,
    LAPTOPS,
    OVENS,
    PHONES,
    SMALL,
    TELEVISION,
    WASHERS,
)


class Sign(NamedTuple):
    """A symptom: its code, its words in both languages, what usually lies behind it, and whether it is a danger."""

    code: str
    es: str
    en: str
    cause: str = ""
    danger: bool = False


SMOKE = Sign("smoke", "Huele a quemado, echa humo o chispas", "It smells of burning, smokes or sparks", danger=True)
SHOCK = Sign("shock", "Da calambre al tocarlo", "It gives a shock when touched", danger=True)
TRIPS = Sign("trips", "Salta la luz al encenderlo", "The power trips when it is switched on", "defect-electronics")
DEAD = Sign("dead", "No enciende", "It does not switch on", "defect-electronics")
ARRIVED = Sign(
    "arrived-damaged", "Llegó con golpes o falta algo", "It arrived damaged or with something missing",
    "delivery-damage",
)  # fmt: skip

SYMPTOMS: dict[str, list[Sign]] = {
    WASHERS: [
        Sign("no-drain", "No desagua: se queda con agua dentro", "It does not drain: water stays inside", "use-care"),
        Sign("leaks", "Pierde agua por debajo", "Water leaks out underneath", "defect-mechanics"),
        Sign("walks", "Se mueve o golpea al centrifugar", "It moves or bangs when it spins", "installation-bolts"),
        Sign(
            "no-spin", "No centrifuga: la ropa sale empapada",
            "It does not spin: clothes come out soaked", "defect-mechanics",
        ),
        Sign("door", "La puerta no se abre o no cierra", "The door does not open or close", "defect-mechanics"),
        Sign("not-dry", "La secadora no seca o tarda mucho", "The dryer does not dry or takes very long", "use-care"),
        Sign("stains", "La ropa sale manchada o huele mal", "Clothes come out stained or smell bad", "use-care"),
        Sign("error", "Muestra un código de error", "It shows an error code"),
        DEAD, SMOKE, SHOCK, ARRIVED,
    ],
    FRIDGES: [
        Sign("not-cold", "No enfría o enfría poco", "It does not cool, or only a little", "defect-mechanics"),
        Sign("too-cold", "Congela lo que está en la nevera", "It freezes what is in the fridge", "defect-electronics"),
        Sign("ice", "Se llena de hielo o escarcha", "It fills with ice or frost", "use-care"),
        Sign("water", "Hay agua dentro o en el suelo", "There is water inside or on the floor", "use-care"),
        Sign("noise", "Hace mucho ruido", "It is very noisy", "use-doubt"),
        Sign("door", "La puerta no cierra bien", "The door does not close well", "defect-mechanics"),
        Sign("light", "No se enciende la luz de dentro", "The light inside does not come on", "defect-electronics"),
        Sign("alarm", "Suena la alarma o parpadea la pantalla", "The alarm sounds or the display blinks"),
        DEAD, SMOKE, SHOCK, ARRIVED,
    ],
    DISHES: [
        Sign(
            "no-drain", "No desagua: queda agua en el fondo",
            "It does not drain: water stays at the bottom", "use-care",
        ),
        Sign("leaks", "Pierde agua", "Water leaks out", "defect-mechanics"),
        Sign("dirty", "Los platos salen sucios", "Dishes come out dirty", "use-care"),
        Sign("white", "Los vasos salen blancos", "Glasses come out white", "use-care"),
        Sign("wet", "La vajilla sale mojada", "Dishes come out wet", "use-doubt"),
        Sign("no-water", "No le entra agua", "No water comes in", "installation"),
        Sign("tablet", "La pastilla no se disuelve", "The tablet does not dissolve", "defect-mechanics"),
        Sign("error", "Muestra un código de error", "It shows an error code"),
        DEAD, SMOKE, ARRIVED,
    ],
    OVENS: [
        Sign("no-heat", "No calienta o calienta poco", "It does not heat, or only a little", "defect-electronics"),
        Sign("locked", "La puerta del horno no se abre", "The oven door does not open", "defect-electronics"),
        Sign(
            "uneven", "Quema por un lado y deja crudo por otro",
            "It burns on one side and leaves the other raw", "use-doubt",
        ),
        Sign("zone", "Una zona de la placa no funciona", "One zone of the hob does not work", "defect-electronics"),
        Sign("pan", "La placa no reconoce la sartén", "The hob does not recognise the pan", "use-doubt"),
        Sign("glass", "El cristal está roto o rajado", "The glass is broken or cracked", "use-drop", danger=True),
        Sign(
            "touch", "Los mandos o el panel no responden",
            "The knobs or the panel do not respond", "defect-electronics",
        ),
        TRIPS, DEAD, SMOKE, SHOCK, ARRIVED,
    ],
    CLIMATE: [
        Sign("not-cold", "No enfría o no calienta", "It does not cool or heat", "use-care"),
        Sign("drips", "Gotea dentro de casa", "It drips indoors", "installation-ours"),
        Sign("noise", "Hace mucho ruido o vibra", "It is very noisy or vibrates", "installation"),
        Sign("smell", "Huele mal al encenderlo", "It smells bad when it starts", "use-care"),
        Sign("remote", "El mando no hace nada", "The remote control does nothing", "use-doubt"),
        Sign("full", "El deshumidificador no recoge agua", "The dehumidifier collects no water", "use-doubt"),
        Sign("stops", "Se para solo", "It stops by itself", "defect-electronics"),
        TRIPS, DEAD, SMOKE, ARRIVED,
    ],
    SMALL: [
        Sign(
            "descale", "La cafetera pide descalcificar o sale poco café",
            "The coffee machine asks to be descaled or little coffee comes out", "use-care",
        ),
        Sign("no-grind", "La cafetera no muele", "The coffee machine does not grind", "defect-mechanics"),
        Sign("weak", "La aspiradora aspira poco", "The vacuum cleaner has little suction", "use-care"),
        Sign(
            "battery", "La batería dura poco o no carga",
            "The battery lasts little or does not charge", "defect-battery",
        ),
        Sign("brush", "El cepillo no gira", "The brush does not turn", "use-care"),
        Sign(
            "undercooked", "La freidora deja la comida cruda o blanda",
            "The fryer leaves food raw or soft", "use-doubt",
        ),
        Sign("coating", "Se levanta el antiadherente", "The non-stick coating comes off", "defect"),
        Sign("leaks", "Pierde agua", "Water leaks out", "defect-mechanics"),
        DEAD, SMOKE, SHOCK, ARRIVED,
    ],
    TELEVISION: [
        Sign("no-picture", "Se oye pero no se ve", "There is sound but no picture", "defect-screen"),
        Sign("no-sound", "Se ve pero no se oye", "There is a picture but no sound", "use-doubt"),
        Sign(
            "lines", "Hay rayas, manchas o puntos en la pantalla",
            "There are lines, stains or dots on the screen", "defect-screen",
        ),
        Sign("broken", "La pantalla está rota", "The screen is broken", "use-drop"),
        Sign("wifi", "No se conecta a internet", "It does not connect to the internet", "use-doubt"),
        Sign("restarts", "Se apaga o se reinicia solo", "It turns off or restarts by itself", "defect-electronics"),
        Sign("channels", "No encuentra canales", "It finds no channels", "use-doubt"),
        Sign("remote", "El mando no responde", "The remote control does not respond", "use-doubt"),
        DEAD, SMOKE, ARRIVED,
    ],
    AUDIO: [
        Sign("one-side", "Solo se oye un lado", "Only one side sounds", "defect-electronics"),
        Sign("no-pair", "No se empareja por Bluetooth", "It does not pair by Bluetooth", "use-doubt"),
        Sign("cuts", "El sonido se corta", "The sound cuts out", "use-doubt"),
        Sign(
            "battery", "La batería dura poco o no carga",
            "The battery lasts little or does not charge", "defect-battery",
        ),
        Sign("noise", "Se oye un zumbido o un pitido", "There is a hum or a whistle", "defect-electronics"),
        Sign("noise-cancelling", "No cancela el ruido", "It does not cancel the noise", "defect-electronics"),
        Sign("follow-tv", "La barra no sigue al televisor", "The sound bar does not follow the TV", "use-doubt"),
        Sign(
            "hot", "La batería se hincha o se calienta mucho",
            "The battery swells or gets very hot", "defect-battery", danger=True,
        ),
        DEAD, ARRIVED,
    ],
    PHONES: [
        Sign("screen", "La pantalla está rota o tiene manchas", "The screen is broken or stained", "defect-screen"),
        Sign("battery", "La batería dura poco", "The battery lasts little", "defect-battery"),
        Sign("no-charge", "No carga", "It does not charge", "defect-battery"),
        Sign("restarts", "Se reinicia o se queda bloqueado", "It restarts or freezes", "defect-electronics"),
        Sign(
            "signal", "No tiene cobertura o se cortan las llamadas",
            "It has no signal or calls drop", "defect-electronics",
        ),
        Sign(
            "camera", "La cámara no funciona o sale borrosa",
            "The camera does not work or is blurred", "defect-electronics",
        ),
        Sign("sound", "No se oye o no me oyen", "I cannot hear, or nobody hears me", "defect-electronics"),
        Sign("wet", "Se ha mojado", "It got wet", "use-drop"),
        Sign(
            "hot", "Se calienta mucho o la batería se hincha",
            "It gets very hot or the battery swells", "defect-battery", danger=True,
        ),
        DEAD, ARRIVED,
    ],
    LAPTOPS: [
        Sign("slow", "Va muy lento", "It is very slow", "use-doubt"),
        Sign(
            "battery", "La batería dura poco o no carga",
            "The battery lasts little or does not charge", "defect-battery",
        ),
        Sign("screen", "La pantalla no se ve bien", "The screen does not show well", "defect-screen"),
        Sign(
            "keyboard", "El teclado o el panel táctil fallan",
            "The keyboard or the touchpad fail", "defect-mechanics",
        ),
        Sign("restarts", "Se apaga o se reinicia solo", "It turns off or restarts by itself", "defect-electronics"),
        Sign("wifi", "No se conecta al wifi", "It does not connect to wifi", "use-doubt"),
        Sign("noise", "El ventilador hace mucho ruido", "The fan is very noisy", "use-care"),
        Sign(
            "hot", "Se calienta mucho o la batería se hincha",
            "It gets very hot or the battery swells", "defect-battery", danger=True,
        ),
        Sign("liquid", "Se ha derramado líquido", "Liquid was spilt on it", "use-drop"),
        DEAD, ARRIVED,
    ],
}  # fmt: skip
