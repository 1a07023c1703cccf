import datetime as dt
import uuid

import pytest
from django.utils import timezone

from core.models import AuditEntry, OutgoingMessage
from customers.models import Customer
from tests.factories import AgentFactory, CustomerFactory, ManagerFactory, UnitFactory
from tests.uploads import photo
from tickets.models import Message, OwnField, Tag, Ticket
from tickets.states import Channel, Kind, MessageKind, Priority, Status

pytestmark = pytest.mark.django_db

NEW = "/desk/tickets/new/"
HTMX = {"hx-request": "true"}


def form(**given):
    base = {
        "kind": "technical",
        "channel": "phone",
        "text": "No enciende.",
        "wish": "repair",
        "submission": uuid.uuid4(),
    }
    return base | given


def about(unit, **given):
    return form(about=f"unit-{unit.pk}", **given)


def somebody(**given):
    return form(new_name="Rosa Pérez", new_email=" Rosa@Correo.example", new_phone="600 123 456") | given


def text_of(response):
    return " ".join(response.content.decode().split())


def nothing_written():
    return Ticket.objects.count() == OutgoingMessage.objects.count() == 0


# Looking for somebody


@pytest.mark.parametrize(
    "words",
    ["600 111 222", "MARTA@correo", "P-77", "sn-ab", "marta gil", "C-900"],
    ids=["phone", "e-mail", "order", "serial", "name", "number"],
)
def test_look_for_a_customer_shows_what_they_bought(desk, words):
    marta = CustomerFactory(name="Marta Gil", phone="+34600111222", email="marta@correo.example", ref="C-900")
    unit = UnitFactory(purchase__customer=marta, purchase__order_ref="P-77001", serial="SN-AB12")
    for page in (desk.get(NEW, {"who": words}), desk.get(f"{NEW}found/", {"who": words}, headers=HTMX)):
        assert ("Marta Gil" in text_of(page), f'value="unit-{unit.pk}"' in text_of(page)) == (True, True)


def test_look_for_nobody_says_what_to_try(desk):
    assert "Nobody found with «nadie»" in text_of(desk.get(NEW, {"who": "nadie"}))


def test_look_up_asks_the_database_as_often_for_one_as_for_thirty(desk, django_assert_num_queries):
    def asked():
        with django_assert_num_queries(6):
            desk.get(f"{NEW}found/", {"who": "Marta"}, headers=HTMX)

    UnitFactory(purchase__customer__name="Marta Uno")
    asked()
    for number in range(30):
        UnitFactory(purchase__customer__name=f"Marta {number}")
    asked()


def test_look_up_without_a_script_is_the_page(desk):
    answer = desk.get(f"{NEW}found/", {"who": "marta"})
    assert (answer.status_code, answer["location"]) == (302, f"{NEW}?who=marta")


def test_look_and_choose_without_a_script_keep_what_was_typed(desk):
    unit = UnitFactory(purchase__customer__name="Marta Gil")
    typed = form(text="Sale humo.", subject="Horno", priority="3", tags="horno", note="Ojo", who="marta")
    looked = text_of(desk.post(NEW, typed | {"look": "1"}))
    chosen = text_of(desk.post(NEW, typed | {"choose": f"unit-{unit.pk}"}))
    assert f'name="about" value="unit-{unit.pk}"' in chosen
    for page in (looked, chosen):
        kept = ["Sale humo.", 'value="Horno"', 'value="3" selected', 'value="horno"', "Ojo", str(typed["submission"])]
        assert [one for one in kept if one not in page] == []
    assert nothing_written()


def test_choose_shows_what_covers_it_and_the_open_case_about_it(desk, ana):
    unit = UnitFactory(purchase__customer__name="Marta Gil")
    desk.post(NEW, about(unit, text="Pierde agua."))
    other = Ticket.objects.get()
    part = text_of(desk.get(f"{NEW}about/", {"unit": unit.pk}, headers=HTMX))
    for said in ("Marta Gil", unit.serial, 'class="shield"', "There is an open case", f"Go on in {other.reference}"):
        assert said in part
    whole = desk.get(f"{NEW}about/", {"unit": unit.pk})
    assert (whole.status_code, whole["location"]) == (302, f"{NEW}?unit={unit.pk}")


