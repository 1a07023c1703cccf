"""Proposing a solution, and what the customer says to it."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils.translation import gettext, override

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from core.richtext import Words
from customers.models import Customer
from remedies.states import ProposalState
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.rows import everything
from tests.tickets.test_concurrency import at_once
from tickets.actions.answering import answer_proposal, note_phone_answer
from tickets.actions.aside import mark_spam
from tickets.actions.assignment import assign_ticket
from tickets.actions.completion import ask_to_complete
from tickets.actions.first_settings import first_settings
from tickets.actions.merging import merge_tickets
from tickets.actions.proposing import propose, withdraw_proposal
from tickets.actions.status import resolve_ticket
from tickets.links import case_token
from tickets.models import Clock, Notice, Proposal
from tickets.proposals import OFFERED, can_be_answered
from tickets.queries.proposals import agreed_in, newest_proposal
from tickets.states import EventKind, MessageKind, NoticeKind, Priority, Resolution, Status

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
LATER = NOW + HOUR
FRIDAY = dt.date(2026, 11, 20)


def make(case, agent, resolution=Resolution.REPLACED, text="Le damos otra.", now=NOW, **given):
    return propose(ticket=case, resolution=resolution, text=text, by=agent, now=now, **given)


def say(proposal, customer, *, accept=True, now=LATER, **given):
    return answer_proposal(proposal=proposal, accept=accept, by=customer, now=now, **given)


def on_the_phone(proposal, agent, *, accept=True, text="Dice que sí.", now=LATER, **given):
    return note_phone_answer(proposal=proposal, accept=accept, text=text, by=agent, now=now, **given)


def told(case):
    return [event.data["to"] for event in case.events.filter(kind=EventKind.PROPOSAL).order_by("pk")]


def refused(code, verb):
    before = everything(), list(Proposal.objects.values()), OutgoingMessage.objects.count(), Notice.objects.count()
    with pytest.raises(Refused) as refusal:
        verb()
    assert refusal.value.code == code
    now = everything(), list(Proposal.objects.values()), OutgoingMessage.objects.count(), Notice.objects.count()
    assert now == before


@pytest.mark.parametrize(
    ("state", "until", "answered"),
    [
        ("open", None, True),
        ("open", FRIDAY, True),
        ("open", FRIDAY - dt.timedelta(days=1), False),
        ("accepted", None, False),
        ("withdrawn", FRIDAY, False),
    ],
)
def test_proposal_can_be_answered_until_its_last_day(state, until, answered):
    assert can_be_answered(state, until, FRIDAY) is answered


def test_propose_writes_mails_and_leaves_it_with_the_customer(case, agent):
    proposal = make(case, agent, Resolution.PRICE_REDUCED, amount=Decimal("80"), currency="EUR", open_until=FRIDAY)
    case.refresh_from_db()
    assert (case.status, case.first_replied_at, case.last_said_id) == (
        Status.WAITING_CUSTOMER, NOW, proposal.message_id
    )  # fmt: skip
    assert (proposal.state, proposal.message.kind, proposal.message.held_until) == ("open", MessageKind.REPLY, None)
    (event,) = case.events.filter(kind=EventKind.PROPOSAL)
    assert event.data == {"proposal": proposal.pk, "to": "made", "resolution": "price_reduced"}
    letter = OutgoingMessage.objects.get(kind="proposal_made")
    address = f"/c/{case_token(case)}/proposal/?answer="
    for half in (letter.text, letter.html):
        assert [half.count(f"{address}{answer}") for answer in ("yes", "no")] == [1, 1]
        assert ("80,00" in half, "20 de noviembre de 2026" in half, "Le damos otra." in half) == (True, True, True)
    assert proposal.message.letter == letter


def test_propose_twice_with_one_form_is_one_proposal(case, agent):
    form = uuid.uuid4()
    assert make(case, agent, submission=form) == make(case, agent, submission=form)
    assert (Proposal.objects.count(), case.messages.count(), told(case)) == (1, 2, ["made"])


def test_propose_again_withdraws_what_was_proposed_before(case, agent):
    first = make(case, agent)
    second = make(case, agent, Resolution.REFUNDED, now=LATER)
    first.refresh_from_db()
    assert (first.state, first.answered_at, newest_proposal(case)) == ("withdrawn", LATER, second)
    assert told(case) == ["made", "withdrawn", "made"]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("bad_proposal", {"resolution": Resolution.DECLINED}),
        ("bad_proposal", {"resolution": Resolution.EXPLAINED}),
        ("bad_amount", {"resolution": Resolution.PRICE_REDUCED}),
        ("bad_amount", {"resolution": Resolution.REPAIRED, "amount": Decimal(5), "currency": "EUR"}),
        ("bad_amount", {"resolution": Resolution.REFUNDED, "amount": Decimal(0), "currency": "EUR"}),
        ("bad_day", {"open_until": NOW.date()}),
        ("bad_day", {"open_until": dt.date(2028, 1, 1)}),
        ("text_empty", {"text": " "}),
        ("newer_message", {"seen": 0}),
    ],
)
def test_propose_what_cannot_be_is_refused_and_writes_nothing(case, agent, code, given):
    refused(code, lambda: make(case, agent, **given))


def test_propose_in_a_case_that_is_over_or_set_aside_is_refused(case, agent):
    other = open_case(customer=case.customer)
    mark_spam(ticket=other, by=agent, now=NOW)
    refused("spam", lambda: make(other, agent))
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    refused("resolved", lambda: make(case, agent))


def test_propose_by_who_is_not_staff_is_refused(case, customer):
    refused("not_staff", lambda: make(case, customer))


@pytest.mark.parametrize(
    ("accept", "state", "words"),
    [
        (True, ProposalState.ACCEPTED, "I accept the solution that you propose."),
        (False, ProposalState.REFUSED, "I do not accept the solution."),
    ],
)
def test_answer_is_a_message_gives_us_the_turn_and_tells_who_proposed(case, ana, agent, customer, accept, state, words):
    proposal = say(make(case, agent), customer, accept=accept)
    case.refresh_from_db()
    assert (proposal.state, proposal.answered_at, case.status, case.turn_since) == (state, LATER, Status.OPEN, LATER)
    assert (proposal.answer.kind, proposal.answer.ticket, case.last_said) == ("customer", case, proposal.answer)
    assert told(case) == ["made", state]
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.kind, notice.event.kind) == (ana, NoticeKind.ANSWERED, EventKind.PROPOSAL)
    with override(case.language):
        assert proposal.answer.text == gettext(words)


def test_answer_in_own_words_keeps_them(case, agent, customer):
    proposal = say(make(case, agent), customer, accept=False, text="Prefiero que la arreglen.")
    assert proposal.answer.text == "Prefiero que la arreglen."


def test_answer_tells_who_has_the_case_now(case, agent, customer):
    other = AgentFactory()
    proposal = make(case, agent)
    assign_ticket(ticket=case, assignee=other, by=agent, now=NOW)
    say(proposal, customer)
    assert [notice.user for notice in Notice.objects.filter(event__kind=EventKind.PROPOSAL)] == [other]


def test_answer_twice_is_once(case, agent, customer):
    proposal = say(make(case, agent), customer, submission=uuid.uuid4())
    before = everything()
    assert say(proposal, customer, submission=uuid.uuid4(), now=LATER + HOUR).answered_at == LATER
    assert everything() == before


def test_answer_otherwise_than_before_is_refused(case, agent, customer):
    proposal = say(make(case, agent), customer)
    refused("proposal_over", lambda: say(proposal, customer, accept=False))


def test_answer_to_what_was_withdrawn_or_replaced_is_refused(case, agent, customer):
    first = make(case, agent)
    second = make(case, agent, now=LATER)
    refused("proposal_over", lambda: say(first, customer))
    withdraw_proposal(proposal=second, by=agent, now=LATER)
    refused("proposal_over", lambda: say(second, customer))


def test_answer_after_the_last_day_is_refused(case, agent, customer):
    proposal = make(case, agent, open_until=FRIDAY)
    late = dt.datetime(2026, 11, 20, 23, 0, tzinfo=dt.UTC)  # midnight in Madrid
    refused("proposal_late", lambda: say(proposal, customer, now=late))
    assert say(proposal, customer, now=late - dt.timedelta(seconds=1)).state == "accepted"


def test_answer_once_the_case_is_resolved_is_refused(case, agent, customer):
    proposal = make(case, agent)
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=agent, now=NOW)
    refused("proposal_over", lambda: say(proposal, customer))


def test_answer_in_a_case_that_was_set_aside_is_refused_without_saying_why(case, agent, customer):
    proposal = make(case, agent)
    mark_spam(ticket=case, by=agent, now=NOW)
    refused("proposal_over", lambda: say(proposal, customer))


def test_resolve_ends_what_was_proposed_and_keeps_what_was_agreed(case, agent, customer):
    agreed = say(make(case, agent), customer)
    other = open_case(customer=case.customer)
    waiting = make(other, agent)
    for one in (case, other):
        resolve_ticket(ticket=one, resolution=Resolution.REPLACED, text="", by=agent, now=LATER)
    waiting.refresh_from_db()
    agreed.refresh_from_db()
    assert (waiting.state, waiting.answered_at, told(other)) == ("withdrawn", LATER, ["made", "withdrawn"])
    assert (agreed.state, told(case)) == ("accepted", ["made", "accepted"])


@pytest.mark.parametrize(
    ("accept", "state", "heading"),
    [
        (True, ProposalState.ACCEPTED, "You have accepted our proposal"),
        (False, ProposalState.REFUSED, "You have not accepted our proposal"),
    ],
)
def test_answer_on_the_phone_is_a_phone_note_and_otherwise_the_same(case, ana, agent, accept, state, heading):
    proposal = on_the_phone(make(case, agent), agent, accept=accept, text="Dice que sí, el martes mejor.")
    case.refresh_from_db()
    assert (proposal.state, proposal.answered_at, case.status, case.turn_since) == (state, LATER, Status.OPEN, LATER)
    note = proposal.answer
    assert (note.kind, note.author, note.text) == (MessageKind.PHONE, ana, "Dice que sí, el martes mejor.")
    event = case.events.filter(kind=EventKind.PROPOSAL).latest("pk")
    assert (event.actor, event.data["to"], event.data["by_phone"]) == (ana, state, True)
    letter = OutgoingMessage.objects.get(kind="proposal_answered")
    assert (letter.to, "el martes mejor" in letter.text) == (case.customer.email, False)
    with override(case.language):
        assert gettext(heading) in letter.html


def test_answer_sends_the_same_letter_from_the_case_and_from_the_phone(case, agent, customer):
    say(make(case, agent), customer)
    own = OutgoingMessage.objects.get(kind="proposal_answered")
    on_the_phone(make(case, agent, now=LATER), agent, now=LATER + HOUR)
    other = OutgoingMessage.objects.filter(kind="proposal_answered").latest("pk")
    assert (own.to, own.subject) == (other.to, other.subject)


def test_answer_on_the_phone_runs_the_clocks_as_one_in_the_case_does(case, agent, customer):
    first_settings(now=NOW)
    one, other = (open_case(customer=case.customer) for _n in range(2))
    say(make(one, agent), customer)
    on_the_phone(make(other, agent), agent)
    told = ("due", "state", "starts_at", "due_at")
    mine, theirs = (
        list(Clock.objects.filter(ticket=ticket).order_by("due", "pk").values_list(*told)) for ticket in (one, other)
    )
    assert ("next_reply", "running") in [(due, state) for due, state, *_rest in mine]
    assert mine == theirs


def test_answer_on_the_phone_tells_who_proposed_unless_they_wrote_it(case, agent, ana):
    on_the_phone(make(case, agent), agent)
    assert Notice.objects.count() == 0
    on_the_phone(make(case, agent, now=LATER), actor_of(AgentFactory()), now=LATER + HOUR)
    assert [notice.user for notice in Notice.objects.all()] == [ana]


def test_answer_on_the_phone_twice_is_once(case, agent):
    proposal = on_the_phone(make(case, agent), agent, submission=uuid.uuid4())
    before = everything()
    assert on_the_phone(proposal, agent, submission=uuid.uuid4(), now=LATER + HOUR).answered_at == LATER
    assert (everything(), OutgoingMessage.objects.filter(kind="proposal_answered").count()) == (before, 1)


def test_answer_on_the_phone_that_speaks_of_danger_makes_it_urgent(case, agent):
    on_the_phone(make(case, agent), agent, accept=False, text="Dice que ahora sale humo del motor.")
    case.refresh_from_db()
    assert (case.safety, case.priority) == (True, Priority.URGENT)


def test_answer_on_the_phone_that_cannot_be_is_refused_and_writes_nothing(case, agent, customer):
    proposal = make(case, agent, open_until=FRIDAY)
    late = dt.datetime(2026, 11, 20, 23, 0, tzinfo=dt.UTC)
    refused("text_empty", lambda: on_the_phone(proposal, agent, text=" "))
    refused("proposal_late", lambda: on_the_phone(proposal, agent, now=late))
    refused("not_staff", lambda: on_the_phone(proposal, customer))
    say(proposal, customer)
    refused("proposal_over", lambda: on_the_phone(proposal, agent, accept=False))
    other = open_case(customer=case.customer)
    aside = make(other, agent)
    mark_spam(ticket=other, by=agent, now=NOW)
    refused("spam", lambda: on_the_phone(aside, agent))


def test_answer_on_the_phone_about_who_was_forgotten_is_refused(case, agent):
    proposal = make(case, agent)
    Customer.objects.filter(pk=case.customer_id).update(
        erased_at=NOW, **dict.fromkeys(("email", "phone", "name", "address", "city", "postal_code"), "")
    )
    refused("forgotten", lambda: on_the_phone(proposal, agent))


def test_answer_by_staff_is_refused(case, agent):
    proposal = make(case, agent)
    refused("not_customer", lambda: say(proposal, agent))


def test_answer_that_speaks_of_danger_makes_it_urgent(case, agent, customer):
    say(make(case, agent), customer, accept=False, text="Ahora sale humo del motor.")
    case.refresh_from_db()
    assert (case.safety, case.priority) == (True, Priority.URGENT)


def test_answer_does_not_complete_what_else_was_asked_for(case, agent, customer):
    request = ask_to_complete(ticket=case, words=Words("¿La factura?"), by=agent, now=NOW)
    say(make(case, agent), customer)
    request.refresh_from_db()
    assert request.completed_at is None


def test_answer_stands_in_the_case_where_a_merged_one_goes_on(case, agent, customer):
    into = open_case(customer=case.customer, unit=case.unit)
    proposal = make(case, agent)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    assert newest_proposal(into) == proposal
    assert say(proposal, customer).answer.ticket == into
    assert (told(case), told(into), agreed_in(into)) == (["made"], ["accepted"], proposal)


def test_proposal_in_the_main_case_withdraws_that_of_the_merged_one(case, agent, customer):
    into = open_case(customer=case.customer, unit=case.unit)
    first = make(case, agent)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    second = make(into, agent, now=LATER)
    first.refresh_from_db()
    assert (first.state, newest_proposal(into)) == ("withdrawn", second)


def test_withdraw_gives_us_the_turn_once(case, agent):
    proposal = make(case, agent)
    withdraw_proposal(proposal=proposal, by=agent, now=LATER)
    before = everything()
    withdraw_proposal(proposal=proposal, by=agent, now=LATER + HOUR)
    case.refresh_from_db()
    assert (everything(), case.status, told(case)) == (before, Status.OPEN, ["made", "withdrawn"])


def test_withdraw_what_was_answered_is_refused(case, agent, customer):
    proposal = say(make(case, agent), customer)
    refused("proposal_over", lambda: withdraw_proposal(proposal=proposal, by=agent, now=LATER))


def test_agreed_is_the_newest_that_was_accepted(case, agent, customer):
    assert agreed_in(case) is None
    proposal = say(make(case, agent), customer)
    assert agreed_in(case) == proposal
    make(case, agent, Resolution.REFUNDED, now=LATER + HOUR)
    assert agreed_in(case) is None


def test_every_offered_solution_is_a_resolution():
    assert set(OFFERED) <= set(Resolution.values)


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_once_are_one_answer():
    case = open_case()
    proposal = make(case, actor_of(AgentFactory()))
    customer = customer_by_link(case.customer.email)
    done = at_once(lambda: say(proposal, customer), lambda: say(proposal, customer, accept=False))
    assert sorted(type(one).__name__ for one in done) == ["Proposal", "Refused"]
    assert (len(told(case)), case.messages.filter(kind="customer").count()) == (2, 2)
