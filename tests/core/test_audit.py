"""The trace of what was changed by hand."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.actions.audit import note_change
from core.actors import SYSTEM, actor_of
from core.models import AuditEntry
from tests.factories import NOW, AgentFactory, ManagerFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 4)


def note(**given):
    facts = {"before": {"on": None, "paid": False}, "after": {"on": DAY, "paid": True}}
    return note_change(
        **{"noun": "customers.unit", "object_id": 7, "what": "sale_completed", "by": SYSTEM, "now": NOW} | facts | given
    )


def test_note_keeps_who_when_what_and_why():
    ana = AgentFactory()
    note(reason=" Lo dice la factura. ", by=actor_of(ana))
    entry = AuditEntry.objects.about("customers.unit", 7).get()
    assert (entry.actor, entry.actor_kind, entry.at, entry.what, entry.reason) == (
        *(ana, "staff", NOW, "sale_completed"),
        "Lo dice la factura.",
    )
    assert (entry.before, entry.after) == ({"on": None, "paid": False}, {"on": "2026-05-04", "paid": True})


@pytest.mark.parametrize("value", [1.5, ["x"], NOW, "x" * 121])
def test_note_of_what_is_no_code_is_refused(value):
    with pytest.raises(ValueError, match="fault is neither"):
        note(after={"fault": value})
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "given"),
    [("audit_noun_is_a_noun", {"noun": "La unidad"}), ("audit_what_is_a_word", {"what": "Se vendió"})],
)
def test_database_refuses_words_that_are_none(name, given):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        note(**given)


@pytest.mark.parametrize("deed", [lambda rows: rows.update(reason="x"), lambda rows: rows.delete()])
def test_database_refuses_to_change_the_trace(deed):
    note()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        deed(AuditEntry.objects.all())
    assert AuditEntry.objects.get().reason == ""


def test_administration_shows_the_trace_and_changes_nothing(client):
    client.force_login(ManagerFactory(is_staff=True, is_superuser=True))
    entry = note()
    assert client.get("/admin/core/auditentry/").status_code == 200
    page = f"/admin/core/auditentry/{entry.pk}"
    assert client.get(f"{page}/change/").status_code == 200
    assert client.post(f"{page}/change/", {"reason": "x"}).status_code == 403
    assert client.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
