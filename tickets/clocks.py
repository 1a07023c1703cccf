"""The clocks that a company sets itself, as the ledger of a case tells them: first reply, next ones, resolution.

Pure. Instants are UTC; minutes are of the hours of the policy's calendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.actors import ActorKind
from core.worktime import Calendar, moment
from tickets.clock_facts import Change, History, Said, Spell, Wanted
from tickets.states import (
    OWN_TARGETS,
    WHOSE_TURN,
    Aside,
    Channel,
    ClockState,
    Due,
    EventKind,
    MessageKind,
    Status,
    Turn,
)

# Who comes by these ways was spoken to when the case was opened: their first reply is given.
SPOKEN = (Channel.PHONE, Channel.COUNTER, Channel.CALL)
OURS = (MessageKind.REPLY, MessageKind.PHONE)
RUNS = (Turn.US, Turn.PART)
TOLD = (
    EventKind.OPENED,
    EventKind.STATUS,
    EventKind.MESSAGE,
    EventKind.TAKEN_BACK,
    EventKind.ASIDE,
    EventKind.KIND,
)
OPENED = "opened"

Points = tuple[tuple[int, int], ...]  # of a policy: percent and step; of the others: minutes from the moment and step


class Told(NamedTuple):
    """A line of a ledger: by whose kind of actor, and which kind of message it brought."""

    kind: str
    at: dt.datetime
    by: str
    to_status: str
    message: int | None
    said: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Policy:
    """What a company asks of itself in cases that fit. Empty conditions fit all; minutes of the calendar's hours."""

    pk: int
    calendar: Calendar = field(compare=False)
    kinds: frozenset[str] = frozenset()
    priorities: frozenset[int] = frozenset()
    customer_kind: str = ""
    customers: frozenset[int] = frozenset()
    targets: Mapping[str, int] = field(default_factory=dict, hash=False)
    steps: Mapping[str, Points] = field(default_factory=dict, hash=False)

    def fits(self, *, kind: str, priority: int, customer: int, customer_kind: str) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.priorities or priority in self.priorities)
            and self.customer_kind in ("", customer_kind)
            and (not self.customers or customer in self.customers)
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """What a clock that ended keeps, whatever is asked of later ones."""

    ended_at: dt.datetime
    policy: int | None
    target_minutes: int | None
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class _Track:
    """What a clock watches, as the ledger tells it: when it ran, and when it ended."""

    due: Due
    anchor: str
    starts_at: dt.datetime
    spells: tuple[Spell, ...]
    ended_at: dt.datetime | None

    @property
    def runs(self) -> bool:
        return bool(self.spells) and self.spells[-1][1] is None


def history_of(lines: Iterable[Told]) -> History | None:
    """The life of a case, from the lines of its ledger in their order; None before it was opened.

    What was taken back is left out, with the move that it brought. Whoever waited for the case wrote an older clock
    than the line before: no line counts as earlier than that one.
    """
    opened: Told | None = None
    begins, aside = dt.datetime.min.replace(tzinfo=dt.UTC), False
    standing: list[Told] = []
    kinds: dict[str, None] = {}
    for line in lines:
        if line.kind == EventKind.OPENED:
            opened = line
            begins = dt.datetime.fromisoformat(line.data["turn_since"]) if "turn_since" in line.data else line.at
            standing = [line._replace(at=begins)]
            kinds |= dict.fromkeys(filter(None, [line.data.get("kind")]))
        elif line.kind == EventKind.KIND:
            kinds |= dict.fromkeys([line.data["from"], line.data["to"]])
        elif line.kind == EventKind.ASIDE:
            aside = line.data["to"] in Aside.values
        elif line.kind == EventKind.TAKEN_BACK:
            _take_out(standing, line.data["message"])
        elif opened:
            standing.append(line._replace(at=max(line.at, standing[-1].at)))
    if opened is None:
        return None
    return History(
        opened_at=begins,
        channel=opened.data.get("channel", ""),
        changes=tuple(_changes(standing)),
        said=tuple(_said(standing)),
        aside=aside,
        kinds=tuple(kinds),
    )


def own_targets(
    history: History, policy: Policy | None, settled: Mapping[tuple[str, str], Settled] | None = None
) -> list[Wanted]:
    """The clocks of a case under a policy. Those in `settled` that are still ended then keep what they had."""
    return [wanted for track in _tracks(history) if (wanted := _wanted(track, history, policy, settled or {}))]


def with_steps(wanted: Wanted, steps: Mapping[str, Points]) -> Wanted:
    """A term of law or a promise with the steps of all cases: minutes from its moment."""
    if wanted.due in OWN_TARGETS or wanted.state != ClockState.RUNNING or wanted.due_at is None:
        return wanted
    points = ((wanted.due_at + dt.timedelta(minutes=minutes), step) for minutes, step in steps.get(wanted.due, ()))
    return replace(wanted, points=tuple(sorted(points)))


def _take_out(standing: list[Told], message: int) -> None:
    place = next((n for n, line in enumerate(standing) if line.message == message), None)
    if place is not None:
        moved = standing[place + 1 : place + 2]
        del standing[place : place + (2 if moved and moved[0].kind == EventKind.STATUS else 1)]