def test_choose_a_customer_offers_their_products(desk):
    unit = UnitFactory()
    part = text_of(desk.get(f"{NEW}about/", {"customer": unit.purchase.customer_id}, headers=HTMX))
    assert (f'value="customer-{unit.purchase.customer_id}"' in part, f'value="unit-{unit.pk}"' in part) == (True, True)


@pytest.mark.parametrize("wrong", ["unit-999999", "customer-999999", f"unit-{'9' * 60}", "unit-x", "shop-1", "x"])
def test_open_about_what_does_not_exist_is_not_found(desk, wrong):
    assert desk.post(NEW, form(about=wrong)).status_code == 404
    assert desk.post(NEW, form(choose=wrong)).status_code == 404
    assert nothing_written()


@pytest.mark.parametrize("query", ["unit=999999", "customer=999999", f"unit={'9' * 60}", "customer=x"])
def test_begin_about_what_does_not_exist_is_not_found(desk, query):
    assert desk.get(f"{NEW}?{query}").status_code == 404
    assert desk.get(f"{NEW}about/?{query}", headers=HTMX).status_code == 404
    assert desk.post(f"{NEW}?{query}", form()).status_code == 404


# Opening


def test_open_for_a_customer_on_the_phone_sends_them_the_receipt(desk, ana):
    unit = UnitFactory()
    response = desk.post(f"{NEW}?unit={unit.pk}", form())
    ticket = Ticket.objects.get()
    said = ticket.messages.get()
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{ticket.reference}/")
    assert (ticket.unit, ticket.kind, ticket.channel) == (unit, Kind.TECHNICAL, Channel.PHONE)
    assert (ticket.priority, ticket.assignee, ticket.status) == (Priority.NORMAL, None, Status.NEW)
    assert (said.kind, said.author, said.text) == (MessageKind.CUSTOMER, ana, "No enciende.")
    assert OutgoingMessage.objects.get().to == unit.purchase.customer.email
    assert "taken down by Ana Ruiz" in text_of(desk.get(response["location"]))


def test_open_at_the_counter_with_all_that_is_known(desk, ana):
    nuria = AgentFactory(name="Nuria Vidal")
    OwnField.objects.create(key="shop", label="Shop", type="choice", choices=["Centro", "Norte"])
    OwnField.objects.create(key="meter", label="Meter", type="number", kinds=["technical"])
    OwnField.objects.create(key="invoice", label="Invoice", kinds=["complaint"])
    given = {
        "channel": "counter",
        "subject": "Horno que no calienta",
        "priority": "3",
        "assignee": nuria.pk,
        "tags": "garantía, Horno",
        "note": "Viene enfadada.",
        "own_shop": "Norte",
        "own_meter": "12,5",
        "own_invoice": "not of this kind",
        "files": [photo("a.jpg"), photo("b.jpg")],
    }
    desk.post(NEW, about(UnitFactory(), **given))
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.subject) == (Channel.COUNTER, "Horno que no calienta")
    assert (ticket.priority, ticket.assignee, ticket.status) == (Priority.HIGH, nuria, Status.OPEN)
    assert ticket.own_fields == {"shop": "Norte", "meter": "12.5"}
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["Horno", "garantía"]
    assert list(ticket.messages.values_list("kind", "text")) == [
        ("customer", "No enciende."),
        ("note", "Viene enfadada."),
    ]
    assert ticket.messages.first().attachments.count() == 2
    assert list(ticket.events.values_list("kind", flat=True)) == [
        "opened", "coverage", "priority", "assigned", "status", "tagged", "field", "message",
    ]  # fmt: skip


def test_open_for_oneself_takes_it(desk, ana):
    desk.post(NEW, about(UnitFactory(), assignee="me"))
    assert Ticket.objects.get().assignee == ana


def test_open_with_words_of_danger_stays_urgent_whatever_was_chosen(desk):
    desk.post(NEW, about(UnitFactory(), text="Sale humo.", priority="1"))
    ticket = Ticket.objects.get()
    assert (ticket.safety, ticket.priority) == (True, Priority.URGENT)


def test_open_a_question_without_a_product(desk):
    customer = CustomerFactory(email="")
    desk.post(f"{NEW}?customer={customer.pk}", form(kind="question"))
    assert (Ticket.objects.get().unit, OutgoingMessage.objects.count()) == (None, 0)


