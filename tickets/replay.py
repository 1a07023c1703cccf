"""The ledger of a case told again: what it says the case is now. Pure.

Lines are told in the order in which they were written, which is that of their ids: their clocks are those of whoever
wrote them, and who waited for the case brings an older one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from tickets.states import WHOSE_TURN, Aside, EventKind, Priority, Status


class Line(NamedTuple):
    """One line of a ledger, without what only people read."""

    ticket: int
    kind: str
    at: dt.datetime
    from_status: str
    to_status: str
    data: Mapping[str, Any]
    message: int | None


@dataclass(frozen=True)
class State:
    """All of a case that its ledger tells; what it points at by its id."""

    status: str = Status.NEW
    turn_since: dt.datetime | None = None
    kind: str = ""
    priority: int = Priority.NORMAL
    safety: bool = False
    unit: int | None = None
    assignee: int | None = None
    team: int | None = None
    cause: int | None = None
    parent: int | None = None
    confirmed_decision: int | None = None
    aside: str = ""
    merged_into: int | None = None
    tags: frozenset[int] = field(default=frozenset())


# What the first line tells since the desk was built; older ledgers did not.
OPENING = ("kind", "priority", "safety", "unit")
_CHANGES = {
    EventKind.ASSIGNED: "assignee",
    EventKind.PRIORITY: "priority",
    EventKind.UNIT: "unit",
    EventKind.TEAM: "team",
    EventKind.KIND: "kind",
    EventKind.PARENT: "parent",
    EventKind.CAUSE: "cause",
    EventKind.SAFETY: "safety",
}


def replay(lines: Iterable[Line], *, otherwise: Mapping[str, Any] | None = None) -> State:
    """The state to which the lines of one case lead, in their order.

    `otherwise` says what the case was opened with where its first line does not and nothing changed it later.
    """
    lines = list(lines)
    state = State(**_at_the_beginning(lines, otherwise or {}))
    turns: dict[int | None, dt.datetime] = {}  # since when it was whose turn, before a reply that can be taken back
    for line in lines:
        if line.kind == EventKind.MESSAGE and state.turn_since:
            turns[line.message] = state.turn_since
        state = _next(state, line, turns)
    return state


def opening_is_told(lines: Iterable[Line]) -> bool:
    """Whether the first line tells what the case was opened with."""
    return any(line.kind == EventKind.OPENED and set(OPENING) <= set(line.data) for line in lines)


def differences(told: State, stored: State) -> dict[str, tuple[object, object]]:
    """By name, what the ledger tells and what is stored, where these are not the same."""
    pairs = {one.name: (getattr(told, one.name), getattr(stored, one.name)) for one in fields(State)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _at_the_beginning(lines: list[Line], otherwise: Mapping[str, Any]) -> dict[str, Any]:
    """What later lines changed was what they say it was before."""
    found = {name: otherwise[name] for name in OPENING if name in otherwise}
    for line in reversed(lines):
        name = _CHANGES.get(line.kind)  # type: ignore[call-overload]
        if name in OPENING and "from" in line.data:
            found[name] = line.data["from"]
        elif line.kind == EventKind.SAFETY:
            found["safety"] = not line.data.get("to", True)
    return found


def _next(state: State, line: Line, turns: Mapping[int | None, dt.datetime]) -> State:
    data = line.data
    if line.kind == EventKind.OPENED:
        since = dt.datetime.fromisoformat(data["turn_since"]) if "turn_since" in data else line.at
        told = {name: data[name] for name in OPENING if name in data}
        return replace(state, status=line.to_status or Status.NEW, turn_since=since, **told)
    if line.kind == EventKind.STATUS:
        moved = WHOSE_TURN[line.from_status] != WHOSE_TURN[line.to_status]
        return replace(state, status=line.to_status, turn_since=line.at if moved else state.turn_since)
    if line.kind == EventKind.TAKEN_BACK and line.to_status:
        return replace(state, status=line.to_status, turn_since=turns[data["message"]])
    if line.kind == EventKind.TAGGED:
        return replace(state, tags=(state.tags - frozenset(data["removed"])) | frozenset(data["added"]))
    if line.kind == EventKind.ASIDE:
        into = data["into"] if data["to"] == Aside.MERGED else None
        return replace(state, aside=data["to"], merged_into=into)
    if line.kind == EventKind.CONFIRMED:
        return replace(state, confirmed_decision=data["decision"])
    name = _CHANGES.get(line.kind)  # type: ignore[call-overload]
    return replace(state, **{name: data.get("to", True)}) if name else state
