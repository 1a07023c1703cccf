"""Choosing an hour on the case page, through both of its doors. No JavaScript here."""

import datetime as dt
import re
import time
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from core.actors import actor_of
from core.models import OutgoingMessage
from remedies.models import Slot
from remedies.states import VisitKind
from tests.cases import open_case
from tests.factories import CentreFactory, CustomerFactory, UnitFactory
from tests.tickets.visits import HOUR, make_offer, make_slot
from tickets.actions.appointments import book
from tickets.actions.merging import merge_tickets
from tickets.actions.parcels import make_parcel
from tickets.actions.visit_ends import miss_appointment
from tickets.links import MAX_AGE_DAYS, case_token
from tickets.models import Appointment, Parcel, Promise, TicketEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.COMPANY = settings.COMPANY | {"address": "Calle Mayor 1, 28013 Madrid"}


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def ticket(marta, now):
    return open_case(unit=UnitFactory(purchase__customer=marta), now=now - HOUR)


@pytest.fixture
def by(agent):
    return actor_of(agent)


@pytest.fixture
def slot(now):
    return make_slot(48, now=now)


@pytest.fixture
def offered(ticket, by, slot, now):
    return make_offer(ticket, by, now=now)


@pytest.fixture(params=["signed in", "by link"])
def door(request, ticket, browser, enter):
    """A browser and where its case stands."""
    if request.param == "signed in":
        return browser, f"/portal/cases/{ticket.reference}/"
    return enter(None), f"/c/{case_token(ticket)}/"


def written():
    return [model.objects.count() for model in (Appointment, Promise, Parcel, TicketEvent, OutgoingMessage)]


def test_case_leads_to_the_hours_and_one_is_booked(door, offered, slot, ticket):
    browser, here = door
    assertContains(browser.get(here), f'href="{here}appointment/"')
    page = browser.get(f"{here}appointment/")
    assertContains(page, f'name="slot" value="{slot.pk}"')
    response = browser.post(f"{here}appointment/", {"slot": slot.pk})
    assert (response.status_code, response["Location"]) == (302, here)
    assert Appointment.objects.get().ticket == ticket
    page = browser.get(here)
    assertContains(page, "Your appointment")
    assertContains(page, f'href="{here}appointment.ics?visit={Appointment.objects.get().pk}"')


def test_hours_are_by_the_customers_clock(door, ticket, by, marta, now):
    marta.timezone = "Atlantic/Canary"
    marta.save()
    starts = now.replace(hour=10, minute=0, second=0) + dt.timedelta(days=3)
    make_slot(who="Eva", starts_at=starts, ends_at=starts + 2 * HOUR)
    make_offer(ticket, by, now=now)
    browser, here = door
    local = starts.astimezone(ZoneInfo("Atlantic/Canary"))
    assertContains(browser.get(f"{here}appointment/"), f"{local:%H:%M}–{local + 2 * HOUR:%H:%M}")


def test_nothing_chosen_says_so_and_books_nothing(door, offered):
    browser, here = door
    before = written()
    for sent in ({}, {"slot": ""}, {"slot": "x"}, {"slot": str(2**31)}, {"slot": "1", "instead": "x"}):
        response = browser.post(f"{here}appointment/", sent)
        assert (response.status_code, written()) == (422, before)
    assertContains(browser.post(f"{here}appointment/", {}), "Choose one of the hours.", status_code=422)


def test_hour_that_somebody_just_took_says_so_with_fresh_hours(door, offered, slot, by, now):
    browser, here = door
    free = make_slot(50, now=now, who="Eva")
    book(ticket=open_case(), slot=slot, by=by, now=now)
    before = written()
    response = browser.post(f"{here}appointment/", {"slot": slot.pk})
    assertContains(response, "Somebody has just booked this hour", status_code=409)
    assertContains(response, f'value="{free.pk}"', status_code=409)
    assertNotContains(response, f'value="{slot.pk}"', status_code=409)
    assert written() == before


