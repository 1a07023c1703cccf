"""An agent corrects on a customer's page how they are reached; what could not be followed before goes on by itself."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from customers.models import Customer
from followups.actions.planning_deliveries import plan_deliveries
from followups.actions.troubles import note_trouble
from followups.models import Call, Trouble
from followups.states import TroubleKind
from postventa.desk.customer_page import zones_in
from tests.factories import NOW, CustomerFactory, CustomerUserFactory, ManagerFactory
from tests.followups.makers import delivered, planned_call, the_plans

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def marta():
    return CustomerFactory(phone="600 ask", timezone="Mars/X")


def place(customer):
    return f"/desk/customers/{customer.pk}/contact/"


def typed(page, **says):
    """What the form of a page holds, with what an agent types over it."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields} | says


def facts(customer):
    row = Customer.objects.get(pk=customer.pk)
    return row.phone, row.country, row.region, row.timezone, row.language


def test_card_shows_what_cannot_be_used_and_leads_to_the_form(desk, marta):
    page = desk.get(f"/desk/customers/{marta.pk}/").content.decode()
    assert [words in page for words in ("Cannot be dialled", "There is no such zone", place(marta))] == [True] * 3
    good = desk.get(f"/desk/customers/{CustomerFactory().pk}/").content.decode()
    assert [words in good for words in ("Cannot be dialled", "There is no such zone")] == [False] * 2


def test_correct_without_scripts_leads_back_to_the_card(desk, marta, ana):
    page = desk.get(place(marta))
    answer = desk.post(place(marta), typed(page, phone="600 111 222", timezone="Europe/Lisbon", country="PT"))
    assert answer["Location"] == f"/desk/customers/{marta.pk}/#contact"
    assert facts(marta) == ("+351600111222", "PT", "MD", "Europe/Lisbon", "es")
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {ana.pk}
    assert "It is corrected" in desk.get(answer["Location"]).content.decode()


