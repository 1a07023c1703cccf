"""Two people deciding what covers one case, on real connections."""

import datetime as dt

import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.test_concurrency import at_once
from tickets.actions.coverage import decide_coverage, lift_override, override_coverage
from tickets.states import EventKind
from warranties.states import Cause, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_agents_decide_otherwise_and_each_has_a_row():
    case, agents = open_case(), [actor_of(AgentFactory()) for _ in range(2)]
    verdicts, clocks = [Verdict.COVERED, Verdict.NOT_COVERED], [NOW + dt.timedelta(seconds=1), NOW]
    rows = at_once(
        *(
            lambda by=by, verdict=verdict, clock=clock: override_coverage(
                ticket=case, verdict=verdict, reason="Lo he visto.", by=by, now=clock
            )
            for by, verdict, clock in zip(agents, verdicts, clocks, strict=True)
        )
    )
    last = case.decisions.first()
    assert last.pk == max(row.pk for row in rows)
    assert (case.decisions.count(), case.messages.count()) == (3, 3)
    assert case.events.filter(kind=EventKind.COVERAGE).count() == 3


def test_answers_of_two_agents_are_both_kept():
    case, agents = open_case(), [actor_of(AgentFactory()) for _ in range(2)]
    at_once(
        lambda: decide_coverage(ticket=case, answers={"cause": Cause.DEFECT}, by=agents[0], now=NOW),
        lambda: decide_coverage(ticket=case, answers={"part": "bomba"}, by=agents[1], now=NOW),
    )
    assert case.decisions.first().answers == {"cause": "defect", "part": "bomba"}


def test_lift_at_once_is_one_row():
    case, by = open_case(), actor_of(AgentFactory())
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=by, now=NOW)
    rows = at_once(*[lambda: lift_override(ticket=case, by=by, now=NOW)] * 2)
    assert (rows[0], case.decisions.count()) == (rows[1], 3)