def test_hour_of_another_kind_or_of_none_is_not_booked(door, offered, now):
    browser, here = door
    other = make_slot(60, now=now, kind=VisitKind.DROP_OFF, who="Eva")
    before = written()
    for pk in (other.pk, 2**31 - 1):
        assert browser.post(f"{here}appointment/", {"slot": pk}).status_code == 409
    assert written() == before


def test_double_click_and_back_button_book_once(door, offered, slot, now):
    browser, here = door
    other = make_slot(60, now=now, who="Eva")
    for _click in range(2):
        assert browser.post(f"{here}appointment/", {"slot": slot.pk}).status_code == 302
    assert browser.post(f"{here}appointment/", {"slot": other.pk}).status_code == 409
    assert Appointment.objects.get().slot == slot


def test_hour_is_moved_and_cancelled(door, offered, slot, now):
    browser, here = door
    other = make_slot(60, now=now, who="Eva")
    browser.post(f"{here}appointment/", {"slot": slot.pk})
    first = Appointment.objects.get()
    page = browser.get(f"{here}appointment/")
    assertContains(page, f'name="instead" value="{first.pk}"')
    assertNotContains(page, f'name="slot" value="{slot.pk}"')
    assert browser.post(f"{here}appointment/", {"slot": other.pk, "instead": first.pk}).status_code == 302
    second = Appointment.objects.booked().get()
    assert (second.replaces, second.slot) == (first, other)
    cancel = f"{here}appointment/cancellation/"
    assertContains(browser.get(cancel), "Cancel this hour?")
    assert Appointment.objects.booked().exists()  # to look is not to cancel
    for _click in range(2):
        assert browser.post(cancel, {"visit": second.pk}).status_code == 302
    assert not Appointment.objects.booked().exists()
    assertContains(browser.get(here), "Choose an hour")


def test_hour_that_is_near_is_not_moved_here(door, ticket, by, now):
    browser, here = door
    book(ticket=ticket, slot=make_slot(3, now=now), by=by, now=now)
    make_slot(60, now=now, who="Eva")
    assertContains(browser.get(here), "too near to change it here")
    assert browser.get(f"{here}appointment/").status_code == 302
    before = written()
    row = Appointment.objects.get()
    sent = {"slot": Slot.objects.last().pk, "instead": row.pk}
    assert (browser.post(f"{here}appointment/", sent).status_code, written()) == (302, before)


def test_many_hours_are_shown_in_pieces(door, ticket, by, now):
    browser, here = door
    for n in range(90):
        make_slot(24 + n, long=1, now=now)
    make_offer(ticket, by, now=now)
    page = browser.get(f"{here}appointment/").content.decode()
    later = re.search(r'href="(\?from=[\d-]+)', page)[1]
    shown = len(re.findall('name="slot"', page))
    rest = browser.get(f"{here}appointment/{later}").content.decode()
    assert 40 <= shown < 90
    assert shown + len(re.findall('name="slot"', rest)) == 90
    for odd in ("x", "0001-01-01", "9999-12-31"):
        assert browser.get(f"{here}appointment/?from={odd}").status_code == 200


def test_case_without_an_offer_has_no_hours(door, ticket, now):
    browser, here = door
    make_slot(48, now=now)
    assert browser.get(f"{here}appointment/").status_code == 302
    assertNotContains(browser.get(here), "appointment/")
    assert browser.get(f"{here}appointment/cancellation/").status_code == 302
    assert browser.post(f"{here}appointment/cancellation/", {"visit": "1"}).status_code == 404
    assert browser.get(f"{here}appointment.ics").status_code == 404
    assert browser.get(f"{here}label.pdf").status_code == 404
    assert browser.get(f"{here}parcel/").status_code == 404


def test_visit_that_did_not_take_place_is_said(door, ticket, by, now):
    browser, here = door
    booked = book(ticket=ticket, slot=make_slot(1, long=1, now=now - 5 * HOUR), by=by, now=now - 5 * HOUR)
    miss_appointment(appointment=booked, by=by, now=now)
    assertContains(browser.get(here), "It did not take place")


