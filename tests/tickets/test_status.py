import datetime as dt
import uuid

import pytest

from core.errors import Refused
from core.models import OutgoingMessage
from tests.factories import NOW
from tickets.actions._ledger import locked, move
from tickets.actions.conversation import write_as_customer
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.models import Ticket
from tickets.states import ACTIVE, TRANSITIONS, WHOSE_TURN, EventKind, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=3)

# A way from new to each state, by moves that the table allows.
WAYS = {
    Status.NEW: [],
    Status.OPEN: [Status.OPEN],
    Status.WAITING_CUSTOMER: [Status.WAITING_CUSTOMER],
    Status.WAITING_PART: [Status.WAITING_PART],
    Status.RESOLVED: [Status.RESOLVED],
    Status.CLOSED: [Status.RESOLVED, Status.CLOSED],
}
PAIRS = [(before, after) for before in Status for after in Status]


@pytest.fixture
def lead(agent):
    """Take a case to a state along its way."""

    def go(case, status):
        for to in WAYS[status]:
            resolution = Resolution.REPAIRED if to == Status.RESOLVED else None
            case = move(locked(case), to, resolution=resolution, by=agent, now=NOW)
        return case

    return go


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair[1] in TRANSITIONS[pair[0]]])
def test_move_that_the_table_allows_is_kept_with_its_line(case, agent, lead, before, after):
    case = lead(case, before)
    lines = case.events.count()
    resolution = Resolution.REPAIRED if after == Status.RESOLVED else None
    move(locked(case), after, resolution=resolution, by=agent, now=LATER)
    case.refresh_from_db()
    line = case.events.last()
    assert case.status == after
    assert case.turn_since == (LATER if WHOSE_TURN[before] != WHOSE_TURN[after] else NOW)
    assert (case.resolved_at is None) is (after in ACTIVE)
    assert case.events.count() == lines + 1
    assert (line.kind, line.from_status, line.to_status, line.at) == (EventKind.STATUS, before, after, LATER)


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair[1] not in TRANSITIONS[pair[0]]])
def test_move_that_the_table_does_not_allow_is_refused(case, agent, lead, before, after):
    case = lead(case, before)
    row, lines = Ticket.objects.values().get(pk=case.pk), case.events.count()
    with pytest.raises(Refused) as refusal:
        move(locked(case), after, resolution=Resolution.REPAIRED, by=agent, now=LATER)
    assert refusal.value.code == "illegal_transition"
    assert Ticket.objects.values().get(pk=case.pk) == row
    assert case.events.count() == lines


def test_resolve_tells_the_customer_and_keeps_how(case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.REPLACED, text="Le hemos enviado otra.", by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.resolution, case.resolved_at) == (Status.RESOLVED, Resolution.REPLACED, LATER)
    assert case.first_replied_at == LATER
    assert list(OutgoingMessage.objects.order_by("pk").values_list("kind", flat=True)) == [
        "case_received",
        "case_resolved",
    ]


def test_decline_without_reasons_is_refused(case, agent):
    with pytest.raises(Refused) as refusal:
        resolve_ticket(ticket=case, resolution=Resolution.DECLINED, text="  ", by=agent, now=LATER)
    case.refresh_from_db()
    assert (refusal.value.code, case.status) == ("reasons_missing", Status.NEW)
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 0


def test_resolve_twice_is_refused_and_says_nothing_again(case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    with pytest.raises(Refused):
        resolve_ticket(ticket=case, resolution=Resolution.REFUNDED, text="Otra vez", by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.resolution, case.messages.count()) == (Resolution.REPAIRED, 1)
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 1


def test_resolve_over_words_that_were_not_read_is_refused(case, agent, customer):
    seen = case.messages.get().pk
    newer = write_as_customer(ticket=case, text="Ahora tampoco enciende.", by=customer, now=NOW)
    with pytest.raises(Refused) as refusal:
        resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Hecho.", seen=seen, by=agent, now=LATER)
    case.refresh_from_db()
    assert (refusal.value.code, case.status, case.messages.last()) == ("newer_message", Status.NEW, newer)
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 0
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Hecho.", seen=newer.pk, by=agent, now=LATER)
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 1


@pytest.mark.parametrize("text", ["", "Hecho."])
def test_resolve_sent_twice_resolves_once(case, agent, text):
    seen, once = case.messages.get().pk, uuid.uuid4()
    for _ in range(2):
        resolve_ticket(
            ticket=case, resolution=Resolution.REPAIRED, text=text, seen=seen, submission=once, by=agent, now=LATER
        )
    assert case.messages.count() == 1 + bool(text)
    assert case.events.filter(kind=EventKind.STATUS).count() == 1
    assert OutgoingMessage.objects.filter(kind="case_resolved").count() == 1


def test_change_to_resolved_without_a_resolution_is_refused(case, agent):
    with pytest.raises(Refused) as refusal:
        change_status(ticket=case, to=Status.RESOLVED, by=agent, now=LATER)
    assert refusal.value.code == "resolution_missing"


def test_reopen_makes_it_our_turn_again(case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    reopen_ticket(ticket=case, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.status, case.resolved_at, case.resolution, case.turn_since) == (Status.OPEN, None, "", LATER)


def test_reopen_an_open_case_is_refused(case, agent):
    with pytest.raises(Refused) as refusal:
        reopen_ticket(ticket=case, by=agent, now=LATER)
    assert refusal.value.code == "already_open"