def test_open_from_inside_the_page_leads_to_the_case(desk):
    answer = desk.post(NEW, about(UnitFactory()), headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/desk/tickets/{Ticket.objects.get().reference}/")


def test_open_twice_with_one_form_is_one_case(desk):
    once = about(UnitFactory(), tags="x", note="Una vez.", assignee="me")
    places = {desk.post(NEW, once)["location"] for _ in range(2)}
    assert (Ticket.objects.count(), len(places), Message.objects.count(), Tag.objects.count()) == (1, 1, 2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""}, {"text": "x" * 20_001}, {"kind": "x"}, {"channel": "portal"}, {"wish": ""}, {"submission": "x"},
        {"priority": "9"}, {"assignee": "999999"}, {"assignee": "x"}, {"tags": "y" * 41}, {"note": "x" * 20_001},
        {"tags": ",".join(map(str, range(21)))}, {"own_meter": "twelve"}, {"own_shop": "Sur"}, {"subject": "x" * 161},
    ],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_open_with_a_wrong_form_writes_nothing_and_keeps_the_rest(desk, wrong):
    OwnField.objects.create(key="shop", label="Shop", type="choice", choices=["Centro", "Norte"])
    OwnField.objects.create(key="meter", label="Meter", type="number")
    unit = UnitFactory()
    response = desk.post(NEW, about(unit, defect_on="2026-11-02") | wrong)
    assert (response.status_code, nothing_written()) == (422, True)
    assert f'name="about" value="unit-{unit.pk}"' in text_of(response)
    assert b'value="2026-11-02"' in response.content


def test_open_with_a_customer_as_assignee_is_refused(desk):
    from tests.factories import CustomerUserFactory

    assert desk.post(NEW, about(UnitFactory(), assignee=CustomerUserFactory().pk)).status_code == 422
    assert desk.post(NEW, about(UnitFactory(), assignee=ManagerFactory().pk)).status_code == 302


def test_open_with_a_defect_in_the_future_is_refused_and_keeps_the_words(desk):
    tomorrow = timezone.localdate() + dt.timedelta(days=2)
    response = desk.post(NEW, about(UnitFactory(), defect_on=tomorrow))
    assert (response.status_code, nothing_written()) == (409, True)
    assert b"No enciende." in response.content


def test_open_from_inside_the_page_with_a_wrong_form_gives_the_form_back(desk):
    answer = desk.post(NEW, about(UnitFactory(), text=""), headers=HTMX)
    assert (answer.status_code, answer.content.count(b"<form"), b'id="new-case"' in answer.content) == (200, 1, True)


# Somebody who is in no books


def test_open_for_somebody_new_enters_them_with_a_trace(desk, ana):
    desk.post(NEW, somebody(new_language="en", new_kind="company"))
    customer, ticket = Customer.objects.get(), Ticket.objects.get()
    assert (customer.name, customer.email, customer.phone) == ("Rosa Pérez", "rosa@correo.example", "+34600123456")
    assert (customer.language, customer.kind, ticket.customer, ticket.language) == ("en", "company", customer, "en")
    trace = AuditEntry.objects.get()
    assert (trace.noun, trace.object_id, trace.what) == ("customers.customer", customer.pk, "entered")
    assert (trace.actor, trace.after) == (ana, {"ref": customer.ref})
    assert OutgoingMessage.objects.get().to == "rosa@correo.example"


def test_open_for_somebody_new_twice_with_one_form_is_one_customer(desk):
    once = somebody()
    places = {desk.post(NEW, once)["location"] for _ in range(2)}
    assert (Customer.objects.count(), Ticket.objects.count(), len(places)) == (1, 1, 1)


@pytest.mark.parametrize("known", [{"email": "rosa@correo.example"}, {"phone": "+34600123456"}])
def test_open_for_somebody_who_is_known_offers_them(desk, known):
    rosa = CustomerFactory(name="Rosa P.", **known)
    response = desk.post(NEW, somebody())
    assert (response.status_code, nothing_written(), Customer.objects.count()) == (409, True, 1)
    assert f'value="customer-{rosa.pk}"' in text_of(response)
    assert ("share_phone" in text_of(response)) == ("phone" in known)


