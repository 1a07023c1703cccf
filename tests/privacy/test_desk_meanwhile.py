"""Words that an agent writes in the very moment in which their customer is forgotten: they stay nowhere."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from core.actors import actor_of
from core.models import OutgoingMessage
from core.richtext import Words
from customers.actions.contact import Contact, correct_contact
from tests.cases import open_case
from tests.factories import AgentFactory, CentreFactory, CoverFactory, CustomerFactory, PlanFactory, UnitFactory
from tests.privacy.looking import dump
from tests.privacy.meanwhile import forgotten_while
from tests.uploads import photo
from tickets.actions import covers, custody
from tickets.actions.assignment import assign_ticket
from tickets.actions.checklist import add_point
from tickets.actions.completion import ask_to_complete
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.coverage import override_coverage
from tickets.actions.deeds import do_deeds
from tickets.actions.drafts import attach_files, detach_file, save_draft
from tickets.actions.fields import set_own_fields, set_subject
from tickets.actions.legal_starts import say_legal_start
from tickets.actions.parcels import make_parcel
from tickets.actions.points import set_points
from tickets.actions.promises import make_promise
from tickets.actions.proposing import propose
from tickets.actions.sending import send_note, send_reply
from tickets.actions.splitting import split_message
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.deeds import Deed, Said
from tickets.models import Attachment, DraftFile, Message, OwnField, Ticket
from tickets.states import DeadlineEvent, MessageKind, PromiseKind, Resolution, Status
from warranties.actions.covers import record_visit
from warranties.states import Outcome, Verdict

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "Candilazo"
WORDS = f"Doña Marta, {SAID}, 7."


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", email="marta@correo.example")


@pytest.fixture
def case(marta):
    now = timezone.now() - dt.timedelta(days=2)
    ticket = open_case(unit=UnitFactory(purchase__customer=marta), now=now)
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolution="repaired", resolved_at=now)
    return Ticket.objects.select_related("customer", "unit").get(pk=ticket.pk)


def given(**more):
    return more | {"now": timezone.now()}


def composed(case, by, kind):
    return {"ticket": case, "words": Words(WORDS), "submission": uuid.uuid4(), **given(by=by), **kind}


def once_open(deed):
    """A case of who was forgotten may be opened again: nothing is said in it."""

    def do(case, by):
        reopen_ticket(ticket=case, by=by, now=timezone.now())
        deed(case, by)

    return do


def with_owner(deed):
    return lambda case, by: deed(case, by, AgentFactory())


TOMORROW = dt.timedelta(days=1)
WRITERS = {
    "note": lambda case, by: add_note(ticket=case, text=WORDS, **given(by=by)),
    "phone note": lambda case, by: add_note(ticket=case, text=WORDS, kind=MessageKind.PHONE, **given(by=by)),
    "note of the composer": lambda case, by: send_note(**composed(case, by, {})),
    "draft": lambda case, by: save_draft(ticket=case, kind=MessageKind.NOTE, words=Words(WORDS), **given(by=by)),
    "file of a draft": lambda case, by: attach_files(
        ticket=case, kind=MessageKind.NOTE, uploads=[photo(f"{SAID}.jpg")], **given(by=by)
    ),
    "promise": with_owner(
        lambda case, by, owner: make_promise(
            ticket=case, kind=PromiseKind.CALL, what=WORDS, owner=owner, due_at=timezone.now() + TOMORROW,
            **given(by=by),
        )
    ),
    "coverage": lambda case, by: override_coverage(
        ticket=case, verdict=Verdict.COVERED, reason=WORDS, **given(by=by)
    ),
    "split": lambda case, by: split_message(message=Message.objects.first(), subject=WORDS, **given(by=by)),
    "checklist": lambda case, by: add_point(ticket=case, text=WORDS, **given(by=by)),
    "own field": lambda case, by: set_own_fields(ticket=case, values={"piso": WORDS}, **given(by=by)),
    "subject": lambda case, by: set_subject(ticket=case, subject=WORDS, **given(by=by)),
    "legal start": lambda case, by: say_legal_start(
        ticket=case, event=DeadlineEvent.REFUND, at=timezone.now(), number=SAID, **given(by=by)
    ),
    "deeds": lambda case, by: do_deeds(
        ticket=case, deeds=[Deed("tag", "visto"), Deed("note", Said(WORDS))], **given(by=by)
    ),
    "reply": once_open(lambda case, by: reply_to_customer(ticket=case, text=WORDS, **given(by=by))),
    "reply of the composer": once_open(
        lambda case, by: send_reply(**composed(case, by, {"then": Status.WAITING_CUSTOMER}))
    ),
    "proposal": once_open(
        lambda case, by: propose(ticket=case, resolution=Resolution.REPAIRED, text=WORDS, **given(by=by))
    ),
    "request": once_open(lambda case, by: ask_to_complete(ticket=case, words=Words(WORDS), **given(by=by))),
    "last words": once_open(
        lambda case, by: resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text=WORDS, **given(by=by))
    ),
    "points": once_open(lambda case, by: set_points(ticket=case, texts=[WORDS], **given(by=by))),
    "parcel": once_open(
        lambda case, by: make_parcel(ticket=case, centre=CentreFactory(), contents=WORDS, **given(by=by))
    ),
    "contact": lambda case, by: correct_contact(
        customer=case.customer, seen=(seen := Contact.of(case.customer)), contact=replace(seen, region=SAID),
        **given(by=by),
    ),
    "stay": lambda case, by: custody.hand_in(unit=case.unit, fault=WORDS, **given(by=by)),
    "past stay": lambda case, by: custody.record_stay(
        unit=case.unit, fault=WORDS, handed_in_on=timezone.localdate() - TOMORROW, returned_on=timezone.localdate(),
        outcome=Outcome.REPAIRED, **given(by=by),
    ),
    "plan": lambda case, by: covers.add_plan(unit=case.unit, plan=PlanFactory(), reference=SAID, **given(by=by)),
    "visit of a plan": lambda case, by: record_visit(
        cover=case.unit.covers.first(), on=timezone.localdate(), note=WORDS, **given(by=by)
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITERS)
def test_write_at_the_desk_while_the_customer_is_forgotten_is_refused(case, marta, what, monkeypatch):
    OwnField.objects.create(key="piso", label="Piso")
    CoverFactory(unit=case.unit)
    by = actor_of(AgentFactory())

    ended = forgotten_while(marta, lambda: WRITERS[what](case, by), monkeypatch, pause=0.4)

    assert (ended, SAID.encode() in dump()) == (["forgotten"], False)


@pytest.mark.parametrize("what", ["note", "note of the composer", "deeds", "split", "draft", "stay", "contact"])
def test_write_at_the_desk_before_the_customer_is_forgotten_makes_nobody_wait_in_a_circle(
    case, marta, what, monkeypatch
):
    by = actor_of(AgentFactory())

    ended = forgotten_while(marta, lambda: WRITERS[what](case, by), monkeypatch, first=True, pause=0.4)

    assert (ended, SAID.encode() in dump()) == (["forgotten"], False)


def test_take_a_file_out_of_a_draft_while_the_customer_is_forgotten_finds_none(case, marta, monkeypatch):
    by = actor_of(AgentFactory())
    attach_files(ticket=case, kind=MessageKind.NOTE, uploads=[photo()], by=by, now=timezone.now())
    file = DraftFile.objects.get()

    ended = forgotten_while(marta, lambda: detach_file(file=file, by=by), monkeypatch, first=True, pause=0.4)

    assert (ended, DraftFile.objects.count(), Attachment.objects.count()) == ([], 0, 0)


def test_tell_a_colleague_of_a_case_while_the_customer_is_forgotten_says_none_of_its_words(case, marta, monkeypatch):
    set_subject(ticket=case, subject=WORDS, by=actor_of(AgentFactory()), now=timezone.now())
    by, colleague = actor_of(AgentFactory()), AgentFactory()

    ended = forgotten_while(
        marta,
        lambda: assign_ticket(ticket=case, assignee=colleague, by=by, now=timezone.now()),
        monkeypatch,
        first=True,
        pause=0.4,
    )

    assert (ended, SAID.encode() in dump()) == ([], False)


def test_finish_a_case_of_who_was_forgotten_needs_no_words(case, marta, monkeypatch):
    by = actor_of(AgentFactory())
    assert forgotten_while(marta, lambda: None, monkeypatch, pause=0) == []
    letters = OutgoingMessage.objects.count()

    reopen_ticket(ticket=case, by=by, now=timezone.now())
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=by, now=timezone.now())
    change_status(ticket=case, to=Status.CLOSED, by=by, now=timezone.now())

    case.refresh_from_db()
    assert (case.status, OutgoingMessage.objects.exclude(to="").count()) == (Status.CLOSED, 0)
    assert OutgoingMessage.objects.count() == letters
