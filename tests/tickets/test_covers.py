"""A plan of a unit given, and taken away again as a mistake: what it does to the open cases about it."""

import pytest

from core.errors import Refused
from tests.factories import NOW, GuaranteeFactory, PlanFactory
from tickets.actions.covers import add_plan, register_guarantee, remove_cover

pytestmark = pytest.mark.django_db


def until(case, regime):
    lines = case.decisions.first().decision["lines"]
    return next((line["until"] for line in lines if line["regime"] == regime), None)


def test_plan_that_is_removed_is_in_the_decision_no_more(case, agent):
    first = case.decisions.get()
    cover = add_plan(unit=case.unit, plan=PlanFactory(), by=agent, now=NOW)
    assert case.decisions.first().decision != first.decision
    remove_cover(cover=cover, reason="Era de otro pedido.", by=agent, now=NOW)
    assert (case.decisions.first().decision, case.decisions.count()) == (first.decision, 3)


def test_registration_that_is_removed_starts_no_term(case, agent):
    guarantee = GuaranteeFactory(starts="registration")
    cover = register_guarantee(unit=case.unit, guarantee=guarantee, by=agent, now=NOW)
    assert until(case, "commercial")
    remove_cover(cover=cover, reason="Era de otro.", by=agent, now=NOW)
    assert until(case, "commercial") is None


def test_removal_that_is_refused_decides_nothing(case, agent):
    cover = add_plan(unit=case.unit, plan=PlanFactory(), by=agent, now=NOW)
    with pytest.raises(Refused):
        remove_cover(cover=cover, reason="", by=agent, now=NOW)
    assert (list(case.unit.covers.all()), case.decisions.count()) == ([cover], 2)
