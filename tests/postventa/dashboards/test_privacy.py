"""The managers' page of privacy: rules of retention, what a night would forget, erasures without names."""

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of, customer_by_link
from core.models import AuditEntry
from postventa.erasing import told
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.actions.holding import lift_hold, place_hold
from privacy.actions.rules import load_retention
from privacy.links import erasure_token
from privacy.models import Hold, RetentionRule, RetentionRun
from privacy.states import Keeping
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, CustomerUserFactory, ManagerFactory
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
HERE = "/dashboards/privacy/"


@pytest.fixture
def manager():
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(language="en"))
    return client


@pytest.fixture
def rule():
    load_retention()
    return RetentionRule.objects.get(about=Keeping.CASES)


def said(answer):
    return " ".join(answer.content.decode().split())


def test_page_says_what_a_night_would_forget_and_names_nobody(manager, rule):
    case = open_case(now=NOW - dt.timedelta(days=3000))
    Ticket.objects.filter(pk=case.pk).update(
        status="closed", resolution="repaired", resolved_at=NOW - dt.timedelta(days=2999)
    )
    marta = case.customer
    erasure = ask_erasure(customer=marta, by=customer_by_link(marta.email), now=NOW)
    RetentionRun.objects.create(about=Keeping.CASES, at=NOW, done=3, months=60)
    page = said(manager.get(HERE))
    assert [marta.name in page, marta.email in page] == [False, False]
    assert [words in page for words in ("Words and files of closed cases", f"E-{erasure.uid.hex[:10].upper()}")] == [
        True, True,
    ]  # fmt: skip
    dues = {due.rule.about: due.count for due, _why in manager.get(HERE).context["dues"]}
    assert dues == {about: int(about == Keeping.CASES) for about in Keeping.values}


def test_page_without_rules_says_so(manager):
    RetentionRule.objects.all().delete()
    assert "No rules yet" in said(manager.get(HERE))


def test_change_rule_keeps_it_and_leaves_a_trace(manager, rule):
    assert manager.get(f"{HERE}rules/{rule.pk}/").status_code == 200
    assert manager.post(f"{HERE}rules/{rule.pk}/", {"months": "72", "active": "on"}).status_code == 302
    rule.refresh_from_db()
    assert (rule.months, rule.active, AuditEntry.objects.count()) == (72, True, 1)


@pytest.mark.parametrize("months", ["59", "", "x", "0", "9999"])
def test_change_rule_against_the_law_is_refused(manager, rule, months):
    answer = manager.post(f"{HERE}rules/{rule.pk}/", {"months": months, "active": "on"})
    rule.refresh_from_db()
    assert (answer.status_code, rule.months, rule.active, AuditEntry.objects.count()) == (422, 60, False, 0)


def test_page_is_for_managers_only(client, rule, hold):
    pages = (HERE, f"{HERE}rules/{rule.pk}/", f"{HERE}holds/", f"{HERE}holds/{hold.pk}/")
    assert [client.get(page).status_code for page in pages] == [302] * 4
    for user in (AgentFactory(), CustomerUserFactory()):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404] * 4
        assert client.post(pages[1], {"months": "72", "active": "on"}).status_code == 404
        assert client.post(pages[2], {"customer": CustomerFactory().ref, "why": "Autos"}).status_code == 404
        assert client.post(pages[3], {"why": "Autos"}).status_code == 404
    rule.refresh_from_db()
    hold.refresh_from_db()
    assert (rule.months, hold.lifted_at, Hold.objects.count()) == (60, None, 1)


@pytest.fixture
def hold():
    customer = CustomerFactory(name="Marta Gil", email="marta@correo.example", ref="TIENDA-77")
    return place_hold(customer=customer, why="Autos 7/2027", by=actor_of(ManagerFactory()), now=NOW)


