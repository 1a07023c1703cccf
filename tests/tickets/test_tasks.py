"""The sweep that decides open cases again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tickets import tasks
from tickets.actions.coverage import override_coverage
from tickets.actions.status import resolve_ticket
from tickets.models import CoverageDecision
from tickets.states import Resolution
from tickets.tasks import decide_open_cases
from warranties.models import Recall
from warranties.states import Verdict

pytestmark = pytest.mark.django_db


def recall(unit):
    """A recall announced after the cases were opened, that reaches the unit."""
    row = Recall.objects.create(
        reference="A12/1", title="Fuego", hazard="Fuego", what_to_do="Desenchufe", announced_on=NOW.date(),
        remedies=["repair", "refund"],
    )  # fmt: skip
    row.products.add(unit.product)


def test_sweep_brings_a_recall_to_the_open_cases_once(agent):
    unit = UnitFactory()
    reached, closed, other = open_case(unit=unit), open_case(unit=unit), open_case()
    resolve_ticket(ticket=closed, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    recall(unit)
    assert [decide_open_cases() for _ in range(2)] == [1, 0]
    assert [case.decisions.count() for case in (reached, closed, other)] == [2, 1, 1]
    assert reached.decisions.first().facts["recalls"][0]["title"] == "Fuego"
    assert reached.decisions.first().actor_kind == "system"


def test_sweep_keeps_what_a_person_decided(case, agent):
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=NOW)
    recall(case.unit)
    assert decide_open_cases() == 1
    assert case.decisions.first().verdict == Verdict.NOT_COVERED


def test_sweep_goes_on_after_a_row_that_cannot_be_decided(caplog):
    unit = UnitFactory()
    bad, good = open_case(unit=unit), open_case(unit=unit)
    last = bad.decisions.get()
    last.pk, last.answers = None, {"cause": "witchcraft"}
    CoverageDecision.objects.bulk_create([last])
    recall(unit)
    assert decide_open_cases() == 1
    assert (bad.decisions.count(), good.decisions.count()) == (2, 2)
    assert "coverage_not_decided" in caplog.text


def test_sweep_without_any_rule_of_law_decides_nothing_and_says_so_once(caplog):
    cases = [open_case() for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE warranties_guaranteerule CASCADE")
    assert decide_open_cases() == 0
    assert [case.decisions.count() for case in cases] == [1] * 3
    assert [record.levelname for record in caplog.records if "no_rules_of_law" in record.getMessage()] == ["ERROR"]


def test_sweep_takes_every_batch(monkeypatch):
    unit = UnitFactory()
    cases = [open_case(unit=unit) for _ in range(5)]
    open_case(customer=CustomerFactory())
    recall(unit)
    monkeypatch.setattr(tasks, "BATCH", 2)
    assert decide_open_cases() == 5
    assert [case.decisions.count() for case in cases] == [2] * 5


def test_sweep_of_nothing_new_writes_nothing():
    for _ in range(3):
        open_case()
    with CaptureQueriesContext(connection) as queries:
        assert decide_open_cases() == 0
    writes = ("INSERT", "UPDATE", "EXECUTE insert", "EXECUTE update")
    assert [query["sql"] for query in queries if query["sql"].startswith(writes)] == []