def _changes(lines: list[Told]) -> Iterator[Change]:
    turn, words = None, None
    for line in lines:
        words = line.message if line.said == MessageKind.CUSTOMER else words
        if line.kind in (EventKind.OPENED, EventKind.STATUS):
            new = WHOSE_TURN[line.to_status or Status.NEW]
            opens = line.kind == EventKind.OPENED
            by_customer = line.said == MessageKind.CUSTOMER if opens else line.by == ActorKind.CUSTOMER
            if new != turn:
                resolution = "" if opens else line.data.get("resolution", "")
                yield Change(line.at, new, by_customer, words if by_customer else None, resolution)
            turn = new


def _said(lines: list[Told]) -> Iterator[Said]:
    for line in lines:
        if line.message is not None and line.said in (MessageKind.CUSTOMER, *OURS):
            theirs = line.said == MessageKind.CUSTOMER or bool(line.data.get("of_customer"))
            yield Said(line.message, line.at, theirs)


def _tracks(history: History) -> Iterator[_Track]:
    """The clocks of a case, whether anybody set a target for them or not."""
    rounds: list[tuple[Said, dt.datetime | None]] = []
    answered = history.channel in SPOKEN
    first_end: dt.datetime | None = None
    opening = history.changes[0].message
    asked: Said | None = None
    for one in _as_it_went(history):
        ends = not one.by_customer if isinstance(one, Said) else one.turn == Turn.NOBODY
        if isinstance(one, Said) and one.message == opening:
            continue
        if ends and not answered:
            answered, first_end = True, one.at
        elif ends and asked:
            rounds.append((asked, one.at))
            asked = None
        elif isinstance(one, Said) and one.by_customer and answered and not asked:
            asked = one
    if asked:
        rounds.append((asked, None))
    if history.channel not in SPOKEN:
        yield _Track(Due.FIRST, OPENED, history.opened_at, _spells(history, history.opened_at, first_end), first_end)
    for said, end in rounds:
        yield _Track(Due.NEXT, f"said:{said.message}", said.at, _spells(history, said.at, end), end)
    over = history.changes[-1].at if history.turn == Turn.NOBODY else None
    yield _Track(Due.RESOLUTION, OPENED, history.opened_at, _spells(history, history.opened_at, over), over)


def _as_it_went(history: History) -> Iterator[Said | Change]:
    """Words and changes in their order. Of the same moment words come first, but after a change before their own."""
    changes = list(history.changes)
    brought = {change.message: change for change in changes if change.message}
    for said in history.said:
        own = brought.get(said.message)
        while changes and (changes[0].at < said.at or (own in changes and changes[0] is not own)):
            yield changes.pop(0)
        yield said
    yield from changes


def _spells(history: History, start: dt.datetime, end: dt.datetime | None) -> tuple[Spell, ...]:
    """When it was our turn, or a part's, between two moments."""
    spells: list[Spell] = []
    bounds = [change.at for change in history.changes[1:]] + [None]
    for change, until in zip(history.changes, bounds, strict=True):
        begins = max(change.at, start)
        if end is not None:
            until = end if until is None else min(until, end)
        if change.turn not in RUNS or (until is not None and until <= begins):
            continue
        if spells and spells[-1][1] == begins:
            begins = spells.pop()[0]
        spells.append((begins, until))
    return tuple(spells)


def _wanted(
    track: _Track, history: History, policy: Policy | None, settled: Mapping[tuple[str, str], Settled]
) -> Wanted | None:
    clock = Wanted(
        due=track.due, anchor=track.anchor, state=ClockState.ENDED, starts_at=track.starts_at, spells=track.spells,
        ended_at=track.ended_at,
    )  # fmt: skip
    kept = settled.get((track.due, track.anchor))
    if kept and kept.ended_at == track.ended_at:
        return replace(clock, policy=kept.policy, target_minutes=kept.target_minutes, due_at=kept.due_at)
    target = policy.targets.get(track.due) if policy else None
    if policy is None or target is None:
        return None
    counted = _as_if_going_on(track)
    due_at = moment(policy.calendar, counted, target)
    clock = replace(clock, policy=policy.pk, target_minutes=target, due_at=due_at)
    if track.ended_at:
        return clock
    if track.runs and due_at is None:
        return None  # its calendar has no hours any more
    if history.aside or not track.runs:
        return replace(clock, state=ClockState.OFF if history.aside else ClockState.PAUSED)
    points = [
        (at, step)
        for percent, step in policy.steps.get(track.due, ())
        if (at := moment(policy.calendar, counted, target * percent // 100))
    ]
    return replace(clock, state=ClockState.RUNNING, points=tuple(sorted(points)))


def _as_if_going_on(track: _Track) -> tuple[Spell, ...]:
    """The spells, the last without its end when the clock ran until it ended: by when it should have."""
    if track.ended_at == track.starts_at:
        return ((track.starts_at, None),)
    if track.ended_at and track.spells and track.spells[-1][1] == track.ended_at:
        return (*track.spells[:-1], (track.spells[-1][0], None))
    return track.spells
