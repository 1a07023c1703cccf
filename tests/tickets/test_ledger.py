import pytest
from django.db import DatabaseError, transaction

from tests.factories import NOW
from tickets.actions.coverage import decide_coverage
from tickets.models import CoverageDecision, TicketEvent
from warranties.states import Cause

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ledger", [TicketEvent, CoverageDecision])
def test_change_a_line_is_refused_by_the_database(case, ledger):
    before = list(ledger.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ledger.objects.update(at=NOW.replace(year=2020))
    assert list(ledger.objects.values()) == before != []


@pytest.mark.parametrize("ledger", [TicketEvent, CoverageDecision])
def test_delete_a_line_is_refused_by_the_database(case, ledger):
    before = ledger.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ledger.objects.all()._raw_delete("default")
    assert ledger.objects.count() == before


def test_ledger_holds_no_words_of_a_person(case, agent):
    decide_coverage(ticket=case, answers={"cause": Cause.DEFECT}, by=agent, now=NOW)
    assert {key for event in case.events.all() for key in event.data} == {
        "channel", "kind", "priority", "safety", "unit", "verdict", "decision"
    }  # fmt: skip
