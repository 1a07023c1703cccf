"""A fact that a plan follows, as it comes out of the database, and why somebody is not called or asked. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from customers.rules import QuietHours
from followups.states import CallKind, Medium, Reason, SurveyKind

# E.164, as the doors keep numbers; whatever else stands there cannot be dialled.
DIALLED = r"\+[1-9]\d{6,14}"
_DIALLED = re.compile(DIALLED)


class Person(NamedTuple):
    """Who, where and what they wish, under this one of their records."""

    id: int
    zone: str
    country: str
    region: str
    postal_code: str
    email: str
    phone: str
    quiet_from: dt.time | None
    quiet_to: dt.time | None
    no_calls: bool
    no_surveys: bool
    minor: bool
    deceased: bool
    in_dispute: bool
    erased_at: dt.datetime | None

    @property
    def quiet(self) -> QuietHours | None:
        if self.quiet_from is None or self.quiet_to is None:
            return None
        return QuietHours(self.quiet_from, self.quiet_to)


PERSON = ("id", "timezone", *Person._fields[2:])


class Fact(NamedTuple):
    """What happened (`id` of a delivery, a case or a unit), when, to whom, and the version of the plan that it fits."""

    id: int
    plan: int
    at: dt.datetime
    purchase: int | None
    line: int | None
    late: bool | None
    safety: bool
    person: Person
    about_on: dt.date | None = None


@dataclass(frozen=True)
class Subject:
    """What facts are of, as calls and surveys name it."""

    call: CallKind
    survey: SurveyKind
    column: str

    @property
    def has_day(self) -> bool:
        return self.column == "unit"


DELIVERY = Subject(CallKind.DELIVERY, SurveyKind.DELIVERY, "delivery")
CASE = Subject(CallKind.RESOLUTION, SurveyKind.RESOLUTION, "ticket")
GUARANTEE = Subject(CallKind.GUARANTEE, SurveyKind.GUARANTEE, "unit")
MAINTENANCE = Subject(CallKind.MAINTENANCE, SurveyKind.MAINTENANCE, "unit")


class Wishes(NamedTuple):
    """What a person said, or what is known of them, under any of their records."""

    no_calls: bool = False
    no_surveys: bool = False
    minor: bool = False
    deceased: bool = False
    in_dispute: bool = False

    def __or__(self, other: Wishes) -> Wishes:  # type: ignore[override]
        return Wishes(*(one or two for one, two in zip(self, other, strict=True)))


NOTHING = Wishes()


@dataclass(frozen=True)
class Wished:
    """Wishes by e-mail address or phone number; of most people there are none."""

    by_address: Mapping[str, Wishes]

    def of(self, person: Person) -> Wishes:
        """Those of all their records."""
        own = person[9:14]
        found = Wishes(*own) if any(own) else NOTHING
        for address in known_by(person.email, person.phone):
            found |= self.by_address.get(address, NOTHING)
        return found


def wished(records: Iterable[tuple[str, str, bool, bool, bool, bool, bool]]) -> Wished:
    """From records with an e-mail address, a phone and their wishes."""
    found: dict[str, Wishes] = {}
    for email, phone, *said in records:
        for address in known_by(email, phone):
            found[address] = found.get(address, NOTHING) | Wishes(*said)
    return Wished(found)


def is_dialled(phone: str) -> bool:
    """Whether that is a number at all."""
    return _DIALLED.fullmatch(phone) is not None


def known_by(email: str, phone: str) -> list[str]:
    """The addresses by which a person is known again under another record.

    What is no number («no tiene», «000») tells nothing: strangers have it in common.
    """
    return [*([email] if email else []), *([phone] if is_dialled(phone) else [])]


def not_called(person: Person, wishes: Wishes) -> str:
    """Why that person is not called at all; empty where they may be."""
    if reason := _not_spoken_to(person, wishes):
        return reason
    if wishes.no_calls:
        return Reason.OPTED_OUT
    return "" if is_dialled(person.phone) else Reason.NO_ADDRESS


def not_asked(person: Person, wishes: Wishes, medium: str, *, texts: bool) -> str:
    """Why that person is not asked at all by that medium; empty where they may be. `texts`: some can be sent."""
    if reason := _not_spoken_to(person, wishes):
        return reason
    if wishes.no_surveys:
        return Reason.OPTED_OUT
    by_mail = medium != Medium.SMS and bool(person.email)
    by_text = medium != Medium.EMAIL and texts and is_dialled(person.phone)
    return "" if by_mail or by_text else Reason.NO_ADDRESS


def _not_spoken_to(person: Person, wishes: Wishes) -> str:
    if person.erased_at is not None:
        return Reason.ERASED
    if wishes is NOTHING:
        return ""
    if wishes.deceased:
        return Reason.DECEASED
    if wishes.minor:
        return Reason.MINOR
    return Reason.DISPUTE if wishes.in_dispute else ""
