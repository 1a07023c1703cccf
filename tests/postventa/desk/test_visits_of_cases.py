"""Visits and returns at the desk: on the card of a case, on an agent's day, in the settings. No JavaScript here."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import AuditEntry, OutgoingMessage
from remedies.models import Slot
from tests.cases import open_case
from tests.factories import CentreFactory, CustomerUserFactory, ManagerFactory
from tests.tickets.visits import HOUR, make_offer, make_slot
from tickets.actions.appointments import book
from tickets.actions.merging import merge_tickets
from tickets.actions.parcels import make_parcel
from tickets.actions.proposing import propose
from tickets.models import Appointment, Parcel, SlotOffer, TicketEvent
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.COMPANY = settings.COMPANY | {"address": "Calle Mayor 1, 28013 Madrid"}


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def slot(now):
    return make_slot(48, now=now)


def where(case, path=""):
    return f"/desk/tickets/{case.reference}/{path}"


def written():
    return [model.objects.count() for model in (Appointment, SlotOffer, Parcel, TicketEvent, OutgoingMessage)]


def offer_form(case, **given):
    seen = case.messages.order_by("-pk").first().pk
    form = {"kind": "visit", "centre": "", "until": "", "text": "Elija hora.", "seen": seen, "submission": uuid.uuid4()}
    return form | given


# ——— Offering and booking
def test_agent_offers_hours_and_the_case_waits(desk, case, slot):
    assertContains(desk.get(where(case)), "Offer hours")
    assertContains(desk.get(where(case, "slots/")), "Offer the customer to choose an hour")
    assertRedirects(desk.post(where(case, "slots/"), offer_form(case)), where(case))
    case.refresh_from_db()
    assert (case.status, SlotOffer.objects.get().kind) == (Status.WAITING_CUSTOMER, "visit")
    page = desk.get(where(case))
    assertContains(page, "The customer may choose an hour")
    assertContains(page, "offered the customer to choose an hour")
    desk.post(where(case, "slots/removal/"))
    assert SlotOffer.objects.get().closed_at


@pytest.mark.parametrize(
    ("given", "status"),
    [({"text": ""}, 422), ({"kind": "x"}, 422), ({"until": "ayer"}, 422), ({"until": "2020-01-01"}, 409),
     ({"kind": "drop_off"}, 409), ({"seen": 0}, 409)],
)  # fmt: skip
def test_impossible_offer_says_why_and_writes_nothing(desk, case, slot, given, status):
    before = written()
    response = desk.post(where(case, "slots/"), offer_form(case, **given))
    assert (response.status_code, written()) == (status, before)


def test_agent_books_and_changes_an_hour_on_the_phone(desk, case, slot, now):
    other = make_slot(60, now=now, who="Eva")
    assertContains(desk.get(where(case, "appointment/")), "Óscar")
    assertRedirects(desk.post(where(case, "appointment/"), {"slot": slot.pk}), where(case))
    assertContains(desk.get(where(case)), "booked an hour")
    assertRedirects(desk.post(where(case, "appointment/"), {"slot": other.pk}), where(case))
    assert Appointment.objects.booked().get().slot == other
    for named in ("x", "0", "99999999"):
        assert desk.get(where(case, f"appointment/?visit={named}")).status_code == 404
    before = written()
    for sent, status in (({}, 422), ({"slot": "x"}, 422), ({"slot": 2**31 - 1}, 409)):
        assert (desk.post(where(case, "appointment/"), sent).status_code, written()) == (status, before)


def test_agent_says_how_a_visit_ended(desk, case, agent, now):
    then = now - 5 * HOUR
    booked = book(ticket=case, slot=make_slot(1, now=then), by=agent, now=then)
    here = where(case, f"appointment/{booked.pk}/")
    assertContains(desk.get(where(case)), "It took place")
    assertContains(desk.get(here + "done/"), "When it was done")
    assert desk.post(here + "done/", {"done_at": "ayer"}).status_code == 422
    assertRedirects(desk.post(here + "done/", {"done_at": ""}), where(case))
    booked.refresh_from_db()
    booked.promise.refresh_from_db()
    assert (booked.state, booked.promise.state) == ("done", "kept")
    assert desk.post(here + "missed/").status_code == 409


def test_agent_says_that_a_visit_was_missed(desk, case, agent, now):
    then = now - 5 * HOUR
    booked = book(ticket=case, slot=make_slot(1, now=then), by=agent, now=then)
    assertRedirects(desk.post(where(case, f"appointment/{booked.pk}/missed/")), where(case))
    assertContains(desk.get(where(case)), "did not take place")


@pytest.mark.parametrize(("again", "offers"), [("on", 1), ("", 0)])
def test_agent_cancels_and_may_offer_again(desk, case, agent, slot, now, again, offers):
    booked = book(ticket=case, slot=slot, by=agent, now=now)
    here = where(case, f"appointment/{booked.pk}/cancellation/")
    assertContains(desk.get(here), "Cancel this visit")
    assert Appointment.objects.booked().exists()
    assertRedirects(desk.post(here, {"again": again}), where(case))
    assert (Appointment.objects.booked().count(), SlotOffer.objects.filter(closed_at=None).count()) == (0, offers)


def test_card_comes_back_alone_to_a_page_with_javascript(desk, case, agent, now):
    then = now - 5 * HOUR
    booked = book(ticket=case, slot=make_slot(1, now=then), by=agent, now=then)
    response = desk.post(where(case, f"appointment/{booked.pk}/missed/"), headers={"hx-request": "true"})
    assertContains(response, 'id="visits" hx-swap-oob="true"')
    assertNotContains(response, "<html")


# ——— The end of a case
def resolution(case, **given):
    form = {"resolution": "repaired", "text": "", "decision": ""}
    return form | {"seen": case.messages.last().pk, "submission": uuid.uuid4()} | given


def test_form_shows_the_booked_visit_and_resolves_only_with_a_choice(desk, case, agent, slot, now):
    booked = book(ticket=case, slot=slot, by=agent, now=now)
    form = desk.get(where(case, "resolution/"))
    assertContains(form, "A visit is booked")
    assertContains(form, "Óscar")
    assertNotContains(form, 'value="done"')
    before = written()
    for choice in ({}, {f"visit_{booked.pk}": "done"}, {f"visit_{booked.pk + 1}": "cancel"}):
        refused = desk.post(where(case, "resolution/"), resolution(case, **choice))
        assert (refused.status_code, written()) == (422, before)
    assertContains(
        desk.post(where(case, "resolution/"), resolution(case)), "Say what becomes of this visit.", status_code=422
    )
    desk.post(where(case, "resolution/"), resolution(case, **{f"visit_{booked.pk}": "cancel"}))
    booked.refresh_from_db()
    case.refresh_from_db()
    assert (booked.state, case.status) == ("cancelled", Status.RESOLVED)
    assert OutgoingMessage.objects.filter(kind="appointment_cancelled").count() == 1


def test_resolving_in_place_brings_back_the_cards_of_what_ended(desk, case, agent, slot, now):
    book(ticket=case, slot=slot, by=agent, now=now)
    propose(ticket=case, resolution=Resolution.REPLACED, text="Le damos otra.", by=agent, now=now)
    booked = Appointment.objects.get()
    form = resolution(case, **{f"visit_{booked.pk}": "cancel"})
    page = desk.post(where(case, "resolution/"), form, headers={"hx-request": "true"})
    for card in ("visits", "proposals", "promises"):
        assertContains(page, f'id="{card}" hx-swap-oob="true"')
    assertContains(page, "Withdrawn")


def test_promise_of_a_visit_is_not_told_to_outlive_the_case(desk, case, agent, slot, now):
    book(ticket=case, slot=slot, by=agent, now=now)
    assertNotContains(desk.get(where(case)), "Resolving the case does not end it")


def test_visit_that_is_kept_stands_on_the_page_of_the_resolved_case(desk, case, agent, slot, now):
    booked = book(ticket=case, slot=slot, by=agent, now=now)
    desk.post(where(case, "resolution/"), resolution(case, **{f"visit_{booked.pk}": "keep"}))
    page = desk.get(where(case))
    assertContains(page, f"appointment/{booked.pk}/cancellation/")
    assertContains(page, "left the visit booked when the case was resolved")


def test_visit_of_today_is_said_to_have_taken_place_with_the_resolution(desk, case, agent, now):
    then = now - 5 * HOUR
    booked = book(ticket=case, slot=make_slot(1, now=then), by=agent, now=then)
    assertContains(desk.get(where(case, "resolution/")), 'value="done"')
    desk.post(where(case, "resolution/"), resolution(case, **{f"visit_{booked.pk}": "done"}))
    booked.refresh_from_db()
    assert booked.state == "done"


def test_form_says_what_ends_with_the_case(desk, case, agent, slot, now):
    form = desk.get(where(case, "resolution/"))
    for words in ("A visit is booked", "has not answered", "can still choose an hour"):
        assertNotContains(form, words)
    make_offer(case, agent, now=now)
    propose(ticket=case, resolution=Resolution.REPLACED, text="Le damos otra.", by=agent, now=now)
    form = desk.get(where(case, "resolution/"))
    assertContains(form, "The customer has not answered what we proposed")
    assertContains(form, "can still choose an hour")


def test_merging_says_what_becomes_of_visits_and_proposals(desk, case, agent, slot, now):
    into = open_case(customer=case.customer)
    book(ticket=case, slot=slot, by=agent, now=now)
    there = where(case, f"merging/?into={into.reference}")
    assertContains(desk.get(there), "The visit that is booked stays booked")
    book(ticket=into, slot=make_slot(60, now=now), by=agent, now=now)
    for one, offered in ((case, Resolution.REPLACED), (into, Resolution.REFUNDED)):
        propose(ticket=one, resolution=offered, text="Otra.", by=agent, now=now)
    page = desk.get(there)
    assertContains(page, "Both have a visit booked")
    assertContains(page, "The newer one counts: You give it back")


# ——— Returns
def test_agent_makes_a_return_and_says_that_it_is_here(desk, case):
    centre = CentreFactory()
    assertContains(desk.get(where(case, "parcels/")), "The customer sends it back")
    form = {"centre": centre.pk, "carrier": "Rápidos", "contents": "La jarra", "submission": uuid.uuid4()}
    for _click in range(2):
        assertRedirects(desk.post(where(case, "parcels/"), form), where(case))
    parcel = Parcel.objects.get()
    assertContains(desk.get(where(case)), parcel.number)
    assert desk.get(where(case, f"parcels/{parcel.pk}/label.pdf"))["Content-Type"] == "application/pdf"
    assertRedirects(
        desk.get(f"/desk/parcels/{parcel.number.lower()}/"), where(case) + "#visits", fetch_redirect_response=False
    )
    assertRedirects(desk.post(where(case, f"parcels/{parcel.pk}/receipt/")), where(case))
    assertContains(desk.get(where(case)), f"/desk/units/{case.unit_id}/#custody")
    assert desk.post(where(case, f"parcels/{parcel.pk}/removal/")).status_code == 409
    for bad in ({}, form | {"contents": "x" * 201}):
        assert desk.post(where(case, "parcels/"), bad).status_code == 422


def test_return_goes_to_a_centre_when_the_company_has_no_address(desk, case, settings):
    settings.COMPANY = settings.COMPANY | {"address": ""}
    path, form = where(case, "parcels/"), {"waits": "on", "submission": uuid.uuid4()}
    assertNotContains(desk.get(path), "To the company&#x27;s address")
    assert (desk.post(path, form).status_code, Parcel.objects.count()) == (422, 0)
    in_dialog = desk.post(path, form, headers={"HX-Request": "true"})
    assertContains(in_dialog, "This field is required")
    assert in_dialog.templates[0].name == "desk/tickets/_parcel_new.html"
    made = desk.post(path, form | {"centre": CentreFactory().pk}, headers={"HX-Request": "true"})
    case.refresh_from_db()
    assert (made["HX-Redirect"], case.status) == (where(case), "waiting_customer")


def test_label_of_a_merged_case_opens_where_it_goes_on(desk, case, agent, now):
    parcel = make_parcel(ticket=case, by=agent, now=now)
    into = open_case(customer=case.customer)
    merge_tickets(ticket=case, into=into, by=agent, now=now)
    assertRedirects(desk.get(f"/desk/parcels/{parcel.number}/"), where(into) + "#visits", fetch_redirect_response=False)
    assertContains(desk.get(where(into)), parcel.number)
    assertRedirects(desk.post(where(into, f"parcels/{parcel.pk}/removal/")), where(into))


# ——— The day
def test_day_shows_the_hour_of_a_visit_and_with_whom(desk, case, agent, now):
    soon = make_slot(30, now=now)
    book(ticket=case, slot=soon, by=agent, now=now)
    page = desk.get("/desk/day/")
    starts, ends = timezone.localtime(soon.starts_at), timezone.localtime(soon.ends_at)
    assertContains(page, f"{starts:%H:%M} – {ends:%H:%M}")
    assertContains(page, "Óscar")


# ——— Settings
@pytest.fixture
def house(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(language="en"))
    return client


def pattern(now, **given):
    day = (now + dt.timedelta(days=7)).date()
    day += dt.timedelta(days=(2 - day.weekday()) % 7)  # a Wednesday
    form = {
        "kind": "visit", "who": "Óscar", "centre": "", "weekdays": ["2"], "starts": "09:00", "ends": "13:00",
        "length": "120", "room": "1", "first": day.isoformat(), "last": day.isoformat(),
    }  # fmt: skip
    return form | given


def test_manager_sees_how_many_hours_and_offers_them(house, now):
    preview = house.post("/desk/settings/slots/", pattern(now) | {"preview": "1"})
    assertContains(preview, "Offer these 2 hours")
    assert Slot.objects.count() == 0
    assertRedirects(house.post("/desk/settings/slots/", pattern(now) | {"offer": "1"}), "/desk/settings/slots/")
    assert [slot.who for slot in Slot.objects.all()] == ["Óscar", "Óscar"]
    again = house.post("/desk/settings/slots/", pattern(now, who="óscar") | {"preview": "1"})
    assertContains(again, "These stand in the way")
    assertNotContains(again, 'name="offer"')
    refused = house.post("/desk/settings/slots/", pattern(now) | {"offer": "1"})
    assertContains(refused, "has an hour already", status_code=422)
    assert Slot.objects.count() == 2


@pytest.mark.parametrize(
    "given",
    [{"who": ""}, {"weekdays": []}, {"ends": "08:00"}, {"length": "7"}, {"room": "0"}, {"first": "x"}, {"kind": "y"},
     {"starts": "12:00"}, {"last": "2999-01-01"}, {"last": "2020-01-01"}, {"who": "\x00"}],
)  # fmt: skip
def test_impossible_pattern_says_why_and_offers_nothing(house, now, given):
    response = house.post("/desk/settings/slots/", pattern(now, **given) | {"offer": "1"})
    assert (response.status_code, Slot.objects.count()) == (422, 0)
    assertContains(response, "errorlist", status_code=422)


def test_hours_show_who_booked_them_and_stay_booked_when_closed(house, case, agent, now):
    booked, free = make_slot(48, now=now), make_slot(51, now=now)
    book(ticket=case, slot=booked, by=agent, now=now)
    page = house.get("/desk/settings/slots/")
    assertContains(page, str(case.customer))
    assertContains(page, f'value="{free.pk}"')
    assertRedirects(
        house.post("/desk/settings/slots/closing/", {"slot": [booked.pk, free.pk, "x"]}), "/desk/settings/slots/"
    )
    assert (Slot.objects.filter(closed=True).count(), Appointment.objects.booked().count()) == (2, 1)
    page = house.get("/desk/settings/slots/")
    assertContains(page, str(case.customer))
    assert f'value="{free.pk}"' not in page.content.decode().split('id="closed-hours"')[0]
    assert AuditEntry.objects.filter(noun="remedies.slot", what="closed").count() == 2
    assertRedirects(house.post("/desk/settings/slots/closing/"), "/desk/settings/slots/")


def test_closed_hours_are_offered_again_from_the_list(house, case, agent, now):
    booked, free, other = (make_slot(hours, now=now) for hours in (48, 51, 54))
    book(ticket=case, slot=booked, by=agent, now=now)
    house.post("/desk/settings/slots/closing/", {"slot": [booked.pk, free.pk, other.pk]})
    closed = house.get("/desk/settings/slots/").content.decode().split('id="closed-hours"')[1]
    assert [f'value="{slot.pk}"' in closed for slot in (booked, free, other)] == [False, True, True]
    there = "/desk/settings/slots/reopening/"
    since = f"{now:%Y-%m-%d}"
    assertRedirects(
        house.post(there, {"slot": [free.pk, "x"], "from": since}),
        f"/desk/settings/slots/?from={since}#h-days",
        fetch_redirect_response=False,
    )
    assert list(Slot.objects.filter(closed=True).order_by("pk")) == [booked, other]
    assertContains(house.post(there, {"slot": [booked.pk, other.pk]}, follow=True), "Somebody has one of these hours")
    assertContains(house.post(there, follow=True), "Nothing was chosen")
    assert list(Slot.objects.filter(closed=True).order_by("pk")) == [booked, other]


def test_closed_hours_with_others_in_their_place_are_not_shown(house, now):
    closed = make_slot(48, now=now, closed=True)
    make_slot(49, now=now, who="óscar")
    assertNotContains(house.get("/desk/settings/slots/"), "Closed hours")
    response = house.post("/desk/settings/slots/reopening/", {"slot": [closed.pk]}, follow=True)
    assertContains(response, "has an hour already")
    closed.refresh_from_db()
    assert closed.closed


def test_list_of_hours_asks_as_much_for_one_as_for_thirty(house, agent, now):
    counts = []
    for wanted in (1, 3, 30):
        for n in range(Slot.objects.filter(closed=False).count(), wanted):
            slot = make_slot(30 + 3 * n, now=now)
            make_slot(30 + 3 * n, now=now, who="Eva", closed=True)
            if n % 2 == 0:
                book(ticket=open_case(), slot=slot, by=agent, now=now)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            house.get("/desk/settings/slots/")
        counts.append(len(asked))
    assert len(set(counts)) == 1


# ——— Who may not
DEEDS = ["slots/", "slots/removal/", "appointment/", "appointment/{visit}/done/", "appointment/{visit}/missed/",
         "appointment/{visit}/cancellation/", "parcels/", "parcels/{parcel}/receipt/", "parcels/{parcel}/removal/",
         "parcels/{parcel}/label.pdf"]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_desk_is_closed_to_others_and_to_another_case(desk, case, agent, slot, now, deed):
    booked = book(ticket=case, slot=slot, by=agent, now=now)
    parcel = make_parcel(ticket=case, by=agent, now=now)
    path, before = deed.format(visit=booked.pk, parcel=parcel.pk), written()
    customer, nobody = Client(), Client()
    customer.force_login(CustomerUserFactory(email=case.customer.email))
    for who, statuses in ((customer, (404,)), (nobody, (302, 405))):
        for send in (who.get, who.post):
            assert send(where(case, path)).status_code in (*statuses, 405)
    if "{" in deed:
        other = open_case()
        before = written()
        assert desk.post(where(other, path)).status_code in (404, 405)
        assert desk.get(where(other, path)).status_code in (404, 405)
    assert written() == before


def test_settings_and_numbers_are_closed_to_others(desk, case, agent, now):
    parcel = make_parcel(ticket=case, by=agent, now=now)
    assert desk.get("/desk/settings/slots/").status_code == 404
    for deed in ("closing", "reopening"):
        assert desk.post(f"/desk/settings/slots/{deed}/", {"slot": "1"}).status_code == 404
    assert desk.get("/desk/parcels/RMA-XXXXXX/").status_code == 404
    assert Client().get(f"/desk/parcels/{parcel.number}/").status_code == 302


def test_spam_says_which_visit_it_cancels_and_cancels_it(desk, case, agent, slot, now):
    booked, address = book(ticket=case, slot=slot, by=agent, now=now), f"/desk/tickets/{case.reference}/spam/"
    assertContains(desk.get(address), "Nobody comes to it")
    assertContains(desk.get(address), slot.who)
    desk.post(address)
    booked.refresh_from_db()
    assert (booked.state, OutgoingMessage.objects.filter(kind="appointment_cancelled").count()) == ("cancelled", 1)
    assertNotContains(desk.get(address), "Nobody comes to it")
