"""What clocks are made from and what they come to, as plain values. Pure.

The ledger of a case tells its `History`; the targets of the company, the law and the promises each say which clocks
they want (`Wanted`); `tickets/actions/clocks.py` writes what differs from the rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tickets.states import ClockState, Due, Turn

Spell = tuple[dt.datetime, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Said:
    """Words between us and the customer: theirs, our reply, or a call. Notes among ourselves do not count."""

    message: int
    at: dt.datetime
    by_customer: bool


@dataclass(frozen=True, slots=True)
class Change:
    """From when it was whose turn. `by_customer`: their words brought it about."""

    at: dt.datetime
    turn: Turn
    by_customer: bool
    message: int | None = None
    resolution: str = ""  # how it was resolved, when it was


@dataclass(frozen=True, slots=True)
class History:
    """The life of a case as its ledger tells it, oldest first, without what was taken back."""

    opened_at: dt.datetime
    channel: str
    changes: tuple[Change, ...]  # the first is its opening
    said: tuple[Said, ...]
    aside: bool = False
    kinds: tuple[str, ...] = ()  # all that it has been: a complaint keeps its terms of law whatever it is called later

    @property
    def turn(self) -> Turn:
        return self.changes[-1].turn


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clock as it should be. `points` are the steps of its escalations still to come, by their moment."""

    due: Due
    anchor: str
    state: ClockState
    starts_at: dt.datetime
    spells: tuple[Spell, ...] = ()
    target_minutes: int | None = None
    policy: int | None = None
    rule: int | None = None
    promise: int | None = None
    due_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    points: tuple[tuple[dt.datetime, int], ...] = ()

    @property
    def late_at(self) -> dt.datetime | None:
        """Its moment, if it ended after it. Whether one that runs is late depends on now."""
        return self.due_at if self.ended_at and self.due_at and self.ended_at > self.due_at else None
