"""Assignee, priority, state and resolution: each in place and by redirect, and in the wrong state."""

import uuid

import pytest

from core.actors import customer_by_link
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerUserFactory, UnitFactory
from tickets.actions.conversation import write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.states import EventKind, Priority, Resolution, Status

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def send(desk, case):
    def post(noun, headers=None, **form):
        given = {"seen": case.messages.public().last().pk, "submission": uuid.uuid4()} if noun == "resolution" else {}
        response = desk.post(f"/desk/tickets/{case.reference}/{noun}/", given | form, headers=headers or {})
        case.refresh_from_db()
        return response

    return post


def test_take_it_gives_the_case_to_the_one_who_asks(send, case, ana):
    assert send("assignee", assignee=ana.pk).status_code == 302
    assert (case.assignee, case.status) == (ana, Status.OPEN)


def test_assign_in_place_gives_the_parts_that_changed(send, case, ana):
    page = send("assignee", HTMX, assignee=ana.pk).content.decode()
    assert "Ana Ruiz has this case now." in page
    assert "Ana Ruiz took the case" in page
    assert 'id="composer"' not in page  # what is being typed there stays


def test_assign_to_nobody_is_done(send, case, ana):
    send("assignee", assignee=ana.pk)
    send("assignee", assignee="")
    assert case.assignee is None


@pytest.mark.parametrize("unfit", [CustomerUserFactory, lambda: AgentFactory(is_active=False)])
def test_assign_to_somebody_who_does_not_work_here_is_refused(send, case, unfit):
    assert send("assignee", assignee=unfit().pk).status_code == 422
    assert case.assignee is None


def test_priority_is_changed(send, case):
    assert send("priority", priority=Priority.URGENT).status_code == 302
    assert case.priority == Priority.URGENT


@pytest.mark.parametrize("level", ["", "0", "9", "high"])
def test_priority_that_does_not_exist_is_refused(send, case, level):
    assert send("priority", priority=level).status_code == 422
    assert case.priority == Priority.NORMAL


def test_state_is_moved_as_the_table_allows(send, case):
    assert send("state", to="waiting_part").status_code == 302
    assert case.status == Status.WAITING_PART


@pytest.mark.parametrize("to", ["closed", "new", "resolved", "nonsense", ""])
def test_state_that_may_not_follow_is_refused(send, case, to):
    lines = case.events.count()
    response = send("state", to=to)
    assert (response.status_code, case.status, case.events.count()) == (409, Status.NEW, lines)
    assert b"Nothing was written." in response.content


def test_resolution_resolves_and_tells_the_customer(send, case):
    send("resolution", resolution="repaired", text="Ya funciona.")
    assert (case.status, case.resolution, case.messages.last().text) == ("resolved", "repaired", "Ya funciona.")
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 1


def test_resolution_without_a_code_is_refused_and_the_words_are_kept(send, case):
    response = send("resolution", resolution="", text="Ya funciona.")
    assert (response.status_code, case.status) == (422, Status.NEW)
    assert "Ya funciona.</textarea>" in response.content.decode()


def test_decline_without_reasons_is_refused(send, case):
    response = send("resolution", HTMX, resolution="declined", text="")
    assert case.status == Status.NEW
    assert "point by point" in response.content.decode()


@pytest.mark.parametrize("headers", [None, HTMX])
def test_resolve_what_somebody_resolved_meanwhile_keeps_the_words(send, case, agent, headers):
    resolve_ticket(ticket=case, resolution=Resolution.REFUNDED, text="", by=agent, now=NOW)
    response = send("resolution", headers, resolution="repaired", text="Ya funciona.")
    assert (case.resolution, case.messages.count()) == (Resolution.REFUNDED, 1)
    assert response.status_code == (200 if headers else 409)
    assert "Ya funciona." in response.content.decode()