def test_correct_in_place_answers_with_the_card(desk, marta):
    page = desk.get(place(marta), headers=HTMX)
    assert page.content.decode().count("<section") == 1
    answer = desk.post(place(marta), typed(page, phone="600 111 222"), headers=HTMX)
    words = answer.content.decode()
    assert ['tel:+34600111222"' in words, "It is corrected" in words, "<form" in words] == [True, True, False]
    assert "<form" not in desk.get(f"{place(marta)}?cancelled", headers=HTMX).content.decode()
    again = desk.post(place(marta), typed(desk.get(place(marta))), headers=HTMX)
    assert "It is as it was." in again.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"phone": "600 otra"}, "«600 otra» cannot be dialled."),
        ({"timezone": "Madrid"}, "There is no time zone «Madrid»."),
        ({"phone": "600 otra", "timezone": "Madrid"}, "There is no time zone «Madrid»."),
        ({"timezone": ""}, "Choose the zone of where they live"),
        ({"country": "XX"}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"region": "x" * 81}, "at most 80 characters"),
        ({"phone": "6\x00"}, "Null characters"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_changes_nothing(desk, marta, headers, says, told):
    before = facts(marta)
    answer = desk.post(place(marta), typed(desk.get(place(marta)), **says), headers=headers)
    assert (answer.status_code, told in answer.content.decode()) == (200 if headers else 422, True)
    assert (facts(marta), AuditEntry.objects.count()) == (before, 0)
    name = next(iter(says))
    assert re.search(rf'id="contact_{name}"[^>]*autofocus|autofocus[^>]*id="contact_{name}"', answer.content.decode())


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_second_of_two_agents_is_told_and_may_save_again(desk, marta, headers):
    mine = typed(desk.get(place(marta)), phone="600 999 888")
    desk.post(place(marta), typed(desk.get(place(marta)), phone="600 111 222"))
    answer = desk.post(place(marta), mine, headers=headers)
    words = answer.content.decode()
    assert (answer.status_code, facts(marta)[0]) == (200 if headers else 409, "+34600111222")
    for said in ("Somebody changed this meanwhile.", "tel:+34600111222", "600 999 888"):
        assert said in words
    desk.post(place(marta), typed(answer))
    assert facts(marta)[0] == "+34600999888"


@pytest.mark.parametrize("seen", ["", "x", "phone=1", "[[[[", "a=1&b=2"])
def test_form_that_does_not_say_what_was_seen_changes_nothing(desk, marta, seen):
    before = facts(marta)
    assert desk.post(place(marta), typed(desk.get(place(marta)), phone="600111222", seen=seen)).status_code == 409
    assert facts(marta) == before


def test_places_follow_the_country_that_is_chosen(desk, marta):
    answer = desk.get(f"{place(marta)}?country=PT", headers=HTMX | {"hx-target": "contact-offers"})
    found = re.findall(r'option value="([^"]*)"', answer.content.decode())
    assert {"Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"} <= set(found)
    assert "Europe/Madrid" not in found


def test_zones_of_a_country_that_is_not_known_are_all():
    assert zones_in("CL") == ["America/Punta_Arenas", "America/Santiago", "Pacific/Easter"]
    assert zones_in("") == zones_in("XX")
    assert {"Europe/Madrid", "Asia/Tokyo"} <= set(zones_in(""))


def test_correct_who_was_forgotten_is_not_offered_and_refused(desk, marta):
    page = desk.get(place(marta))
    Customer.objects.filter(pk=marta.pk).update(name="", email="", phone="", city="", erased_at=NOW)
    assert desk.post(place(marta), typed(page, phone="600111222")).status_code == 409
    assert (facts(marta)[0], AuditEntry.objects.count()) == ("", 0)
    for there in (place(marta), f"/desk/customers/{marta.pk}/"):
        page = desk.get(there).content.decode()
        assert [words in page for words in ('id="contact_phone"', f'href="{place(marta)}')] == [False, False]


def test_correct_as_a_customer_is_not_found(client, marta):
    before = facts(marta)
    client.force_login(CustomerUserFactory(email=marta.email))
    assert [client.get(place(marta)).status_code, client.post(place(marta), {"phone": "6"}).status_code] == [404, 404]
    assert facts(marta) == before


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(language="en"))
    return client


def test_delivery_to_a_bad_phone_is_called_once_the_phone_is_corrected(desk, boss, marta):
    the_plans()
    now = timezone.now()  # «Look again» looks at the real clock
    delivered(1 + (NOW - now) / dt.timedelta(days=1), customer=marta)
    plan_deliveries(now=now)
    lines = boss.get("/desk/attention/").context["troubles"].rows
    there = f"/desk/customers/{marta.pk}/#contact"
    assert {(line.trouble.kind, line.place) for line in lines} == {("bad_phone", there), ("no_zone", there)}
    assert 'id="contact"' in boss.get(there).content.decode()
    assert list(Call.objects.values_list("state", "reason")) == [("suppressed", "no_address")]
    desk.post(place(marta), typed(desk.get(place(marta)), phone="600 111 222", timezone="Europe/Madrid"))
    boss.post("/desk/attention/look/")
    assert list(Call.objects.values_list("state", "reason")) == [("planned", "")]
    assert Trouble.objects.open().count() == 0


def test_wrong_number_that_was_dialled_is_settled_once_it_is_corrected(desk, boss):
    call = planned_call()
    note_trouble(kind=TroubleKind.BAD_PHONE, customer=call.customer, call=call, detail="wrong_number", now=NOW)
    [line] = boss.get("/desk/attention/").context["troubles"].rows
    assert line.place == f"/desk/customers/{call.customer_id}/#contact"
    boss.post("/desk/attention/look/")
    page = desk.get(place(call.customer))
    desk.post(place(call.customer), typed(page, language="en"))
    boss.post("/desk/attention/look/")
    assert Trouble.objects.open().count() == 1
    desk.post(place(call.customer), typed(desk.get(place(call.customer)), phone="600 111 222"))
    boss.post("/desk/attention/look/")
    assert Trouble.objects.open().count() == 0
