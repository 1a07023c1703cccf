"""What cases need is configured in the administration, and each change leaves a trace."""

import pytest

from catalog.models import CauseCode
from core.actors import actor_of
from core.models import AuditEntry, WorkCalendar
from tests.cases import open_case
from tests.factories import NOW, CentreFactory, ManagerFactory
from tests.tickets.visits import make_offer, make_slot
from tickets.actions.appointments import book
from tickets.actions.first_settings import first_settings
from tickets.actions.parcels import make_parcel
from tickets.actions.proposing import propose
from tickets.models import ClockReview, EscalationStep, KindRules, OwnField, SlaPolicy, Tag, TicketTag

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client):
    client.force_login(ManagerFactory(is_staff=True, is_superuser=True, language="en"))
    return client


def trace():
    return [(entry.noun, entry.what, entry.before, entry.after) for entry in AuditEntry.objects.order_by("pk")]


def test_rules_of_a_kind_are_kept_and_noted(root):
    form = {"kind": "complaint", "needs_cause": "on", "checklist": " Foto \n\nSerie, lote\nFoto", "reopen_days": "30"}
    assert root.post("/admin/tickets/kindrules/add/", form).status_code == 302
    rules = KindRules.objects.get()
    assert (rules.checklist, rules.needs_cause, rules.reopen_days) == (["Foto", "Serie, lote"], True, 30)
    root.post(f"/admin/tickets/kindrules/{rules.pk}/change/", form | {"reopen_days": "10"})
    kept = {"kind": "complaint", "needs_cause": True, "needs_coverage": False, "needs_checklist": False}
    assert trace() == [
        ("tickets.kindrules", "added", {}, kept | {"checklist": "Foto, Serie, lote", "reopen_days": 30}),
        ("tickets.kindrules", "changed", {"reopen_days": 30}, {"reopen_days": 10}),
    ]


def test_saving_without_a_change_leaves_no_trace(root):
    tag = Tag.objects.create(name="garantía")
    assert root.post(f"/admin/tickets/tag/{tag.pk}/change/", {"name": "garantía"}).status_code == 302
    assert trace() == []


def test_field_is_kept_with_its_list_and_its_key_stays(root):
    form = {"key": "lote", "label": "Lote", "type": "choice", "choices": "A1\nB2", "kinds": ["technical"]}
    form |= {"active": "on", "position": "0"}
    assert root.post("/admin/tickets/ownfield/add/", form).status_code == 302
    field = OwnField.objects.get()
    assert (field.choices, field.kinds) == (["A1", "B2"], ["technical"])
    root.post(f"/admin/tickets/ownfield/{field.pk}/change/", form | {"key": "otro", "label": "Nº de lote"})
    field.refresh_from_db()
    assert (field.key, field.label) == ("lote", "Nº de lote")
    assert root.post(f"/admin/tickets/ownfield/{field.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("choices", ["", "x" * 81])
def test_list_without_values_or_with_long_ones_is_refused(root, choices):
    form = {"key": "lote", "label": "Lote", "type": "choice", "choices": choices, "active": "on", "position": "0"}
    assert root.post("/admin/tickets/ownfield/add/", form).status_code == 200
    assert (OwnField.objects.count(), trace()) == (0, [])


def test_tag_that_no_case_has_is_deleted_and_noted(root):
    used, free = Tag.objects.create(name="usada"), Tag.objects.create(name="libre")
    TicketTag.objects.create(ticket=open_case(), tag=used)
    for tag in (used, free):
        root.post(f"/admin/tickets/tag/{tag.pk}/delete/", {"post": "yes"})
    assert list(Tag.objects.all()) == [used]
    assert trace() == [("tickets.tag", "deleted", {"name": "libre"}, {})]


def test_causes_make_a_tree(root):
    top = CauseCode.objects.create(code="electronics", name="Electronics")
    form = {"code": "power", "name": "Power supply", "parent": top.pk, "active": "on"}
    assert root.post("/admin/catalog/causecode/add/", form).status_code == 302
    assert CauseCode.objects.get(code="power").parent == top
    assert trace()[0][3] == {"code": "power", "name": "Power supply", "parent": top.pk, "active": True}


@pytest.mark.parametrize("model", ["macro", "savedview", "bulkjob"])
def test_what_is_kept_at_the_desk_is_only_read(root, model):
    assert root.get(f"/admin/tickets/{model}/add/").status_code == 403


def test_visits_returns_and_proposals_are_looked_at_and_not_changed(root):
    case, agent = open_case(), actor_of(ManagerFactory())
    make_slot()
    rows = {"slotoffer": make_offer(case, agent)}
    rows["appointment"] = book(ticket=case, slot=make_slot(30), by=agent, now=NOW)
    rows["parcel"] = make_parcel(ticket=case, centre=CentreFactory(), by=agent, now=NOW)
    rows["proposal"] = propose(ticket=case, resolution="replaced", text="Otra.", by=agent, now=NOW)
    for model, row in rows.items():
        here, before = f"/admin/tickets/{model}/", type(row).objects.values().get()
        assert [root.get(here + path).status_code for path in ("", f"?q={case.reference}", f"{row.pk}/change/")] == [
            200, 200, 200
        ]  # fmt: skip
        assert str(row.pk) in root.get(here).content.decode()
        for path in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
            assert root.post(here + path, {"state": "done", "post": "yes"}).status_code == 403
        assert type(row).objects.values().get() == before


def test_policy_changed_by_hand_is_noted_and_counted_again(root):
    first_settings(now=NOW)
    policy, before = SlaPolicy.objects.get(), AuditEntry.objects.count()
    ClockReview.objects.all().delete()
    form = {"name": policy.name, "position": "0", "calendar": policy.calendar_id, "first_reply": "60", "active": "on"}
    response = root.post(f"/admin/tickets/slapolicy/{policy.pk}/change/", form)
    assert response.status_code == 302
    policy.refresh_from_db()
    assert (policy.first_reply, policy.resolution) == (60, None)
    assert (AuditEntry.objects.count(), ClockReview.objects.count()) == (before + 1, 1)
    assert root.get("/admin/tickets/slapolicy/add/").status_code == 403
    assert root.post(f"/admin/tickets/slapolicy/{policy.pk}/delete/", {"post": "yes"}).status_code == 403


def test_step_changed_by_hand_keeps_what_it_does(root):
    first_settings(now=NOW)
    step = EscalationStep.objects.filter(percent=80).first()
    form = {"name": "Aviso", "percent": "70", "minutes": "", "active": "on", "deeds": "[]"}
    assert root.post(f"/admin/tickets/escalationstep/{step.pk}/change/", form).status_code == 302
    step.refresh_from_db()
    assert (step.name, step.percent, step.deeds) == ("Aviso", 70, [{"do": "notify", "to": "owner"}])


def test_calendar_is_looked_at_and_kept_at_the_desk(root):
    first_settings(now=NOW)
    calendar = WorkCalendar.objects.get()
    page = root.get(f"/admin/core/workcalendar/{calendar.pk}/change/")
    assert page.status_code == 200
    assert root.post(f"/admin/core/workcalendar/{calendar.pk}/change/", {"name": "Otro"}).status_code == 403
