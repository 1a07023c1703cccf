"""Calls as the desk shows them, with the customer's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pages import page_of, read_mark
from followups.models import Call, CallAttempt, Lane
from followups.queries import call_list, place_of
from followups.queries.next_calls import first_hour
from followups.queries.standing import hours_of, quiet_for
from followups.said import hour_said
from followups.schedule import AGREED_SLACK, may_call
from followups.states import CallKind, Rank

PER_PAGE = 25
SIGNS = {
    Rank.AGREED: ("accent", "phone-incoming"),
    Rank.LOOP: ("bad", "message-circle-warning"),
    Rank.LATE: ("warn", "clock-alert"),
}


@dataclass(frozen=True)
class CallRow:
    """A call, the clock where it rings, whether it may ring now and who has it in hand."""

    call: Call
    clock: str
    may_ring: bool
    is_due: bool
    is_held: bool

    @classmethod
    def of(cls, call: Call, now: dt.datetime) -> CallRow:
        place = place_of(call.customer)
        early = AGREED_SLACK if call.rank == Rank.AGREED else dt.timedelta(0)
        return cls(
            call,
            clock=now.astimezone(place.zone).strftime("%H:%M"),
            may_ring=may_call(now, place, quiet_for(call), hours_of(call)),
            is_due=call.due_at <= now + early,
            is_held=call.held_by_id is not None and call.is_held(now),
        )

    @property
    def products(self) -> list[str]:
        """What it is about, by name, each once."""
        call = self.call
        one = call.unit or (call.ticket.unit if call.ticket else None)
        units = call.delivery.units.all() if call.delivery else [one]
        return list(dict.fromkeys(unit.product.name for unit in units if unit))

    @property
    def attempts(self) -> list[CallAttempt]:
        return list(self.call.attempts.all())

    @property
    def sign(self) -> tuple[str, str, str] | None:
        """Word, tone and shape of what makes it more urgent than others; None for the usual."""
        rank = Rank(self.call.rank)
        return (str(rank.label), *SIGNS[rank]) if rank in SIGNS else None

    @property
    def greets_as(self) -> str:
        """Which words the call begins with."""
        return CallKind(self.call.kind).value

    @property
    def may_be_taken(self) -> bool:
        return self.is_due and self.may_ring and not self.is_held


def closed_sentence(lanes: QuerySet[Lane], now: dt.datetime) -> str:
    """When the first call that is due in these lanes may ring, where none may now; empty otherwise."""
    first = first_hour(lanes, now)
    if first is None or first <= now:
        return ""
    return _("Nobody may be called now: it is outside the hours of where they are. The first hour is %(when)s.") % {
        "when": hour_said(timezone.localtime(first))
    }


def page_of_calls(after: str, lanes: QuerySet[Lane], now: dt.datetime) -> tuple[list[CallRow], str]:
    """A page of what is due until the end of today, the longest due first; and the mark of the next page, or «»."""
    midnight = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    page = page_of(call_list(midnight, lanes), key="due_at", size=PER_PAGE, after=read_mark(after))
    return [CallRow.of(call, now) for call in page.rows], page.after
