import datetime as dt

import pytest

from core.errors import Refused
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory
from tickets.actions.coverage import decide_coverage
from warranties.states import Cause, Verdict

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=1)


def test_open_decides_on_what_is_known(case):
    row = case.decisions.get()
    assert (row.verdict, row.facts["cause"], row.at) == (Verdict.COVERED, Cause.UNKNOWN, NOW)


def test_decide_again_on_a_new_cause_keeps_the_first_decision(case, agent, ana):
    decide_coverage(ticket=case, cause=Cause.MISUSE, by=agent, now=LATER)
    newest, first = case.decisions.all()
    assert (first.verdict, newest.verdict) == (Verdict.COVERED, Verdict.NOT_COVERED)
    assert (newest.facts["cause"], newest.actor) == (Cause.MISUSE, ana)


def test_decide_again_on_the_same_facts_writes_nothing(case, agent):
    lines = case.events.count()
    assert decide_coverage(ticket=case, by=agent, now=LATER) == case.decisions.get()
    assert case.events.count() == lines


def test_decide_remembers_the_cause_when_only_the_day_changes(case, agent):
    decide_coverage(ticket=case, cause=Cause.DEFECT, by=agent, now=LATER)
    row = decide_coverage(ticket=case, defect_on=NOW.date() - dt.timedelta(days=1), by=agent, now=LATER)
    case.refresh_from_db()
    assert (row.facts["cause"], case.defect_on) == (Cause.DEFECT, NOW.date() - dt.timedelta(days=1))


def test_decide_on_a_defect_in_the_future_is_refused(case, agent):
    with pytest.raises(Refused) as refusal:
        decide_coverage(ticket=case, defect_on=LATER.date() + dt.timedelta(days=2), by=agent, now=LATER)
    case.refresh_from_db()
    assert (refusal.value.code, case.defect_on, case.decisions.count()) == ("defect_in_future", None, 1)


def test_decide_without_a_unit_is_refused(agent):
    question = open_case(customer=CustomerFactory())
    with pytest.raises(Refused) as refusal:
        decide_coverage(ticket=question, by=agent, now=LATER)
    assert (refusal.value.code, question.decisions.count()) == ("unit_missing", 0)
