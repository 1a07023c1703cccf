"""Sending something back: number, label, under way, here."""

import datetime as dt
import re
import uuid

import pytest

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CentreFactory
from tickets.actions import parcels as actions
from tickets.actions.merging import merge_tickets
from tickets.actions.parcels import cancel_parcel, make_parcel, receive_parcel, send_parcel
from tickets.actions.proposing import propose
from tickets.actions.status import change_status, resolve_ticket
from tickets.models import Parcel, TicketEvent
from tickets.queries.visits import visits_of
from tickets.states import EventKind, Resolution, Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.COMPANY = settings.COMPANY | {"address": "Calle Mayor 1, 28013 Madrid"}


TODAY = NOW.date()


@pytest.fixture
def agent(db):
    return actor_of(AgentFactory())


@pytest.fixture
def case(db):
    return open_case()


@pytest.fixture
def marta(case):
    return customer_by_link(case.customer.email)


@pytest.fixture
def parcel(case, agent):
    return make_parcel(ticket=case, centre=CentreFactory(), carrier="Rápidos", contents="La jarra", by=agent, now=NOW)


def told(case):
    return [event.data["to"] for event in case.events.filter(kind=EventKind.PARCEL)]


def written():
    return [model.objects.count() for model in (Parcel, TicketEvent, OutgoingMessage)]


def test_return_has_a_number_that_nobody_guesses_and_a_letter_with_its_label(case, parcel):
    assert re.fullmatch(r"RMA-[2-9A-HJKMNP-TV-Z]{6}", parcel.number)
    letter = OutgoingMessage.objects.get(kind="parcel")
    assert f"label.pdf?number={parcel.number}" in letter.text
    assert (letter.to, told(case)) == (case.customer.email, ["made"])


def test_return_of_the_same_form_is_one(case, agent):
    form = uuid.uuid4()
    first = make_parcel(ticket=case, submission=form, by=agent, now=NOW)
    before = written()
    assert (make_parcel(ticket=case, submission=form, by=agent, now=NOW), written()) == (first, before)
    assert make_parcel(ticket=case, submission=uuid.uuid4(), by=agent, now=NOW) != first


def test_number_that_is_taken_is_drawn_again(case, agent, parcel, monkeypatch):
    letters = iter(parcel.number[4:] + "ABCDEF")
    monkeypatch.setattr(actions.secrets, "choice", lambda _alphabet: next(letters))
    assert make_parcel(ticket=case, by=agent, now=NOW).number == "RMA-ABCDEF"


def test_customer_says_when_it_was_sent_and_once(case, parcel, marta):
    sent = send_parcel(parcel=parcel, sent_on=TODAY, by=marta, now=NOW)
    before = written()
    again = send_parcel(parcel=parcel, sent_on=TODAY - dt.timedelta(days=1), by=marta, now=NOW)
    assert (sent.state, again.sent_on, told(case), written()) == ("sent", TODAY, ["made", "sent"], before)


def make_waiting(case, agent):
    return make_parcel(ticket=case, centre=CentreFactory(), waits=True, by=agent, now=NOW)


def test_case_waits_for_what_its_customer_sends_and_is_ours_again(case, agent, marta):
    first, second = make_waiting(case, agent), make_waiting(case, agent)
    send_parcel(parcel=first, sent_on=TODAY, by=marta, now=NOW)
    case.refresh_from_db()
    assert case.status == Status.WAITING_CUSTOMER  # for the second
    cancel_parcel(parcel=second, by=agent, now=NOW)
    case.refresh_from_db()
    moves = case.events.filter(kind=EventKind.STATUS).values_list("to_status", flat=True)
    assert (case.status, list(moves)) == ("open", ["waiting_customer", "open"])


def test_case_that_waits_for_something_else_too_goes_on_waiting(case, agent, parcel, marta):
    waiting = make_waiting(case, agent)
    cancel_parcel(parcel=parcel, by=agent, now=NOW)
    propose(ticket=case, resolution=Resolution.REPLACED, text="Se la cambiamos.", by=agent, now=NOW)
    send_parcel(parcel=waiting, sent_on=TODAY, by=marta, now=NOW)
    case.refresh_from_db()
    assert case.status == Status.WAITING_CUSTOMER


