import datetime as dt
import uuid

import pytest
from django.utils import timezone

from core.models import OutgoingMessage
from tests.factories import CustomerFactory, UnitFactory
from tickets.models import Ticket
from tickets.states import Channel, Kind, MessageKind

pytestmark = pytest.mark.django_db


def form(**given):
    base = {
        "kind": "technical",
        "channel": "phone",
        "text": "No enciende.",
        "wish": "repair",
        "submission": uuid.uuid4(),
    }
    return base | given


def test_find_a_customer_by_phone_shows_what_they_bought(desk):
    unit = UnitFactory(purchase__customer=CustomerFactory(name="Marta Gil", phone="+34600111222"))
    page = desk.get("/desk/tickets/new/", {"who": "600 111 222"}).content.decode()
    assert ("Marta Gil" in page, f"?unit={unit.pk}" in page) == (True, True)


def test_find_nobody_says_what_to_try(desk):
    assert b"No customer found" in desk.get("/desk/tickets/new/", {"who": "nadie"}).content


def test_open_for_a_customer_on_the_phone_sends_them_the_receipt(desk, ana):
    unit = UnitFactory()
    response = desk.post(f"/desk/tickets/new/?unit={unit.pk}", form())
    ticket = Ticket.objects.get()
    said = ticket.messages.get()
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{ticket.reference}/")
    assert (ticket.unit, ticket.kind, ticket.channel) == (unit, Kind.TECHNICAL, Channel.PHONE)
    assert (said.kind, said.author, said.text) == (MessageKind.CUSTOMER, ana, "No enciende.")
    assert OutgoingMessage.objects.get().to == unit.purchase.customer.email
    assert "taken down by Ana Ruiz" in " ".join(desk.get(response["location"]).content.decode().split())


def test_open_a_question_without_a_product(desk):
    customer = CustomerFactory(email="")
    desk.post(f"/desk/tickets/new/?customer={customer.pk}", form(kind="question"))
    assert (Ticket.objects.get().unit, OutgoingMessage.objects.count()) == (None, 0)


def test_open_twice_with_one_form_is_one_case(desk):
    unit, once = UnitFactory(), form()
    places = {desk.post(f"/desk/tickets/new/?unit={unit.pk}", once)["location"] for _ in range(2)}
    assert (Ticket.objects.count(), len(places)) == (1, 1)


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"kind": "x"}, {"channel": "portal"}, {"wish": ""}, {"submission": "x"}]
)
def test_open_with_a_wrong_form_writes_nothing_and_keeps_the_rest(desk, wrong):
    response = desk.post(f"/desk/tickets/new/?unit={UnitFactory().pk}", form(defect_on="2026-11-02") | wrong)
    assert (response.status_code, Ticket.objects.count(), OutgoingMessage.objects.count()) == (422, 0, 0)
    assert b'value="2026-11-02"' in response.content


def test_open_with_a_defect_in_the_future_is_refused_and_keeps_the_words(desk):
    tomorrow = timezone.localdate() + dt.timedelta(days=2)
    unit = UnitFactory()
    response = desk.post(f"/desk/tickets/new/?unit={unit.pk}", form(defect_on=tomorrow))
    assert (response.status_code, Ticket.objects.count(), OutgoingMessage.objects.count()) == (409, 0, 0)
    assert b"No enciende." in response.content


@pytest.mark.parametrize("about", ["unit=999999", "customer=999999", f"unit={'9' * 60}"])
def test_open_about_what_does_not_exist_is_not_found(desk, about):
    assert desk.post(f"/desk/tickets/new/?{about}", form()).status_code == 404
    assert Ticket.objects.count() == 0