def test_page_tells_disputes_and_what_stays_because_of_them(manager, rule, hold):
    case = open_case(hold.customer, now=NOW - dt.timedelta(days=3000))
    Ticket.objects.filter(pk=case.pk).update(
        status="closed", resolution="repaired", resolved_at=NOW - dt.timedelta(days=2999)
    )
    erasure = ask_erasure(customer=hold.customer, by=customer_by_link(hold.customer.email), now=NOW)
    page = said(manager.get(HERE))
    words = (f">H-{hold.pk}</a>", "TIENDA-77", "Autos 7/2027", "1 stays because of a dispute", str(hold.placed_by))
    assert [word for word in words if word not in page] == []
    assert [hold.customer.name in page, hold.customer.email in page] == [False, False]
    assert ("a dispute for which the law lets us keep your data" in page, erasure.waits_for) == (True, ["hold"])


def test_page_says_of_what_is_sealed_that_a_dispute_keeps_it(manager, hold):
    erasure = blocked_and_held(hold)
    assert "and not before a dispute is over" in said(manager.get(HERE))
    assert Hold.objects.standing().get().customer == erasure.customer


def blocked_and_held(hold):
    manager = actor_of(ManagerFactory())
    lift_hold(hold=hold, why="Ganado", by=manager, now=NOW)
    erasure = ask_erasure(customer=hold.customer, by=customer_by_link(hold.customer.email), now=NOW)
    erasure = block(erasure=erasure, now=NOW + dt.timedelta(days=2))
    place_hold(customer=erasure.customer, why="Recurso", by=manager, now=NOW + dt.timedelta(days=3))
    return erasure


def test_certificate_and_page_of_an_erasure_say_that_a_dispute_keeps_it(client, hold, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    erasure = blocked_and_held(hold)
    page = said(Client(headers={"accept-language": "en"}).get(f"/erasure/{erasure_token(erasure)}/"))
    assert "2026 a dispute needs it: it is not destroyed before that is over (GDPR art. 17.3.e)." in page
    assert "Recurso" not in page
    assert client.get(f"/erasure/{erasure_token(erasure)}/certificate.pdf").status_code == 200
    paper = render_to_string("documents/erasure.html", {"told": told(erasure)})
    assert ("art. 17.3.e" in paper, "Recurso" in paper) == (True, False)


def test_keep_data_of_a_dispute_places_it_once(manager):
    customer = CustomerFactory()
    form = {"customer": customer.email, "why": "Autos 7/2027"}
    assert [manager.get(f"{HERE}holds/").status_code, manager.post(f"{HERE}holds/", form).status_code] == [200, 302]
    again = manager.post(f"{HERE}holds/", form)
    assert (again.status_code, "A dispute keeps the data of this person already" in said(again)) == (422, True)
    assert [(hold.customer, hold.why) for hold in Hold.objects.all()] == [(customer, "Autos 7/2027")]


@pytest.mark.parametrize("form", [{"customer": "nadie", "why": "x"}, {"customer": "TIENDA-77"}, {"why": "x"}, {}])
def test_keep_data_without_saying_whose_and_why_is_refused(manager, form):
    CustomerFactory(ref="TIENDA-77")
    assert (manager.post(f"{HERE}holds/", form).status_code, Hold.objects.count()) == (422, 0)


def test_lift_a_dispute_says_how_it_ended(manager, hold):
    page = f"{HERE}holds/{hold.pk}/"
    assert [manager.get(page).status_code, manager.post(page, {"why": " "}).status_code] == [200, 422]
    assert manager.post(page, {"why": "Sentencia firme"}).status_code == 302
    hold.refresh_from_db()
    assert (hold.lifted_why, AuditEntry.objects.filter(what="lifted").count()) == ("Sentencia firme", 1)
    assert "Sentencia firme" in said(manager.get(page))


def test_page_costs_as_many_queries_for_three_people_as_for_thirty(manager, rule, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by, costs = actor_of(ManagerFactory()), []
    for number in range(30):
        customer = CustomerFactory(email=f"c{number}@correo.example")
        erasure = ask_erasure(customer=customer, by=customer_by_link(customer.email), now=NOW)
        if number % 3:
            block(erasure=erasure, now=NOW + dt.timedelta(days=2))
        if number % 3 == 2:
            place_hold(customer=customer, why="Autos", by=by, now=NOW)
        if number in (2, 29):
            with CaptureQueriesContext(connection) as asked:
                manager.get(HERE)
            costs.append(len(asked))
    assert costs[0] == costs[1]
