"""What we hold of a customer, counted, by why we hold it: for the page, not for the copy that they take away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import ngettext

from core.models import OutgoingMessage
from core.states import Outgoing
from customers.models import Customer
from privacy.holdings import HOLDINGS, Holding, notes_among_us
from privacy.models import RetentionRule
from privacy.people import Person
from privacy.purposes import WHY, Purpose
from privacy.titles import TITLES

YEAR = 12


@dataclass(frozen=True)
class Line:
    """A holding with how much of it there is (None: not counted), and how long it is kept, where a rule says so."""

    title: str | Promise
    count: int | None
    kept: str


@dataclass(frozen=True)
class Reason:
    """Why we hold something, and what."""

    why: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Held:
    """All of it; `notes` are those that a person looks through before they are handed out."""

    reasons: list[Reason]
    notes: int


def held_by(customer: Customer, now: dt.datetime) -> Held:
    """What the person gets when they download, counted."""
    person = Person.of(customer)
    terms = {rule.about: _term(rule.months) for rule in RetentionRule.objects.filter(active=True)}
    counted = [(holding, _count(holding, person, now)) for holding in HOLDINGS if holding.out]
    reasons = [Reason(WHY[why], _lines(why, counted, terms)) for why in Purpose]
    return Held([reason for reason in reasons if reason.lines], notes_among_us(person))


def _count(holding: Holding, person: Person, now: dt.datetime) -> int | None:
    """How many rows. Letters are not counted: those to addresses that they had are found among everybody's only."""
    if holding.model is not OutgoingMessage:
        return holding.rows(person, now=now).count()
    sent = OutgoingMessage.objects.filter(to=person.email, status=Outgoing.SENT)
    return None if person.email and sent.exists() else 0


def _lines(why: Purpose, counted: list[tuple[Holding, int | None]], terms: dict[str, str]) -> list[Line]:
    return [
        Line(TITLES[holding.name], count, terms.get(holding.keeping or "", ""))
        for holding, count in counted
        if count != 0 and holding.purpose == why
    ]


def _term(months: int) -> str:
    if months % YEAR:
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s year", "%(count)s years", months // YEAR) % {"count": months // YEAR}
