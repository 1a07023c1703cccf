"""Who buys in a trial: people with one record or two, some of whom want no calls or surveys, or have no address."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from dev.faults.places import PLACES, Place

QUIET = (dt.time(9, 0), dt.time(14, 0))


@dataclass
class Someone:
    """A person: their records (what the shop keeps of them, by the id of the row), and since when they said what."""

    number: int
    place: Place
    records: dict[int, dict] = field(default_factory=dict)
    # From when on they are not asked, not called; the beginning of time for who said it before.
    not_asked_from: dt.datetime | None = None
    not_called_from: dt.datetime | None = None


def people_of(count: int, dice: Random, start: dt.datetime) -> list[Someone]:
    """So many people, drawn with these dice."""
    places = dice.choices(PLACES, [place.share for place in PLACES], k=count)
    return [_someone(number, place, dice, start) for number, place in enumerate(places)]


def _someone(number: int, place: Place, dice: Random, start: dt.datetime) -> Someone:
    someone = Someone(number, place)
    email, phone = f"persona{number}@correo.example", f"+346{number:08d}"
    draw = dice.random()
    if draw < 0.03:
        email = ""
    elif draw < 0.06:
        phone = ""
    elif draw < 0.08:
        phone = f"12{number % 1000}"
    one = _record(place, email, phone)
    if dice.random() < 0.05:
        one |= {"quiet_from": QUIET[0], "quiet_to": QUIET[1]}
    someone.records[2 * number + 1] = one
    if email and phone and dice.random() < 0.15:  # known by a second number, with the same address or the same phone
        same_mail = dice.random() < 0.5 or not phone.startswith("+")  # what is no number joins nobody
        someone.records[2 * number + 2] = _record(
            place, email if same_mail else f"otra{number}@correo.example", f"+347{number:08d}" if same_mail else phone
        )
    _wish(someone, dice, start - dt.timedelta(days=9))
    return someone


def _record(place: Place, email: str, phone: str) -> dict:
    return {
        "country": place.country, "region": place.region, "postal_code": place.postal_code, "timezone": place.kept,
        "email": email, "phone": phone,
    }  # fmt: skip


def _wish(someone: Someone, dice: Random, ever: dt.datetime) -> None:
    """What they said before, under any of their records."""
    draw, record = dice.random(), someone.records[dice.choice(list(someone.records))]
    if draw < 0.02:
        record["no_surveys"], someone.not_asked_from = True, ever
    elif draw < 0.05:
        record["no_calls"], someone.not_called_from = True, ever
    elif draw < 0.065:
        record[dice.choice(["minor", "deceased", "in_dispute"])] = True
        someone.not_asked_from = someone.not_called_from = ever
