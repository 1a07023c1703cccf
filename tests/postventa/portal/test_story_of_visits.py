"""What the customer reads of their visits and of what they said on the phone, in the story of their case."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.actors import actor_of
from postventa.portal.story import story_of
from remedies.models import Slot
from remedies.states import BookedThen
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.visits import HOUR, make_slot
from tickets.actions.answering import note_phone_answer
from tickets.actions.appointments import book, move_appointment
from tickets.actions.proposing import propose
from tickets.actions.status import reopen_ticket, resolve_ticket
from tickets.actions.visit_ends import cancel_appointment, finish_appointment, miss_appointment
from tickets.states import Resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return actor_of(AgentFactory(name="Ana Ruiz"))


@pytest.fixture
def case(marta):
    return open_case(customer=marta)


def told(case, language="en", now=NOW + 100 * HOUR):
    with override(language):
        return [str(entry.words) for entry in story_of(case, now) if entry.words and entry.icon.startswith(KNOWN)]


KNOWN = ("calendar", "circle-check", "circle-x")
TUESDAY = "Tuesday, 17 November 2026"


def test_story_says_the_day_and_the_hours_of_each_visit(case, ana):
    visit = book(ticket=case, slot=make_slot(24), by=ana, now=NOW)
    moved = move_appointment(appointment=visit, slot=make_slot(28), by=ana, now=NOW + HOUR)
    cancel_appointment(appointment=moved, offer_again=False, by=ana, now=NOW + 2 * HOUR)
    assert told(case) == [
        f"Your hour was booked. {TUESDAY}, between 11:00 and 13:00",
        f"Your hour was changed. {TUESDAY}, between 15:00 and 17:00",
        f"Your hour was cancelled. {TUESDAY}, between 15:00 and 17:00",
    ]


def test_story_says_which_visit_took_place_and_which_did_not(case, ana):
    for verb, hours in ((miss_appointment, 24), (finish_appointment, 72)):
        visit = book(ticket=case, slot=make_slot(hours), by=ana, now=NOW + (hours - 24) * HOUR)
        verb(appointment=visit, by=ana, now=NOW + (hours + 3) * HOUR)
    assert told(case)[1::2] == [
        f"The visit did not take place. {TUESDAY}, between 11:00 and 13:00",
        "The visit took place. Thursday, 19 November 2026, between 11:00 and 13:00",
    ]


def test_story_says_that_a_visit_stays_booked_when_the_case_is_resolved(case, ana):
    visit = book(ticket=case, slot=make_slot(24), by=ana, now=NOW)
    resolve_ticket(
        ticket=case, resolution=Resolution.EXPLAINED, text="", visits={visit.pk: BookedThen.KEEP}, by=ana, now=NOW
    )  # fmt: skip
    reopen_ticket(ticket=case, by=ana, now=NOW)
    assert f"Your hour stays booked. {TUESDAY}, between 11:00 and 13:00" in told(case)


def test_story_tells_the_hours_by_the_clock_of_the_customer(case, marta, ana):
    marta.timezone = "Atlantic/Canary"
    marta.save(update_fields=["timezone"])
    case.refresh_from_db()
    starts_at = dt.datetime(2026, 11, 18, 0, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    slot = make_slot(starts_at=starts_at, ends_at=starts_at + 2 * HOUR)
    book(ticket=case, slot=slot, by=ana, now=NOW)
    assert told(case) == [f"Your hour was booked. {TUESDAY}, between 23:30 and 01:30"]


@pytest.mark.parametrize(
    ("accept", "words"),
    [
        (True, "You accepted the solution on the phone. Ana wrote it down"),
        (False, "You did not accept the solution on the phone. Ana wrote it down"),
    ],
)
def test_story_says_who_wrote_down_what_was_said_on_the_phone(case, ana, accept, words):
    proposal = propose(ticket=case, resolution=Resolution.REPLACED, text="Le damos otra.", by=ana, now=NOW)
    note_phone_answer(proposal=proposal, accept=accept, text="Dice que ya veremos.", by=ana, now=NOW + HOUR)
    assert told(case) == [words]
    assert not [entry for entry in story_of(case, NOW + HOUR) if entry.message and "veremos" in entry.message.text]


def test_story_asks_as_much_for_many_visits_as_for_one(case, ana):
    counts = []
    for n in (1, 3, 30):
        while len(told(case)) < 2 * n:
            visit = book(ticket=case, slot=make_slot(24), by=ana, now=NOW)
            cancel_appointment(appointment=visit, offer_again=False, by=ana, now=NOW)
            Slot.objects.update(closed=True)
        with CaptureQueriesContext(connection) as asked:
            told(case)
        counts.append(len(asked))
    assert len(set(counts)) == 1