# ——— Calendar
def test_event_reads_as_one_that_grows_and_ends(door, offered, slot, ticket, now, marta):
    browser, here = door
    browser.post(f"{here}appointment/", {"slot": slot.pk})
    response = browser.get(f"{here}appointment.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response["Content-Disposition"] == f'attachment; filename="{ticket.reference}.ics"'
    calendar = icalendar.Calendar.from_ical(response.content)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), int(event["SEQUENCE"]), str(event["STATUS"])) == ("PUBLISH", 0, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (slot.starts_at, slot.ends_at)
    assert b"DTSTART:" + slot.starts_at.strftime("%Y%m%dT%H%M%SZ").encode() in response.content
    for private in (marta.name, marta.email, case_token(ticket)[:20]):
        assert private.encode() not in response.content

    other = make_slot(60, now=now, who="Eva")
    browser.post(f"{here}appointment/", {"slot": other.pk, "instead": Appointment.objects.get().pk})
    (moved,) = icalendar.Calendar.from_ical(browser.get(f"{here}appointment.ics").content).walk("VEVENT")
    assert (moved["UID"], int(moved["SEQUENCE"]), moved["DTSTART"].dt) == (event["UID"], 1, other.starts_at)
    browser.post(f"{here}appointment/cancellation/", {"visit": Appointment.objects.booked().get().pk})
    (gone,) = icalendar.Calendar.from_ical(browser.get(f"{here}appointment.ics").content).walk("VEVENT")
    assert (gone["UID"], int(gone["SEQUENCE"]), str(gone["STATUS"])) == (event["UID"], 2, "CANCELLED")


def test_event_at_a_counter_says_where(door, ticket, by, now):
    browser, here = door
    centre = CentreFactory(name="Taller Norte")
    book(ticket=ticket, slot=make_slot(48, now=now, kind=VisitKind.DROP_OFF, centre=centre), by=by, now=now)
    (event,) = icalendar.Calendar.from_ical(browser.get(f"{here}appointment.ics").content).walk("VEVENT")
    assert str(event["LOCATION"]) == "Taller Norte, Calle del Taller 3, 28045 Madrid"
    assertContains(browser.get(here), "Calle del Taller 3")


# ——— Returns
@pytest.fixture
def parcel(ticket, by, now):
    return make_parcel(ticket=ticket, carrier="Rápidos", contents="La jarra y su tapa", by=by, now=now)


def test_label_is_printed_and_the_customer_says_that_it_was_sent(door, parcel, ticket, now, paper):
    browser, here = door
    assertContains(browser.get(here), parcel.number)
    response = browser.get(f"{here}label.pdf?number={parcel.number}")
    label = paper(response.content)
    (page,) = label.pages
    text = " ".join(page.split())
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert label.codes == [f"http://localhost:8000/desk/parcels/{parcel.number}/"]
    assert parcel.number in text
    assert "La jarra y su tapa" in text
    assert ticket.customer.name in text
    sent = f"{here}parcel/?number={parcel.number}"
    assertContains(browser.get(sent), "When did you send it?")
    before = written()
    tomorrow = (now + dt.timedelta(days=2)).date().isoformat()
    for day in ("", "ayer", tomorrow):
        assert (browser.post(sent, {"sent_on": day}).status_code, written()) == (422, before)
    for _click in range(2):
        assert browser.post(sent, {"sent_on": now.date().isoformat()}).status_code == 302
    parcel.refresh_from_db()
    assert (parcel.state, parcel.sent_on) == ("sent", now.date())
    assert browser.get(sent).status_code == 302


# ——— Not theirs
BELOW = ["appointment/", "appointment/cancellation/", "appointment.ics", "parcel/", "label.pdf"]


@pytest.mark.parametrize("below", BELOW)
def test_visits_of_others_do_not_exist(below, enter, ticket, offered, slot, parcel, by, now, monkeypatch):
    booked = book(ticket=ticket, slot=slot, by=by, now=now)
    other = CustomerFactory()
    theirs = open_case(unit=UnitFactory(purchase__customer=other))
    sent = {"slot": slot.pk, "instead": booked.pk, "visit": booked.pk, "sent_on": now.date().isoformat()}
    before = written()
    stranger, nobody = enter(other), enter(None)
    good = case_token(ticket)
    then = time.time() - (MAX_AGE_DAYS + 1) * 86_400
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: then)
        old = case_token(ticket)
    closed = [
        (stranger, f"/portal/cases/{ticket.reference}/{below}", 404),
        (nobody, f"/portal/cases/{ticket.reference}/{below}", 302),
        (nobody, f"/c/{good[:-1] + ('A' if good[-1] != 'A' else 'B')}/{below}", 404),
        (nobody, f"/c/{old}/{below}", 404),
    ]
    for who, url, status in closed:
        assert who.get(url).status_code == status
        assert who.post(url, sent).status_code in (status, 405)
    # With their own case, nothing of another's can be named.
    for who, here in ((stranger, f"/portal/cases/{theirs.reference}/"), (nobody, f"/c/{case_token(theirs)}/")):
        assert who.post(here + below, sent).status_code in (302, 404, 405)
        assert who.get(f"{here}label.pdf?number={parcel.number}").status_code == 404
        assert who.get(f"{here}parcel/?number={parcel.number}").status_code == 404
    assert written() == before


