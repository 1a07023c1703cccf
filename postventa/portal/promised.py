"""What we promised a customer in a case, and what came of it, in plain words and without excuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.zones import zone_of
from tickets.models import Appointment, Promise, Ticket
from tickets.promises import was_broken
from tickets.states import PromiseState


@dataclass(frozen=True)
class Word:
    """A promise as its customer reads it: the words in which it was made, and how it stands."""

    what: str
    stands: str
    tone: str
    icon: str


def promised_in(ticket: Ticket, now: dt.datetime) -> list[Word]:
    """Those that the customer knows of, by their moment: not what stood in a reply that is held or was taken back."""
    unread = Q(message__taken_back_at__isnull=False) | Q(message__held_until__gt=now)
    again = Promise.objects.filter(replaces=OuterRef("pk"))
    rows = Promise.objects.filter(ticket=ticket).exclude(unread).annotate(replaced=Exists(again))
    # What a visit promises stands in its own card, unless it was not kept.
    shown_there = Appointment.objects.filter(promise=OuterRef("pk"))
    rows = rows.exclude(~Q(state=PromiseState.BROKEN) & Exists(shown_there))
    return [_word(promise, ticket, now) for promise in rows]


def _word(promise: Promise, ticket: Ticket, now: dt.datetime) -> Word:
    zone = zone_of(ticket.customer.timezone)
    due, done = promise.due_at.astimezone(zone), promise.done_at and promise.done_at.astimezone(zone)
    said = {"due": date_format(due, "DATETIME_FORMAT"), "done": done and date_format(done, "DATETIME_FORMAT")}
    words, tone, icon = _how(promise, now)
    return Word(promise.what, words % said, tone, icon)


def _how(promise: Promise, now: dt.datetime) -> tuple[str, str, str]:
    if promise.state == PromiseState.KEPT:
        return _("We kept it: %(done)s."), "good", "circle-check"
    if promise.state == PromiseState.MOVED:
        return _("We agreed with you on another moment."), "neutral", "calendar-clock"
    late = was_broken(promise.state, promise.due_at, promise.settled_at)
    if promise.state == PromiseState.WITHDRAWN:
        if late:
            return _("We did not keep it: it was for %(due)s. It is no longer needed."), "bad", "circle-x"
        return _("We withdrew it."), "neutral", "circle-minus"
    if promise.done_at:
        return _("We did it late: %(done)s. We had promised it for %(due)s."), "bad", "circle-x"
    if promise.replaced:  # type: ignore[attr-defined]
        return _("We did not keep it: it was for %(due)s. We agreed with you on another moment."), "bad", "circle-x"
    if late or promise.due_at <= now:
        return _("We did not keep it: it was for %(due)s. We still owe it to you."), "bad", "circle-x"
    return _("By %(due)s."), "info", "handshake"
