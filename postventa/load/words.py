"""What is said in the invented cases. The words fall as those of real shops do: few everywhere, most of them seldom.

Five words are there to be searched for, because it is known in how many cases each of them is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

COMMON = "lavadora"  # in about half of the cases
MIDDLING = "termostato"  # in one of 50
SELDOM = "condensador"  # in one of 1,000
RARE = "berbiquí"  # in five, wherever they are
OLD = "contrarreembolso"  # in half of the oldest tenth, and nowhere else
RARE_CASES = 5

# (line, what customers call it, in English, how many of a hundred pieces are of it)
LINES = [
    ("Lavadoras", "lavadora", "washing machine", 47),
    ("Frigoríficos", "frigorífico", "fridge", 12),
    ("Televisores", "televisor", "television", 9),
    ("Lavavajillas", "lavavajillas", "dishwasher", 7),
    ("Hornos", "horno", "oven", 5),
    ("Móviles", "móvil", "mobile phone", 5),
    ("Portátiles", "portátil", "laptop", 4),
    ("Aspiradoras", "aspiradora", "vacuum cleaner", 3),
    ("Cafeteras", "cafetera", "coffee machine", 3),
    ("Climatización", "aire acondicionado", "air conditioner", 2),
    ("Audio", "altavoz", "loudspeaker", 2),
    ("Secadoras", "secadora", "tumble dryer", 1),
]
BRANDS = ("Norvia", "Kaelis", "Bruma", "Telgo", "Sonalia", "Zentia", "Altea", "Ventor")
RANGES = ("Calma", "Brisa", "Nieve", "Alba", "Prisma", "Duna", "Marea", "Cumbre", "Vega")

_PARTS = """
puerta ruido agua pantalla motor tambor filtro mando cable bomba goma botón panel correa luz tapa enchufe placa sensor
ventilador junta resistencia manguera batería cargador altavoz antena bandeja cajón rueda tornillo soporte bisagra
interruptor fusible depósito válvula rodamiento cristal carcasa teclado ranura muelle palanca cerradura programador
"""

_CUSTOMER = """
No enciende desde ayer por la mañana.
Hace un ruido muy fuerte cuando termina.
Se para a los diez minutos y no sigue.
Pierde agua por debajo y se moja la cocina.
Sale un aviso en la pantalla y no sé qué quiere decir.
Lo compré hace poco y casi no se ha usado.
He mirado las instrucciones y he probado todo lo que dicen.
El vecino me dice que a él le pasó lo mismo.
Necesito que venga alguien cuanto antes, porque somos cinco en casa.
Llamé la semana pasada y nadie me ha dicho nada.
¿Pueden decirme cuándo vendrán?
Estoy en casa por las tardes, a partir de las cinco.
Les mando una foto si hace falta.
Ya es la segunda vez que falla.
Funciona, pero tarda mucho más que antes.
Cuando lo muevo suena como si algo estuviera suelto.
Huele raro al cabo de un rato de estar en marcha.
La puerta no cierra bien y hay que empujarla.
Vibra tanto que se mueve del sitio.
No ha recibido ningún golpe.
Me gustaría cambiarlo por otro, si es posible.
Guardo la factura y el embalaje.
Muchas gracias por la ayuda.
Espero su respuesta.
""".strip().splitlines()
_STAFF = """
Sentimos la molestia y le damos las gracias por avisar.
Mañana pasa un técnico entre las nueve y las once.
¿Puede decirnos qué aviso aparece y en qué momento?
Hemos pedido la pieza y llega en tres días.
La reparación está dentro de la garantía y no tiene que pagar nada.
Por favor, desenchúfelo diez minutos y vuelva a probar.
Le llamamos en cuanto sepamos la fecha.
El taller lo ha revisado y ya funciona como debe.
Hemos cambiado la pieza y lo hemos probado dos veces.
Si vuelve a fallar, escríbanos en este mismo caso.
Mándenos por favor una foto de la etiqueta.
Queda anotado y lo pasamos al servicio técnico.
""".strip().splitlines()
_NOTE = """
Hablado con el taller: esperan el repuesto.
El cliente prefiere las tardes.
Revisar antes el caso anterior de la misma casa.
Parece el mismo fallo que en otras piezas del lote.
Comprobar si la instalación la hicimos nosotros.
""".strip().splitlines()
_ENGLISH = """
It does not start since yesterday morning.
There is a loud noise at the end of every cycle.
It stops after ten minutes and does not go on.
Water comes out below and the kitchen gets wet.
We have read the instructions and tried everything in them.
It is the second time that it fails.
Could you tell us when somebody can come?
Thank you for your help.
We are sorry for the trouble, and thank you for telling us.
A technician will come tomorrow between nine and eleven.
The spare part has been ordered and arrives in three days.
It is within the guarantee and there is nothing to pay.
""".strip().splitlines()
_TAIL = ("Es la pieza {}.", "Se trata de: {}.", "En la etiqueta pone {}.", "El problema viene de {}.")
_TAIL_ENGLISH = ("The part is {}.", "The label says {}.")

RARE_WORDS = 20_000


def _codes(count: int) -> list[str]:
    """Names of spare parts, which is what a shop has most different words of."""
    return [f"{'KTRBMNSPLV'[number % 10]}{'AEIOU'[number % 5]}{1000 + number}" for number in range(count)]


VOCABULARY = [*_PARTS.split(), *_codes(RARE_WORDS)]


def _weighted(sentences: list[str]) -> list[str]:
    """The sentences as often as they are said, the n-th 1/n as often as the first; 256 of them, to draw one fast."""
    total = sum(1 / place for place in range(1, len(sentences) + 1))
    drawn: list[str] = []
    for place, sentence in enumerate(sentences, 1):
        drawn += [sentence] * max(1, round(256 / place / total))
    return (drawn + sentences * 256)[:256]


CUSTOMER, STAFF, NOTE, ENGLISH = _weighted(_CUSTOMER), _weighted(_STAFF), _weighted(_NOTE), _weighted(_ENGLISH)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who talks, in which language: the sentences that they use."""

    sentences: list[str]
    tails: tuple[str, ...] = _TAIL

    def say(self, rng: random.Random, count: int = 3) -> str:
        """Some sentences, and now and then a word that hardly anybody else says."""
        draw, sentences = rng.getrandbits, self.sentences
        said = [sentences[draw(8)] for _ in range(count)]
        if draw(1):  # the n-th word 1/n as often as the first
            said.append(
                self.tails[draw(8) % len(self.tails)].format(VOCABULARY[int(len(VOCABULARY) ** rng.random()) - 1])
            )
        return " ".join(said)


VOICES = {
    "es": {"c": Voice(CUSTOMER), "r": Voice(STAFF), "n": Voice(NOTE)},
    "en": {"c": Voice(ENGLISH, _TAIL_ENGLISH), "r": Voice(ENGLISH, _TAIL_ENGLISH), "n": Voice(NOTE)},
}


def marks(number: int, size: int) -> list[str]:
    """The words to search for that a case has, the `number`-th of `size`."""
    found = []
    if number % 50 == 8:
        found.append(MIDDLING)
    if number % 1000 == 12:
        found.append(SELDOM)
    if number in {(2 * place + 1) * size // (2 * RARE_CASES) for place in range(RARE_CASES)}:
        found.append(RARE)
    if number < size // 10 and number % 2 == 0:
        found.append(OLD)
    return found