def test_visit_of_a_merged_case_is_reached_where_it_goes_on(enter, browser, ticket, marta, by, slot, offered, now):
    into = open_case(customer=marta, now=now)
    token = case_token(ticket)
    merge_tickets(ticket=ticket, into=into, by=by, now=now)
    here = f"/portal/cases/{into.reference}/"
    assertContains(browser.get(here), f'href="{here}appointment/"')
    response = enter(None).post(f"/c/{token}/appointment/", {"slot": slot.pk})
    assert (response.status_code, Appointment.objects.count()) == (302, 0)
    assert browser.post(f"{here}appointment/", {"slot": slot.pk}).status_code == 302
    assert Appointment.objects.get().ticket == into


def test_two_hours_of_merged_cases_are_both_shown_moved_and_cancelled(browser, ticket, marta, by, slot, now):
    into, other = open_case(customer=marta, now=now), make_slot(72, now=now, who="Eva")
    later = book(ticket=ticket, slot=make_slot(60, now=now, who="Ana"), by=by, now=now)
    sooner = book(ticket=into, slot=slot, by=by, now=now)
    merge_tickets(ticket=ticket, into=into, by=by, now=now)
    here = f"/portal/cases/{into.reference}/"
    page = browser.get(here)
    assertContains(page, "Your appointments")
    for one in (sooner, later):
        for below in ("appointment/", "appointment/cancellation/", "appointment.ics"):
            assertContains(page, f'href="{here}{below}?visit={one.pk}"')
        assertContains(browser.get(f"{here}appointment/?visit={one.pk}"), f'name="instead" value="{one.pk}"')
        assertContains(browser.get(f"{here}appointment/cancellation/?visit={one.pk}"), f'name="visit" value="{one.pk}"')
        event = icalendar.Calendar.from_ical(browser.get(f"{here}appointment.ics?visit={one.pk}").content)
        assert [part["DTSTART"].dt for part in event.walk("VEVENT")] == [one.starts_at]
    assert browser.post(f"{here}appointment/", {"slot": other.pk, "instead": later.pk}).status_code == 302
    moved = Appointment.objects.get(replaces=later)
    event = icalendar.Calendar.from_ical(browser.get(f"{here}appointment.ics?visit={later.pk}").content)
    assert [part["DTSTART"].dt for part in event.walk("VEVENT")] == [other.starts_at]  # by an old letter
    browser.post(f"{here}appointment/cancellation/", {"visit": sooner.pk})
    assert Appointment.objects.booked().get() == moved


@pytest.mark.parametrize("named", ["x", "0", "99999999", "9" * 30, "²"])
def test_visit_that_is_not_there_is_not_named(door, ticket, by, slot, now, named):
    browser, here = door
    booked = book(ticket=ticket, slot=slot, by=by, now=now)
    assertContains(browser.get(f"{here}appointment/cancellation/?visit={named}"), f'value="{booked.pk}"')
    assert browser.get(f"{here}appointment.ics?visit={named}").status_code == 404
    assert browser.post(f"{here}appointment/cancellation/", {"visit": named}).status_code == 404
