"""Whether somebody's words speak of danger, and of which. Pure.

Spanish and English, without accents, as people write them in a hurry: words of five letters or more may have one slip
(a letter left out, put in, changed, or two that changed places), shorter ones none. Where words cannot tell a danger
from a harmless thing we take it for a danger: «no sale humo», «my toast comes out burnt». A person looks then, and
nobody is worse off. What is harmless and common is not mistaken: the burner of a hob, a smoke detector, a Fire TV.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache

SLIP_FROM = 5  # letters from which a word may have one slip
BETWEEN = 2  # words that may stand between those of a phrase
AROUND = 4  # words on each side in which something harmless may explain a word


class Danger(StrEnum):
    """What may be happening, by what there is to do now."""

    FIRE = "fire"
    SHOCK = "shock"
    GAS = "gas"
    INJURY = "injury"


_WORDS: dict[Danger, str] = {
    Danger.FIRE: """
        humo humos umo humareda humeando humea fuego fuegos incendio incendios incendia incendiado incendiada incendiar
        incendie llamarada llamaradas quema queman quemo queme quemada quemado quemadas quemados quemando quemaba
        quemar quemarse chamuscado chamuscada chispa chispas chispazo chispazos chisporrotea chisporroteo arde ardia
        ardio ardiendo arda ardido explota exploto explotado explotar explotando explotan explote explosion explosiones
        estallo estallado estalla estallar estalle estallido flama
        smoke smoking smoky fire fires flame flames flaming burn burns burnt burned burning scorched scorching spark
        sparks sparking sparked explode explodes exploded exploding explosion
    """,
    Danger.SHOCK: """
        calambre calambres calambrazo electrocuta electrocuto electrocutado electrocutada electrocutar electrocutarse
        electrocucion cortocircuito electrocute electrocuted electrocution electrocuting
    """,
    Danger.GAS: "monoxido monoxide",
    Danger.INJURY: """
        herida herido heridas heridos herirse lesion lesiones lesionado lesionada hospital urgencias ambulancia
        intoxicado intoxicada intoxicacion asfixia quemadura quemaduras sangre sangra sangrando hurt injured injury
        injuries ambulance bleeding poisoned poisoning asphyxia
    """,
}
# Words that only together mean danger, in this order and close to each other. «|» stands between equals.
_PHRASES: dict[Danger, str] = {
    Danger.FIRE: """
        en|salen|salieron|salian|echa|echaba|hay|habia|con|vi|unas llamas
        derretido|derretida|derrite|derritio enchufe|cable|plastico|clavija
        enchufe|cable|plastico|clavija derretido|derretida|derritio|derrite
        melted|melting|melts plug|cable|cord|socket|plastic
        plug|cable|cord|socket|plastic melted|melting|melts
    """,
    Danger.SHOCK: """
        descarga|descargas electrica|electricas
        corto circuito
        me|nos da|dio|daba|dado|pega corriente
        electric|electrical|static shock|shocks|shocked
        got|gave|gives|get|gets|giving shock|shocks
        shocked|shocks me|us|him|her
        short circuit
        short circuited
    """,
    Danger.GAS: """
        escape|fuga|perdida de gas
        pierde|pierden gas
        pierde|pierden poco gas
        olor|huele|olia|oler|huelo|uele a gas
        gas leak|leaks|leaking
        leak|leaks|leaking gas
        smell|smells|smelled|smelling|smelt gas
        gas smell
    """,
    Danger.INJURY: """
        corte|cortado|corto dedo|dedos|mano|manos|brazo
        cut finger|fingers|hand|arm
        in|to|at hospital
    """,
}
# What explains a word close by: a hob has «fuegos», a detector is of smoke. Then that word alone says nothing.
_HARMLESS: dict[str, str] = {
    "humo humos": "detector detectores sensor alarma gris color aspira absorbe extrae campana extractor",
    "smoke smoking": "detector detectors alarm alarms sensor grey gray hood extractor",
    "fuego fuegos": """lento medio bajo alto vitro vitroceramica induccion placa encimera cocina grande pequeno pequenos
        izquierdo derecho delantero trasero central""",
    "fire fires": "tv stick tablet hd hdx cube kindle amazon os wire",
    "burn burns burned burning": "in disc discs cd dvd calories",
    "quema quemar quemo quemado": "cd dvd disco discos calorias",
    "sangre": "presion glucosa oxigeno tensiometro medidor",
}
# Close to a word above, and quite another.
_LOOK_ALIKE = """
    adria aires alambre alambres ambulante ardid ardua arduo aria arida arido ario arriendo audio barns blame
    blames blaming blending breeding buns bunt buried burner burnet burst burt burying calamares calle
    cardio carta cesion cesiones chiapas corre corta coste costo duele encendia encendio escapa establo
    estarlo estella explora explorado explorando explorar explore explored explores exploring exploro
    explotador fame fares fibres fides fijes files fines fired firmes firms firs fives fixes flake flakes
    flaking flamingo flare flares flaring fleming flume foaming frame frames framing fries fuero fueros given
    hable hacia hemos hereda heredo hervida hervido hielo hires huevo humeda humor humus hunos husos insured
    juego juegos lame leading leads legion legiones lerida lesson lives living llama llaman llamar llame
    llames llamo luego malos meeting menos merida mires norte park parked parking parks perdido pierden pires
    plasticos pocket queda quedaba quedada quedado quedan quedando quedar quedarse quede quedo queja quejaba
    quejado quejan quejando quejar quejarse queje quejo quepa quepan quero quesada queso queue radio rocket
    ruego ruegos sagra sandra sanger sangha sangria sark sell selling sells sesion sesiones shark sharks shell
    shirt shorts shout sires small smoked smoker snark sock socks spank spanked spanking spar spare spared
    spares sparing sparkling sparring spars spell spelling spoke sport stark starks stock stocks stoke stoking
    quemador quemadores suele suelo tardia tardio tires turned turning turns urgencia urns vuelo wires zumos
