"""Which lines of a ledger a rule can wait for. Pure: a table, read for one line and, as conditions, for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tickets.states import EventKind, MessageKind, PromiseState, Status, Trigger


class Line(Protocol):
    """A line of a ledger, as far as rules look at it."""

    kind: str
    from_status: str
    to_status: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Pattern:
    """Which lines: of a kind, between these states (any, without), with this message, with these values.

    `names` is the value that must say somebody or something.
    """

    kind: EventKind
    before: tuple[Status, ...] = ()
    after: tuple[Status, ...] = ()
    said: MessageKind | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    names: str = ""

    def fits(self, line: Line, said: str) -> bool:
        """`said` is the kind of the line's message; "" without one."""
        return (
            line.kind == self.kind
            and (not self.before or line.from_status in self.before)
            and (not self.after or line.to_status in self.after)
            and (self.said is None or said == self.said)
            and all(line.data.get(name) == value for name, value in self.values.items())
            and (not self.names or line.data.get(self.names) is not None)
        )


_OVER = (Status.RESOLVED, Status.CLOSED)

# On time there is no line: some hours without one.
PATTERNS: dict[Trigger, tuple[Pattern, ...]] = {
    Trigger.OPENED: (Pattern(EventKind.OPENED),),
    Trigger.CUSTOMER_WROTE: (Pattern(EventKind.MESSAGE, said=MessageKind.CUSTOMER),),
    Trigger.WE_REPLIED: (Pattern(EventKind.MESSAGE, said=MessageKind.REPLY),),
    Trigger.STATE: (Pattern(EventKind.STATUS),),
    Trigger.RESOLVED: (Pattern(EventKind.STATUS, after=(Status.RESOLVED,)),),
    Trigger.REOPENED: (Pattern(EventKind.STATUS, before=_OVER, after=(Status.OPEN,)),),
    Trigger.ASSIGNED: (Pattern(EventKind.ASSIGNED, names="to"),),
    Trigger.TEAM: (Pattern(EventKind.TEAM, names="to"),),
    Trigger.PRIORITY: (Pattern(EventKind.PRIORITY),),
    Trigger.TAGGED: (Pattern(EventKind.TAGGED),),
    Trigger.COVERAGE: (Pattern(EventKind.COVERAGE),),
    # The customer's first words may speak of danger already.
    Trigger.SAFETY: (
        Pattern(EventKind.SAFETY, values={"to": True}),
        Pattern(EventKind.OPENED, values={"safety": True}),
    ),
    Trigger.LATE: (Pattern(EventKind.LATE),),
    Trigger.PROMISE_BROKEN: (Pattern(EventKind.PROMISE, values={"to": PromiseState.BROKEN.value}),),
}
_BY_KIND = {
    kind: tuple((trigger, one) for trigger, several in PATTERNS.items() for one in several if one.kind == kind)
    for kind in EventKind
}


def triggers_of(line: Line, said: str = "") -> tuple[Trigger, ...]:
    """What a rule may wait for that this line is; `said` is the kind of its message."""
    return tuple(trigger for trigger, pattern in _BY_KIND[EventKind(line.kind)] if pattern.fits(line, said))
