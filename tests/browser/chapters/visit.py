"""She chooses an hour, takes it into her calendar, moves it; sends a part back; and it is repaired."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import timezone
from icalendar import Calendar

from core.actors import actor_of
from core.richtext import Words
from remedies.actions.slots import offer_slots
from remedies.slots import Pattern
from remedies.states import ParcelState, VisitKind
from tests.browser.marta import Marta
from tests.factories import MADRID, CentreFactory, ManagerFactory
from tickets.actions.parcels import make_parcel
from tickets.actions.slot_offers import offer_hours
from tickets.actions.status import resolve_ticket
from tickets.actions.visit_ends import finish_appointment
from tickets.models import Appointment, Parcel, Ticket
from tickets.states import Resolution

WEEK = frozenset(range(7))


def choose_an_hour(marta: Marta, ticket: Ticket) -> Appointment:
    now = timezone.now()
    first = now.date() + dt.timedelta(days=2)
    pattern = Pattern(
        weekdays=WEEK, starts=540, ends=780, length=120, zone=MADRID, first=first, last=first + dt.timedelta(days=2)
    )
    offer_slots(pattern=pattern, kind=VisitKind.VISIT, who="Óscar", by=actor_of(ManagerFactory()), now=now)
    words = Words("Elija la hora que mejor le venga.")
    offer_hours(ticket=ticket, kind=VisitKind.VISIT, words=words, by=marta.ana, now=now)
    page = marta.follows(marta.link(marta.letter(), "c"))
    marta.seen(page, "hours-offered")
    marta.goes(page, "Choose an hour")
    marta.heads(page, "Choose an hour")
    marta.seen(page, "hours")
    page.get_by_role("radio").nth(1).check()
    marta.press(page, "Book this hour")
    marta.reads(page, "Your hour is booked. We have written to you with it too.")
    marta.seen(page, "booked")
    booked = Appointment.objects.get()
    assert f"{booked.starts_at.astimezone(MADRID):%H:%M}" in marta.letter()
    return booked


def take_it_and_move_it(marta: Marta, ticket: Ticket, booked: Appointment, folder: Path) -> None:
    """Now signed in: one event in her calendar, the same one after the move."""
    page = marta.page
    marta.goes(page, "My cases")
    marta.heads(page, "My cases")
    marta.seen(page, "cases")
    page.locator(f"a[href$='/{ticket.reference}/']").first.click()
    event = _event(marta, folder)
    assert (event["dtstart"].dt, event["sequence"]) == (booked.starts_at, 0)
    marta.goes(page, "Choose another hour")
    marta.heads(page, "Choose another hour")
    marta.seen(page, "other-hours")
    page.get_by_role("radio").last.check()
    marta.press(page, "Change to this hour")
    marta.reads(page, "Your hour is booked. We have written to you with it too.")
    marta.seen(page, "moved")
    now_booked = Appointment.objects.booked().get()
    moved = _event(marta, folder)
    assert now_booked.starts_at > booked.starts_at
    assert (moved["dtstart"].dt, moved["sequence"], moved["uid"]) == (now_booked.starts_at, 1, event["uid"])
    assert f"{now_booked.starts_at.astimezone(MADRID):%H:%M}" in marta.letter()


def _event(marta: Marta, folder: Path) -> Any:
    with marta.page.expect_download() as download:
        marta.goes(marta.page, "Put it in my calendar")
    download.value.save_as(folder / "visit.ics")
    return Calendar.from_ical((folder / "visit.ics").read_bytes()).walk("VEVENT")[0]


def send_it_back(marta: Marta, ticket: Ticket) -> None:
    now = timezone.now()
    make_parcel(ticket=ticket, centre=CentreFactory(), carrier="Correos", contents="La junta", by=marta.ana, now=now)
    parcel, letter = Parcel.objects.get(), marta.letter()
    page = marta.follows(marta.link(letter, "c").partition("label.pdf")[0])
    marta.looks(page, "return", "Sending it back")
    href = page.get_by_role("link", name=marta.say("Print the label")).get_attribute("href")
    assert href in letter
    label = marta.opened(page, href)
    assert parcel.number in label.pages[0]
    assert [code.endswith(f"/desk/parcels/{parcel.number}/") for code in label.codes] == [True]
    marta.goes(page, "I have sent it")
    marta.heads(page, "I have sent it")
    marta.seen(page, "sending")
    marta.press(page, "I have sent it")
    marta.reads(page, "Thank you. We tell you when it is here.")
    marta.seen(page, "return-sent")
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.SENT


def be_visited(marta: Marta, ticket: Ticket) -> None:
    """The day comes, the technician comes, and it is repaired."""
    booked = Appointment.objects.booked().get()
    marta.waits(booked.ends_at - timezone.now())
    now = timezone.now()
    finish_appointment(appointment=booked, by=marta.ana, now=now)
    text = "Ya tiene la junta nueva."
    resolve_ticket(ticket=ticket, resolution=Resolution.REPAIRED, text=text, by=marta.ana, now=now)
    page = marta.follows(marta.link(marta.letter(), "c"))
    page.get_by_text("Ya tiene la junta nueva.").first.wait_for()
    marta.seen(page, "resolved")
