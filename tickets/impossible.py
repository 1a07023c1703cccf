"""What a rule cannot ask or do, found before it is kept. Pure.

A rule that could never fit looks as if it watched over something. Fields that depend on each other are looked at
together, as the worlds that are left: a state, whose turn it is and a resolution; the others one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from django.utils.translation import gettext as _

from core.errors import Refused
from tickets.conditions import FIELDS, NO, NONE, Condition, Op, Value, read_hours
from tickets.deeds import ME, Deed
from tickets.guards import may_rule
from tickets.states import ACTIVE, TRANSITIONS, WHOSE_TURN, Resolution, Status, Trigger

OFFERED_DEEDS = ("assign", "team", "priority", "tag", "untag", "note", "state", "notify", "hand_out")
_OVER = (Status.RESOLVED, Status.CLOSED)
# Of what a line of the ledger says already.
_STATES: dict[Trigger, Sequence[Status]] = {
    Trigger.OPENED: ACTIVE,
    Trigger.REOPENED: ACTIVE,
    Trigger.RESOLVED: _OVER,
    Trigger.TIME: ACTIVE,
}
_SAID: dict[Trigger, tuple[str, Value]] = {
    Trigger.ASSIGNED: ("assignee", NONE),
    Trigger.TEAM: ("team", NONE),
    Trigger.SAFETY: ("safety", NO),
}
_OF_PRODUCT = ("line", "product", "verdict")
_ONE_VALUE = ("line", "product", "country", "team", "assignee", "cause")


@dataclass(frozen=True)
class World:
    """What a case can be at once."""

    state: Status
    resolution: str

    def value(self, field: str) -> str:
        if field == "turn":
            return WHOSE_TURN[self.state].value
        return self.state.value if field == "state" else self.resolution


WORLDS = tuple(
    World(state, resolution)
    for state, resolution in product(Status, [NONE, *Resolution.values])
    if (state in _OVER) == (resolution != NONE)
)


def check_rule(
    *, triggers: Sequence[Trigger], hours: int | None, conditions: Sequence[Condition], deeds: Sequence[Deed]
) -> None:
    """Refused with the sentence that says why such a rule could never do anything, or must not."""
    _check_triggers(triggers, hours)
    _check_deeds(triggers, deeds)
    _check_fields(conditions)
    worlds = [world for world in WORLDS if all(_fits(world, one) for one in conditions if one.field in _OF_WORLD)]
    if not worlds:
        raise _never(_("no case is in such a state, with that turn and that resolution, at once"))
    _check_moment(triggers, conditions, worlds)
    _check_ways(deeds, worlds)
    if all(_is_so_already(deed, conditions, worlds) for deed in deeds):
        raise Refused(_("What it would do is so already in every case that fits."), code="nothing_to_do")


_OF_WORLD = ("state", "turn", "resolution")


def _never(why: str) -> Refused:
    return Refused(_("This rule would never fit any case: %(why)s.") % {"why": why}, code="impossible")


def _check_triggers(triggers: Sequence[Trigger], hours: int | None) -> None:
    if not triggers:
        raise Refused(_("Say when: choose at least one moment."), code="no_triggers")
    if Trigger.TIME in triggers:
        if len(set(triggers)) > 1:
            raise Refused(
                _("A rule on time goes by itself: make another rule for the other moments."), code="time_alone"
            )
        if hours is None:
            raise Refused(_("Say after how many hours."), code="hours_missing")
        read_hours(hours)
    elif hours is not None:
        raise Refused(
            _("Hours are only for «%(time)s». Choose that, or leave them out.") % {"time": Trigger.TIME.label},
            code="hours_without_time",
        )


def _check_deeds(triggers: Sequence[Trigger], deeds: Sequence[Deed]) -> None:
    if not deeds:
        raise Refused(_("Say what is done: choose at least one thing."), code="no_deeds")
    for deed in deeds:
        if deed.do == "reply":
            raise Refused(_("A rule does not answer a customer: an automatic answer is no answer."), code="bad_deed")
        if deed.do == "resolve":
            raise Refused(_("A rule does not resolve a case: a person does, and says how."), code="bad_deed")
        if deed.do not in OFFERED_DEEDS or deed.to == ME:
            raise Refused(_("A rule cannot do that."), code="bad_deed")
    if why := next(filter(None, (may_rule(trigger, deeds) for trigger in triggers)), None):
        raise Refused(why, code="not_by_time")


def _check_fields(conditions: Sequence[Condition]) -> None:
    for name in {one.field for one in conditions}:
        of_field = [one for one in conditions if one.field == name]
        field = FIELDS[name]
        if name == "tag":
            _check_tags(of_field)
        elif name == "words":
            _check_words(of_field)
        elif field.codes is not None:
            if not _left(of_field, {*field.codes, *([NONE] if field.lacks else [])}):
                raise _never(_contradiction(name))
        elif name in _ONE_VALUE:
            asked = {value for one in of_field if one.op == Op.IS for value in one.values}
            if asked and not _left(of_field, asked):
                raise _never(_contradiction(name))
    _check_product(conditions)


def _contradiction(name: str) -> str:
    return _("what it asks of «%(field)s» cannot all be so at once") % {"field": FIELDS[name].label}


def _left(conditions: Iterable[Condition], values: set[Value]) -> set[Value]:
    """Those of the values that hold to all conditions of their field."""
    for one in conditions:
        if one.op == Op.AT_LEAST:
            values = {value for value in values if int(value) >= int(one.values[0])}
        else:
            values = values - set(one.values) if one.op == Op.IS_NOT else values & set(one.values)
    return values


def _check_tags(conditions: Sequence[Condition]) -> None:
    without = {value for one in conditions if one.op == Op.IS_NOT for value in one.values}
    if any(one.op == Op.IS and set(one.values) <= without for one in conditions):
        raise _never(_contradiction("tag"))


def _check_words(conditions: Sequence[Condition]) -> None:
    without = [str(value).casefold() for one in conditions if one.op == Op.LACKS for value in one.values]
    for one in conditions:
        if one.op == Op.CONTAINS and all(any(word in str(v).casefold() for word in without) for v in one.values):
            raise _never(_contradiction("words"))


def _check_product(conditions: Sequence[Condition]) -> None:
    """Without a product there is none of a line, and nothing has been decided of its coverage."""
    without = any(one.field == "unit" and one.values == (NO,) for one in conditions)
    of_one = any(one.field in _OF_PRODUCT and one.op == Op.IS and NONE not in one.values for one in conditions)
    if without and of_one:
        raise _never(_("without a product there is neither a line nor a coverage"))


def _fits(world: World, condition: Condition) -> bool:
    return (world.value(condition.field) in condition.values) == (condition.op == Op.IS)


def _check_moment(triggers: Sequence[Trigger], conditions: Sequence[Condition], worlds: Sequence[World]) -> None:
    """At one at least of its moments a case may be as it asks."""
    for trigger in triggers:
        states = _STATES.get(trigger, tuple(Status))
        field, value = _SAID.get(trigger, ("", ""))
        said_otherwise = any(one.field == field and one.op == Op.IS and one.values == (value,) for one in conditions)
        if any(world.state in states for world in worlds) and not said_otherwise:
            return
    moments = ", ".join(f"«{trigger.label}»" for trigger in triggers)
    raise _never(_("at its moment (%(moments)s) no case is as it asks") % {"moments": moments})


def _check_ways(deeds: Sequence[Deed], worlds: Sequence[World]) -> None:
    """Some state that it asks for leads to the one to which it moves a case."""
    for deed in deeds:
        if deed.do != "state":
            continue
        to = Status(str(deed.to))
        if not any(world.state == to or to in TRANSITIONS[world.state] for world in worlds):
            raise Refused(
                _("No case that fits can become «%(state)s»: its state does not lead there.") % {"state": to.label},
                code="no_way",
            )


_DONE_BY = {"priority": "priority", "team": "team", "assign": "assignee", "state": "state"}


def _is_so_already(deed: Deed, conditions: Sequence[Condition], worlds: Sequence[World]) -> bool:
    if deed.do not in _DONE_BY:
        return False
    if deed.do == "state":
        return {world.state.value for world in worlds} == {deed.to}
    wanted: Value = NONE if deed.to is None else deed.to  # type: ignore[assignment]
    return any(one.field == _DONE_BY[deed.do] and one.op == Op.IS and one.values == (wanted,) for one in conditions)