def test_parcel_that_nothing_waits_for_moves_no_case(case, agent, parcel, marta):
    change_status(ticket=case, to=Status.WAITING_CUSTOMER, by=agent, now=NOW)
    send_parcel(parcel=parcel, sent_on=TODAY, by=marta, now=NOW)
    case.refresh_from_db()
    assert case.status == Status.WAITING_CUSTOMER


@pytest.mark.parametrize("days", [1, -61, -400_000])
def test_impossible_day_of_sending_is_refused(parcel, marta, days):
    before, day = written(), max(dt.date.min, TODAY + dt.timedelta(days=days))
    with pytest.raises(Refused) as refusal:
        send_parcel(parcel=parcel, sent_on=day, by=marta, now=NOW)
    assert (refusal.value.code, written()) == ("parcel_when", before)


def test_what_is_here_is_here_whether_it_was_said_to_be_sent_or_not(case, agent, parcel):
    here = receive_parcel(parcel=parcel, by=agent, now=NOW)
    before = written()
    assert (receive_parcel(parcel=parcel, by=agent, now=NOW), written()) == (here, before)
    assert (here.state, here.received_at, told(case)) == ("received", NOW, ["made", "received"])
    assert OutgoingMessage.objects.filter(kind="parcel").count() == 2


def test_cancelled_return_is_not_shown_sent_or_received(case, agent, parcel, marta):
    assert [cancel_parcel(parcel=parcel, by=agent, now=NOW).state for _n in range(2)] == ["cancelled"] * 2
    assert visits_of(case).parcels == []
    for deed in (
        lambda: send_parcel(parcel=parcel, sent_on=TODAY, by=marta, now=NOW),
        lambda: receive_parcel(parcel=parcel, by=agent, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "parcel_over"
    assert told(case) == ["made", "cancelled"]


def test_customer_makes_and_receives_nothing(case, parcel, marta):
    before = written()
    for deed in (
        lambda: make_parcel(ticket=case, by=marta, now=NOW),
        lambda: receive_parcel(parcel=parcel, by=marta, now=NOW),
        lambda: cancel_parcel(parcel=parcel, by=marta, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert (refusal.value.code, written()) == ("not_staff", before)


@pytest.mark.parametrize("given", [{"carrier": "x" * 81}, {"contents": "x" * 201}])
def test_too_many_words_are_refused(case, agent, given):
    with pytest.raises(Refused) as refusal:
        make_parcel(ticket=case, by=agent, now=NOW, **given)
    assert (refusal.value.code, Parcel.objects.count()) == ("parcel_long", 0)


def test_return_that_nobody_could_address_is_refused(case, agent, settings):
    settings.COMPANY = settings.COMPANY | {"address": ""}
    with pytest.raises(Refused) as refusal:
        make_parcel(ticket=case, by=agent, now=NOW)
    assert (refusal.value.code, Parcel.objects.count()) == ("parcel_where", 0)
    assert make_parcel(ticket=case, centre=CentreFactory(), by=agent, now=NOW).pk


def test_labels_that_nobody_uses_come_to_an_end(case, agent):
    for _n in range(actions.MOST_OPEN):
        make_parcel(ticket=case, by=agent, now=NOW)
    with pytest.raises(Refused) as refusal:
        make_parcel(ticket=case, by=agent, now=NOW)
    assert refusal.value.code == "parcels_many"


def test_return_of_a_merged_case_goes_on_in_the_other(case, agent, parcel, marta):
    into = open_case(customer=case.customer)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    send_parcel(parcel=parcel, sent_on=TODAY, by=marta, now=NOW)
    assert (told(case), told(into), [one.pk for one in visits_of(into).parcels]) == (["made"], ["sent"], [parcel.pk])


def test_resolved_case_gets_no_label(case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Listo.", by=agent, now=NOW)
    with pytest.raises(Refused) as refusal:
        make_parcel(ticket=case, by=agent, now=NOW)
    assert (refusal.value.code, Parcel.objects.count()) == ("resolved", 0)
