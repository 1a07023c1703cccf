"""What the law says in a case, told to its customer: by when we answer, what they may still send, who else can help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tickets.models import Clock, CompletionRequest, Ticket
from tickets.points import offered_points
from tickets.queries.deadlines import place_of
from tickets.queries.law import alternatives_of, owes_alternatives
from tickets.states import ClockState, DeadlineEvent, Due, Resolution

# What we have to do by a day, while there is time and when it has passed.
OWED: dict[str, tuple[str | Promise, str | Promise]] = {
    DeadlineEvent.ANSWER: (
        _("We have to answer you by %(day)s."),
        _("We had to answer you by %(day)s and have not done so yet."),
    ),
    DeadlineEvent.ESTIMATE: (
        _("We have to give you an estimate by %(day)s."),
        _("We had to give you an estimate by %(day)s and have not done so yet."),
    ),
    DeadlineEvent.CONFORMITY: (
        _("We have to repair or replace it by %(day)s."),
        _("We had to repair or replace it by %(day)s and have not done so yet."),
    ),
    DeadlineEvent.REPAIR: (
        _("We have to repair it by %(day)s."),
        _("We had to repair it by %(day)s and have not done so yet."),
    ),
    DeadlineEvent.REPLACEMENT: (
        _("We have to replace it by %(day)s."),
        _("We had to replace it by %(day)s and have not done so yet."),
    ),
    DeadlineEvent.REFUND: (
        _("We have to return your money by %(day)s."),
        _("We had to return your money by %(day)s and have not done so yet."),
    ),
    DeadlineEvent.CANCELLATION: (
        _("We have to confirm your cancellation by %(day)s."),
        _("We had to confirm your cancellation by %(day)s and have not done so yet."),
    ),
}
ANSWERS = (DeadlineEvent.BILLING, DeadlineEvent.CONTINUITY, DeadlineEvent.FORM)


@dataclass(frozen=True)
class Owed:
    """Something that the law wants of us by a day, in a sentence, and where it says so."""

    words: str
    is_late: bool
    cites: str


@dataclass(frozen=True)
class Asked:
    """What the customer was asked to send: until which day, and whether that has passed."""

    request: CompletionRequest
    day: dt.date
    is_over: bool

    @property
    def points(self) -> list[str]:
        """One by one, where our words say it so."""
        return offered_points(self.words)

    @property
    def words(self) -> str:
        """In which it was asked; "" where nobody wrote any."""
        return self.request.message.text if self.request.message else ""


@dataclass(frozen=True)
class ToldLaw:
    """For a page of the case: what we owe, the nearest first; what they may send; who else can help, of a refusal."""

    owed: tuple[Owed, ...]
    asked: Asked | None
    others: str


def law_for(ticket: Ticket, now: dt.datetime) -> ToldLaw:
    """All of it; days are those of the customer's clock, by which they are counted."""
    declined = ticket.resolution == Resolution.DECLINED and not ticket.is_active
    return ToldLaw(
        owed=tuple(_owed(ticket, now)) if ticket.is_active else (),
        asked=asked_in(ticket, now) if ticket.is_active else None,
        others=alternatives_of(ticket, get_language() or "es") if declined and owes_alternatives(ticket) else "",
    )


def _owed(ticket: Ticket, now: dt.datetime) -> Iterator[Owed]:
    """Of several terms for the same thing the one that ends first: it is what the customer may count on."""
    running = Clock.objects.filter(ticket=ticket, due=Due.LEGAL, state=ClockState.RUNNING)
    zone, told = place_of(ticket.customer).zone, set()
    for clock in running.select_related("rule").order_by("due_at", "pk"):
        event = DeadlineEvent.ANSWER if clock.rule.event in ANSWERS else clock.rule.event
        if event in OWED and event not in told:
            told.add(event)
            is_late = clock.due_at <= now
            words = str(OWED[event][is_late]) % {"day": date_format(clock.due_at.astimezone(zone), "DATE_FORMAT")}
            yield Owed(words, is_late, clock.rule.cites)


def asked_in(ticket: Ticket, now: dt.datetime) -> Asked | None:
    """The open request, once its letter has gone out."""
    rows = CompletionRequest.objects.filter(ticket=ticket, completed_at=None, withdrawn_at=None)
    row = rows.select_related("message").first()
    if row is None or (row.message and row.message.held_until and now < row.message.held_until):
        return None
    return Asked(row, row.due_at.astimezone(place_of(ticket.customer).zone).date(), row.due_at <= now)