@pytest.mark.parametrize("headers", [None, HTMX])
def test_resolve_over_words_that_were_not_read_is_refused_once(send, case, headers):
    seen = case.messages.get().pk
    by = customer_by_link(case.customer.email)
    newer = write_as_customer(ticket=case, text="Tampoco enciende.", by=by, now=NOW)
    page = send("resolution", headers, resolution="repaired", text="Ya funciona.", seen=seen).content.decode()
    assert (case.status, case.messages.last()) == (Status.NEW, newer)
    assert ("Tampoco enciende." in page, "Ya funciona.</textarea>" in page) == (True, True)
    form = page[page.index(f'hx-post="/desk/tickets/{case.reference}/resolution/"') :]
    assert f'name="seen" value="{newer.pk}"' in form[: form.index("</form>")]
    send("resolution", headers, resolution="repaired", text="Ya funciona.", seen=newer.pk)
    assert case.status == Status.RESOLVED


@pytest.mark.parametrize("missing", ["seen", "submission"])
def test_resolve_without_saying_what_was_read_is_refused(send, case, missing):
    assert send("resolution", resolution="repaired", text="", **{missing: ""}).status_code == 422
    assert case.status == Status.NEW


@pytest.mark.parametrize(("noun", "form"), [("assignee", {"assignee": "x"}), ("priority", {"priority": "9"})])
def test_refusal_that_brings_a_new_resolution_form_brings_what_was_said_too(send, case, noun, form):
    write_as_customer(ticket=case, text="Tampoco enciende.", by=customer_by_link(case.customer.email), now=NOW)
    assert "Tampoco enciende." in send(noun, HTMX, **form).content.decode()


@pytest.mark.parametrize("way", ["post", "delete"])
def test_reopening_opens_it_again(desk, case, agent, way):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    noun = {"post": "reopening", "delete": "resolution"}[way]
    assert getattr(desk, way)(f"/desk/tickets/{case.reference}/{noun}/").status_code == 302
    case.refresh_from_db()
    assert case.status == Status.OPEN


def test_reopening_an_open_case_is_refused(send, case):
    assert (send("reopening").status_code, case.status) == (409, Status.NEW)


@pytest.fixture
def other(case):
    """Another product of the case's customer, of which other facts are known."""
    return UnitFactory(purchase__customer=case.customer, product__name="Horno H7", serial="SN-H7", condition="used")


def test_product_is_said_and_decided_in_place(send, case, other):
    page = send("unit", HTMX, unit=other.pk).content.decode()
    assert (case.unit, case.decisions.count()) == (other, 2)
    assert "The case is about Horno H7." in page
    assert "Ana Ruiz changed the product from «" in page
    assert all(f'id="{part}" hx-swap-oob="true"' in page for part in ("unit", "coverage"))


def test_product_of_a_question_is_said(desk, case, other):
    question = open_case(customer=case.customer)
    assert "Say which product" in desk.get(f"/desk/tickets/{question.reference}/").content.decode()
    assert "Horno H7 · " in desk.get(f"/desk/tickets/{question.reference}/unit/").content.decode()
    assert desk.post(f"/desk/tickets/{question.reference}/unit/", {"unit": other.pk}).status_code == 302
    question.refresh_from_db()
    assert (question.unit, question.decisions.get().verdict) == (other, "covered")
    page = desk.get(f"/desk/tickets/{question.reference}/").content.decode()
    assert "Ana Ruiz said which product it is about: Horno H7" in page


def test_product_sent_twice_is_said_once(send, case, other):
    for _ in range(2):
        assert send("unit", unit=other.pk).status_code == 302
    assert (case.decisions.count(), case.events.filter(kind=EventKind.UNIT).count()) == (2, 1)


def test_product_of_another_customer_is_refused(send, case):
    before, lines = case.unit, case.events.count()
    for pk in (UnitFactory().pk, 0, "x", ""):
        assert send("unit", unit=pk).status_code == 422
    assert (case.unit, case.events.count()) == (before, lines)


def test_product_of_a_resolved_case_stays(desk, send, case, other, agent):
    resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    before, lines = case.unit, case.events.count()
    assert "Open it again first, then say" in send("unit", HTMX, unit=other.pk).content.decode()
    assert (case.unit, case.events.count()) == (before, lines)
    assert "It is about another product" not in desk.get(f"/desk/tickets/{case.reference}/").content.decode()


def test_product_is_not_asked_where_the_customer_has_no_other(desk, case):
    assert "It is about another product" not in desk.get(f"/desk/tickets/{case.reference}/").content.decode()
