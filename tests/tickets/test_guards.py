from dataclasses import dataclass, field

import pytest

from tickets.deeds import Deed
from tickets.guards import is_timed, may_rule
from tickets.states import Resolution, Status, Trigger

RESOLVE, CLOSE = Deed("resolve", Resolution.EXPLAINED), Deed("state", Status.CLOSED)
ON_TIME = [Trigger.TIME, Trigger.LATE, Trigger.PROMISE_BROKEN]


@pytest.mark.parametrize("trigger", ON_TIME)
@pytest.mark.parametrize("deed", [RESOLVE, CLOSE, Deed("state", Status.RESOLVED)])
def test_rule_that_time_sets_off_ends_no_case(trigger, deed):
    assert "13.2" in may_rule(trigger, [Deed("priority", 4), deed])


@pytest.mark.parametrize("trigger", ON_TIME)
@pytest.mark.parametrize("deed", [Deed("priority", 4), Deed("assign", 3), Deed("state", Status.OPEN)])
def test_rule_that_time_sets_off_may_do_the_rest(trigger, deed):
    assert may_rule(trigger, [deed]) is None


@pytest.mark.parametrize("trigger", [one for one in Trigger if one not in ON_TIME])
def test_rule_that_somebody_sets_off_may_end_a_case(trigger):
    assert may_rule(trigger, [RESOLVE, CLOSE]) is None


@dataclass
class Line:
    kind: str
    data: dict = field(default_factory=dict)
    from_status: str = ""
    to_status: str = ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line("late"), True),
        (Line("promise", {"to": "broken"}), True),
        (Line("promise", {"to": "made"}), False),
        (Line("priority", {"step": 3}), True),
        (Line("priority", {"automation": 1, "chain": [1], "timed": True}), True),
        (Line("priority", {"automation": 1, "chain": [1]}), False),
        (Line("status", to_status="resolved"), False),
    ],
)
def test_line_that_time_wrote_is_known(line, expected):
    assert is_timed(line) is expected
