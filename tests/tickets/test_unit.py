"""The product of a case, said or changed after it was opened."""

import datetime as dt

import pytest

from core.errors import Refused
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tickets.actions.coverage import decide_coverage, override_coverage
from tickets.actions.status import resolve_ticket
from tickets.actions.unit import set_unit
from tickets.states import EventKind, Resolution
from warranties.states import Verdict

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def question():
    return open_case(customer=CustomerFactory())


@pytest.fixture
def unit(question):
    return UnitFactory(purchase__customer=question.customer)


def told(ticket):
    return [(event.kind, event.data) for event in ticket.events.all()[1:]]


def test_set_unit_decides_what_covers_it(question, unit, agent, ana):
    set_unit(ticket=question, unit=unit, by=agent, now=LATER)
    question.refresh_from_db()
    row = question.decisions.get()
    assert (question.unit, row.verdict, row.actor, row.at) == (unit, "covered", ana, LATER)
    assert told(question) == [
        (EventKind.UNIT, {"from": None, "to": unit.pk}),
        (EventKind.COVERAGE, {"verdict": "covered", "decision": row.pk}),
    ]


def test_set_unit_twice_is_once(question, unit, agent):
    for _ in range(2):
        set_unit(ticket=question, unit=unit, by=agent, now=LATER)
    assert (len(told(question)), question.decisions.count()) == (2, 1)


def test_set_another_unit_keeps_what_was_said_of_the_fault_alone(case, agent):
    other = UnitFactory(purchase__customer=case.customer, purchase__customer__country="ES", condition="used")
    said = {"cause": "misuse", "part": "motor", "buyer": "business", "same_defect_as_repair": True}
    decide_coverage(ticket=case, answers=said | {"defect_date": NOW.date()}, by=agent, now=LATER)
    override_coverage(ticket=case, verdict=Verdict.COVERED, reason="Esta sí.", by=agent, now=LATER)
    before = case.unit_id
    set_unit(ticket=case, unit=other, by=agent, now=LATER)
    row = case.decisions.first()
    assert row.answers == {"cause": "misuse", "part": "motor", "defect_date": NOW.date().isoformat()}
    assert (row.facts["condition"], row.facts["buyer"], row.verdict, row.override_verdict) == (
        *("used", "consumer"),
        *(Verdict.NOT_COVERED, ""),
    )
    assert told(case)[-2:] == [
        (EventKind.UNIT, {"from": before, "to": other.pk}),
        (EventKind.COVERAGE, {"verdict": row.verdict, "decision": row.pk, "person": "lifted"}),
    ]


def test_set_a_unit_of_another_customer_is_refused(case, question, agent):
    for ticket in (case, question):
        before, lines = ticket.unit_id, ticket.events.count()
        with pytest.raises(Refused) as refusal:
            set_unit(ticket=ticket, unit=UnitFactory(), by=agent, now=LATER)
        ticket.refresh_from_db()
        assert (refusal.value.code, ticket.unit_id, ticket.events.count()) == ("unit_of_another", before, lines)


def test_set_unit_of_a_resolved_case_is_refused(question, unit, agent):
    resolve_ticket(ticket=question, resolution=Resolution.EXPLAINED, text="", by=agent, now=LATER)
    with pytest.raises(Refused) as refusal:
        set_unit(ticket=question, unit=unit, by=agent, now=LATER)
    question.refresh_from_db()
    assert (refusal.value.code, question.unit, question.decisions.count()) == ("resolved", None, 0)
