"""The clocks of a case as they are kept, and what becomes of them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tickets.clock_facts import Spell, Wanted
from tickets.states import ClockState

Key = tuple[str, str, int | None]  # what is due, its anchor and its rule of law: once in a case


@dataclass(frozen=True, slots=True)
class Row:
    """A clock as it is kept. `pk` is None while it is not."""

    due: str
    anchor: str
    state: str
    starts_at: dt.datetime
    spells: tuple[Spell, ...] = ()
    target_minutes: int | None = None
    policy: int | None = None
    rule: int | None = None
    promise: int | None = None
    due_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    late_at: dt.datetime | None = None
    wakes_at: dt.datetime | None = None
    fired: tuple[int, ...] = ()
    pk: int | None = field(default=None, compare=False)

    @property
    def key(self) -> Key:
        return self.due, self.anchor, self.rule


def as_they_should_be(
    wanted: Mapping[Key, Wanted], rows: Mapping[Key, Row], *, aside: bool, now: dt.datetime
) -> list[Row]:
    """The rows of a case as they should be, in a settled order; those that nobody wants are off."""
    found = [_row(clock, rows.get(key), aside, now) for key, clock in wanted.items()]
    found += [_off(row) for key, row in rows.items() if key not in wanted]
    return sorted(found, key=lambda row: (row.due, row.anchor, row.rule or 0))


def next_due(rows: Iterable[Row]) -> tuple[dt.datetime | None, str]:
    """The nearest moment of those that run, and what is due then; it may have passed."""
    running = ((row.due_at, row.due) for row in rows if row.state == ClockState.RUNNING and row.due_at)
    return min(running, default=(None, ""))


def _row(clock: Wanted, before: Row | None, aside: bool, now: dt.datetime) -> Row:
    row = Row(
        due=clock.due,
        anchor=clock.anchor,
        state=clock.state,
        starts_at=clock.starts_at,
        spells=clock.spells,
        target_minutes=clock.target_minutes,
        policy=clock.policy,
        rule=clock.rule,
        promise=clock.promise,
        due_at=clock.due_at,
        ended_at=clock.ended_at,
        late_at=before.late_at if before else None,
        fired=before.fired if before else (),
    )
    if aside and row.state != ClockState.ENDED:
        row = replace(row, state=ClockState.OFF)
    row = replace(row, late_at=_late_at(clock, row, now))
    if row.state != ClockState.RUNNING:
        return row
    todo = [at for at, step in clock.points if step not in row.fired]
    if row.due_at and not row.late_at:
        todo.append(row.due_at)
    return replace(row, wakes_at=min(todo, default=None))


def _late_at(clock: Wanted, row: Row, now: dt.datetime) -> dt.datetime | None:
    """Since when it is late, if it is. Of one that runs somebody has to note it first, with what that brings about."""
    if row.state == ClockState.ENDED:
        return clock.late_at
    passed = row.due_at is not None and row.due_at <= now
    noted = row.late_at is not None or row.state == ClockState.PAUSED
    return row.due_at if passed and noted else None


def _off(row: Row) -> Row:
    return replace(row, state=ClockState.OFF, ended_at=None, wakes_at=None)