"""
_OTHERS = frozenset(_LOOK_ALIKE.split())

_BARE = re.compile(r"[^\W_]+")


def mentions_danger(text: str) -> bool:
    """Whether a customer's words speak of smoke, fire, shock, gas or injury."""
    return bool(dangers_in(text))


def dangers_in(text: str) -> frozenset[Danger]:
    """Each danger that these words speak of."""
    plain = unicodedata.normalize("NFKD", text.lower())
    words = _BARE.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return frozenset(_alone(words)) | frozenset(_together(words))


def _alone(words: list[str]) -> Iterator[Danger]:
    for place, word in enumerate(words):
        known = _known(word)
        if known is None:
            continue
        danger, meant = known
        near = words[max(0, place - AROUND) : place] + words[place + 1 : place + 1 + AROUND]
        if not _EXPLAINED.get(meant, frozenset()).intersection(near):
            yield danger


def _together(words: list[str]) -> Iterator[Danger]:
    for danger, phrase in _PHRASED:
        starts = (place for place, word in enumerate(words) if _is_one_of(word, phrase[0]))
        if any(_goes_on(words, place + 1, phrase[1:]) for place in starts):
            yield danger


def _goes_on(words: list[str], place: int, rest: tuple[frozenset[str], ...]) -> bool:
    if not rest:
        return True
    near = range(place, min(place + BETWEEN + 1, len(words)))
    return any(_is_one_of(words[at], rest[0]) and _goes_on(words, at + 1, rest[1:]) for at in near)


def _is_one_of(word: str, meant: Iterable[str]) -> bool:
    return word in meant or (word not in _OTHERS and any(_has_one_slip(word, each) for each in meant))


@lru_cache(maxsize=4096)
def _known(word: str) -> tuple[Danger, str] | None:
    """The word of danger that this one is, or was to be."""
    if (danger := _DANGERS.get(word)) is not None:
        return danger, word
    if len(word) < SLIP_FROM - 1 or word in _OTHERS:
        return None
    return next(((danger, each) for each, danger in _DANGERS.items() if _has_one_slip(word, each)), None)


def _has_one_slip(word: str, meant: str) -> bool:
    """Damerau–Levenshtein distance of exactly one, for a `meant` of SLIP_FROM letters or more."""
    if len(meant) < SLIP_FROM or abs(len(word) - len(meant)) > 1 or word == meant:
        return False
    short, long = sorted((word, meant), key=len)
    same = next((n for n, (one, other) in enumerate(zip(short, long, strict=False)) if one != other), len(short))
    if len(short) != len(long):
        return short[same:] == long[same + 1 :]
    swapped = short[same : same + 2] == long[same : same + 2][::-1] and short[same + 2 :] == long[same + 2 :]
    return swapped or short[same + 1 :] == long[same + 1 :]


_DANGERS = {word: danger for danger, words in _WORDS.items() for word in words.split()}
_PHRASED = [
    (danger, tuple(frozenset(equals.split("|")) for equals in line.split()))
    for danger, lines in _PHRASES.items()
    for line in lines.strip().splitlines()
]
_EXPLAINED = {word: frozenset(why.split()) for words, why in _HARMLESS.items() for word in words.split()}
