"""Symptoms are kept by managers, in both languages, by product line."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import CauseCode, Symptom
from core.models import AuditEntry
from tests.catalog.writing import write
from tests.factories import LineFactory, ManagerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory())
    return client


@pytest.fixture
def form(db):
    line = LineFactory()
    return {
        "line": str(line.pk),
        "words_es": "No desagua",
        "words_en": "It does not drain",
        "position": "1",
        "active": "on",
    }


def test_manager_writes_a_symptom_and_changes_it(boss, form):
    response = boss.post("/desk/settings/symptoms/new/", form)
    symptom = Symptom.objects.get()
    assert response["location"] == f"/desk/settings/symptoms/?line={symptom.line_id}#line-{symptom.line_id}"
    assert (symptom.code, symptom.words_es, symptom.active) == ("it-does-not-drain", "No desagua", True)
    cause = CauseCode.objects.create(code="c", name="Causa")
    there = f"/desk/settings/symptoms/{symptom.pk}/"
    changed = {"line": str(LineFactory().pk), "code": "other", "danger": "on", "cause": str(cause.pk), "active": ""}
    assert boss.post(there, form | changed).status_code == 302
    symptom.refresh_from_db()
    assert (symptom.code, str(symptom.line_id), symptom.danger, symptom.cause, symptom.active) == (
        "it-does-not-drain", form["line"], True, cause, False,
    )  # fmt: skip
    CauseCode.objects.update(active=False)
    assert boss.get(there).context["form"]["cause"].value() == cause.pk
    assert boss.post(there, form | changed).status_code == 302
    assert [entry.what for entry in AuditEntry.objects.order_by("pk")] == ["added", "changed"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words_es": ""}, "words_es"),
        ({"words_en": "x" * 121}, "words_en"),
        ({"line": "999999"}, "line"),
        ({"code": "taken"}, "code"),
        ({"code": "two words"}, "code"),
        ({"position": "-1"}, "position"),
        ({"cause": "999999"}, "cause"),
    ],
)
def test_bad_symptom_is_refused_and_nothing_written(boss, form, given, field):
    Symptom.objects.create(line_id=form["line"], code="taken", words_es="x", words_en="x")
    response = boss.post("/desk/settings/symptoms/new/", form | given)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert (Symptom.objects.count(), AuditEntry.objects.count()) == (1, 0)


def test_list_is_in_the_customers_order_and_says_what_helps(boss):
    line, other = LineFactory(name="B"), LineFactory(name="A")
    last = Symptom.objects.create(line=line, code="a", words_es="x", words_en="Last", position=9)
    first = Symptom.objects.create(line=line, code="b", words_es="x", words_en="First", position=1)
    write("Uno", symptoms=[last]), write("Dos", symptoms=[last], public=False)
    context = boss.get(f"/desk/settings/symptoms/?line={line.pk}").context
    assert [(row, rows) for row, rows in context["lines"]] == [(other, []), (line, [first, last])]
    assert ([row.helped_by for row in context["lines"][1][1]], context["shown"]) == ([0, 1], line.pk)
    assert boss.get("/desk/settings/symptoms/?line=x").context["shown"] == other.pk
    assert boss.get(f"/desk/settings/symptoms/new/?line={line.pk}").context["form"]["line"].value() == str(line.pk)
    assert [article.title for article in boss.get(f"/desk/settings/symptoms/{last.pk}/").context["articles"]] == [
        "Dos", "Uno",
    ]  # fmt: skip


def test_list_costs_the_same_for_one_and_thirty(boss):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            boss.get("/desk/settings/symptoms/")
        return len(captured)

    Symptom.objects.create(line=LineFactory(), code="a", words_es="x", words_en="x")
    few = queries()
    for number in range(29):
        Symptom.objects.create(line=LineFactory(), code=f"a{number}", words_es="x", words_en="x")
    assert queries() == few


def test_agents_and_strangers_come_to_nothing(desk, client, form):
    symptom = Symptom.objects.create(line_id=form["line"], code="a", words_es="x", words_en="x")
    for there in ("", "new/", f"{symptom.pk}/"):
        address = f"/desk/settings/symptoms/{there}"
        assert (desk.get(address).status_code, client.get(address).status_code) == (404, 302)
    assert desk.post("/desk/settings/symptoms/new/", form).status_code == 404
    assert client.post("/desk/settings/symptoms/new/", form).status_code == 302
    assert (Symptom.objects.count(), AuditEntry.objects.count()) == (1, 0)
