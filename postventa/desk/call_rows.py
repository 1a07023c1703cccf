"""Calls as the desk shows them, with the customer's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from core.pages import page_of, read_mark
from followups.models import Call, CallAttempt
from followups.queries import call_list, place_of
from followups.schedule import may_call
from followups.states import Outcome

PER_PAGE = 25


@dataclass(frozen=True)
class CallRow:
    """A call, the clock where it rings, and whether it may ring now."""

    call: Call
    clock: str
    may_ring: bool
    is_due: bool

    @classmethod
    def of(cls, call: Call, now: dt.datetime) -> CallRow:
        place = place_of(call.customer)
        clock = now.astimezone(place.zone).strftime("%H:%M")
        return cls(call, clock=clock, may_ring=may_call(now, place), is_due=call.due_at <= now)

    @property
    def products(self) -> list[str]:
        return list(dict.fromkeys(unit.product.name for unit in self.call.delivery.units.all()))

    @property
    def attempts(self) -> list[CallAttempt]:
        return list(self.call.attempts.all())

    @property
    def was_asked_back(self) -> bool:
        """Whether the customer named this hour."""
        return bool(self.attempts) and self.attempts[-1].outcome == Outcome.CALL_BACK


def page_of_calls(after: str, now: dt.datetime) -> tuple[list[CallRow], str]:
    """A page of what is due until the end of today, the longest due first; and the mark of the next page, or «»."""
    midnight = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
    page = page_of(call_list(midnight), key="due_at", size=PER_PAGE, after=read_mark(after))
    return [CallRow.of(call, now) for call in page.rows], page.after