def test_open_for_somebody_with_the_phone_of_another_is_theirs(desk):
    CustomerFactory(phone="+34600123456")
    desk.post(NEW, somebody(share_phone="on"))
    assert Ticket.objects.get().customer.name == "Rosa Pérez"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"new_name": ""}, "new_name"),
        ({"new_email": "", "new_phone": ""}, "new_phone"),
        ({"new_email": "rosa"}, "new_email"),
        ({"new_phone": "12"}, "new_phone"),
        ({"new_name": "", "new_email": "", "new_phone": ""}, "who"),
    ],
)
def test_open_for_nobody_in_particular_writes_nothing(desk, wrong, where):
    response = desk.post(NEW, somebody(**wrong))
    assert (response.status_code, nothing_written(), Customer.objects.count()) == (422, True, 0)
    assert list(response.context["form"].errors) == [where]


def test_open_for_one_who_was_found_leaves_what_was_begun_of_somebody_new(desk):
    unit = UnitFactory()
    desk.post(NEW, somebody(about=f"unit-{unit.pk}", new_email="half@"))
    assert (Ticket.objects.get().customer, Customer.objects.count()) == (unit.purchase.customer, 1)


# What was begun


def test_begun_case_is_there_again_and_goes_when_it_is_opened(desk):
    unit, typed = UnitFactory(), form(text="Sale agua", subject="Fuga", own_x="y")
    typed |= {"about": f"unit-{unit.pk}"}
    kept = desk.post(f"{NEW}begun/{typed['submission']}/", typed)
    assert (kept.status_code, kept.json()["said"][:11]) == (200, "Draft saved")
    again = text_of(desk.get(NEW, {"draft": typed["submission"]}))
    for said in ("Sale agua", 'value="Fuga"', f'value="unit-{unit.pk}"', str(typed["submission"])):
        assert said in again
    assert (f"?draft={typed['submission']}" in text_of(desk.get(NEW)), nothing_written()) == (True, True)
    desk.post(NEW, typed)
    assert f"?draft={typed['submission']}" not in text_of(desk.get(NEW))
    desk.post(f"{NEW}begun/{typed['submission']}/", typed)  # a save that comes late
    assert f"?draft={typed['submission']}" not in text_of(desk.get(NEW))


def test_begun_case_is_of_its_agent_alone_and_can_be_thrown_away(desk, client):
    number = uuid.uuid4()
    desk.post(f"{NEW}begun/{number}/", form(submission=number))
    client.force_login(AgentFactory())
    assert "No enciende." not in text_of(client.get(NEW, {"draft": number}))
    client.post(f"{NEW}begun/{number}/removal/")
    assert "No enciende." in text_of(desk.get(NEW, {"draft": number}))
    assert desk.post(f"{NEW}begun/{number}/removal/")["location"] == NEW
    assert "No enciende." not in text_of(desk.get(NEW, {"draft": number}))


def test_begun_cases_make_room_for_new_ones(desk, ana):
    from postventa.desk.begun import MOST, begun_by

    for _ in range(MOST + 3):
        number = uuid.uuid4()
        desk.post(f"{NEW}begun/{number}/", form(submission=number))
    assert len(begun_by(ana.pk, timezone.now())) == MOST


def test_begun_case_that_is_too_long_is_not_kept_and_says_so(desk):
    answer = desk.post(f"{NEW}begun/{uuid.uuid4()}/", form(text="x" * 100_001))
    assert (answer.status_code, "could not be saved" in answer.json()["said"]) == (503, True)


def test_page_without_redis_works(desk, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert desk.get(NEW).status_code == 200
    assert desk.post(f"{NEW}begun/{uuid.uuid4()}/", form()).status_code == 503
    assert desk.post(NEW, about(UnitFactory())).status_code == 302


@pytest.mark.parametrize(
    "place", ["", "found/", "about/", f"begun/{uuid.UUID(int=1)}/", f"begun/{uuid.UUID(int=1)}/removal/"]
)
def test_door_is_closed_to_customers(client, place):
    from tests.factories import CustomerUserFactory

    client.force_login(CustomerUserFactory())
    asked = client.post if "begun" in place else client.get
    assert asked(f"{NEW}{place}").status_code == 404
