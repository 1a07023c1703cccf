"""What «My day» shows, by the clock of whoever looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from core.models import User
from followups.models import Call
from followups.queries.loops import MOST, LateLoop, late_loops
from followups.queries.next_calls import lanes_of
from postventa.desk.call_rows import CallRow, page_of_calls
from tickets.models import Mention, Notice, Ticket
from tickets.queries.day import Entry, agenda, mentions_of, notices_of, waiting_for

AHEAD = 7  # days
CALLS = 5


@dataclass(frozen=True)
class Day:
    """The day of an agent. Each part is read once."""

    user: User
    now: dt.datetime

    @cached_property
    def _entries(self) -> list[Entry]:
        return agenda(self.user.pk, until=_midnight_after(self.now, days=AHEAD))

    @property
    def late(self) -> list[Entry]:
        return [entry for entry in self._entries if entry.at <= self.now and entry.is_ours]

    @property
    def today(self) -> list[Entry]:
        tomorrow = _midnight_after(self.now)
        return [entry for entry in self._entries if self.now < entry.at < tomorrow]

    @property
    def soon(self) -> list[Entry]:
        """The days that follow."""
        return [entry for entry in self._entries if entry.at >= _midnight_after(self.now)]

    @property
    def left(self) -> list[Entry]:
        """What the customer was asked for and has not sent in time: a person decides."""
        return [entry for entry in self._entries if entry.at <= self.now and not entry.is_ours]

    @cached_property
    def loops(self) -> list[LateLoop]:
        """Unhappy customers with whom nobody spoke in time, and who are theirs."""
        return late_loops(self.now, of=self.user, limit=MOST)

    @cached_property
    def notices(self) -> list[Notice]:
        return notices_of(self.user.pk)

    @cached_property
    def mentions(self) -> list[Mention]:
        return mentions_of(self.user.pk)

    @cached_property
    def waiting(self) -> list[Ticket]:
        return waiting_for(self.user.pk)

    @cached_property
    def calls(self) -> list[CallRow]:
        """The next of the call list of their teams, and what they have in hand first of all."""
        rows = page_of_calls("", lanes_of(self.user.pk), self.now)[0]
        return sorted(rows, key=lambda row: not (row.is_held and row.call.held_by_id == self.user.pk))[:CALLS]

    @cached_property
    def calls_due(self) -> int:
        return Call.objects.due(self.now).filter(lane__in=lanes_of(self.user.pk)).count()

    @property
    def is_free(self) -> bool:
        shown = (self._entries, self.loops, self.notices, self.mentions, self.waiting, self.calls)
        return not any(shown)


def _midnight_after(now: dt.datetime, *, days: int = 1) -> dt.datetime:
    """When the local day that is `days` away begins."""
    day = timezone.localtime(now).date() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
