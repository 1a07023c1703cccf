"""While a dispute lasts nothing of the person is destroyed, neither at their wish nor by a rule; and then it is."""

import datetime as dt
import time
import uuid
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from core.actions.mail import enqueue_mail
from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import AuditEntry, ImportJob, OutgoingMessage
from customers.actions.standing import set_standing
from customers.models import Customer, Registration
from customers.states import Standing
from followups.models import Answer, CallAttempt
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.actions.destroying import destroy_due
from privacy.actions.holding import lift_hold, place_hold
from privacy.actions.retaining import retain
from privacy.due import due_by
from privacy.held import held_records, holds_over, letters_held
from privacy.models import Erasure, Hold, RetentionRule
from privacy.queries import customer_by
from privacy.states import Keeping
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, CustomerUserFactory, ManagerFactory, UnitFactory
from tests.filings import begin
from tests.followups.makers import delivered, planned_call, sent_survey
from tests.privacy.meanwhile import forgotten_while, in_a_thread
from tickets.models import Message, Ticket

NOW = dt.datetime(2026, 11, 16, 3, 0, tzinfo=dt.UTC)
OLD, DAY, MINUTE = NOW - dt.timedelta(days=4000), dt.timedelta(days=1), dt.timedelta(minutes=1)
WHY = "Juzgado n.º 3, autos 7/2027"
AFTER_ALL = dt.date(2060, 1, 1)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def luis(db):
    return actor_of(ManagerFactory(name="Luis Jefe"))


@pytest.fixture
def marta(db):
    return CustomerFactory(name="Marta Gil", email="marta@correo.example", ref="TIENDA-77")


def asked(customer):
    return ask_erasure(customer=customer, by=customer_by_link(customer.email), now=NOW - 9 * DAY)


def place(customer, luis, why=WHY):
    return place_hold(customer=customer, why=why, by=luis, now=NOW)


def lift(hold, luis):
    return lift_hold(hold=hold, why="Sentencia firme", by=luis, now=NOW + DAY)


def test_place_says_who_when_and_why_and_leaves_a_trace(marta, luis):
    hold = place(marta, luis)
    assert (hold.customer, hold.why, hold.placed_at, hold.placed_by_id) == (marta, WHY, NOW, luis.user_id)
    trace = AuditEntry.objects.get(noun="privacy.hold")
    assert (trace.object_id, trace.what, trace.actor_id, trace.reason) == (hold.pk, "placed", luis.user_id, WHY)
    assert trace.after == {"customer": marta.pk}


def test_lift_says_who_when_and_why_once(marta, luis):
    hold = place(marta, luis)
    for _twice in range(2):
        lifted = lift(hold, luis)
    assert (lifted.lifted_at, lifted.lifted_by_id, lifted.lifted_why) == (NOW + DAY, luis.user_id, "Sentencia firme")
    traces = AuditEntry.objects.filter(noun="privacy.hold").order_by("pk")
    assert list(traces.values_list("what", flat=True)) == ["placed", "lifted"]
    assert place(marta, luis).pk != hold.pk


@pytest.mark.parametrize(
    ("why", "who", "code"),
    [("  ", "luis", "why_missing"), ("x" * 201, "luis", "why_long"), (WHY, "ana", "not_manager")],
)
def test_place_without_a_reason_or_a_manager_is_refused(marta, luis, why, who, code):
    by = {"luis": luis, "ana": actor_of(AgentFactory())}[who]
    with pytest.raises(Refused) as refusal:
        place(marta, by, why)
    assert (refusal.value.code, Hold.objects.count(), AuditEntry.objects.count()) == (code, 0, 0)


def test_place_twice_is_refused_for_any_record_of_the_person(marta, luis):
    place(marta, luis)
    with pytest.raises(Refused) as refusal:
        place(CustomerFactory(email=marta.email), luis)
    assert (refusal.value.code, Hold.objects.count()) == ("held_already", 1)


def in_dispute():
    return list(Customer.objects.filter(in_dispute=True).order_by("pk"))


def said(customer, luis, holds=True, now=NOW):
    return set_standing(customer=customer, standing=Standing.IN_DISPUTE, holds=holds, by=luis, now=now)


def test_place_says_that_they_are_in_dispute_and_lift_takes_it_away(marta, luis):
    twin, _stranger = CustomerFactory(email=marta.email), CustomerFactory(email="otra@correo.example")
    hold = place(marta, luis)
    assert (in_dispute(), hold.said_dispute) == ([marta, twin], True)
    traces = AuditEntry.objects.filter(noun="customers.customer").order_by("pk")
    assert [(one.object_id, one.after, one.actor_id) for one in traces] == [
        (pk, {"in_dispute": True}, luis.user_id) for pk in (marta.pk, twin.pk)
    ]
    for _twice in range(2):
        lift(hold, luis)
    assert (in_dispute(), AuditEntry.objects.filter(noun="customers.customer").count()) == ([], 4)


@pytest.mark.parametrize("record", ["same", "twin"])
def test_lift_leaves_a_dispute_that_was_written_down_before(marta, luis, record):
    said(marta if record == "same" else CustomerFactory(email=marta.email), luis)
    new = CustomerFactory(email=marta.email)  # came with a file afterwards
    hold = place(marta, luis)
    new.refresh_from_db()
    assert (hold.said_dispute, new.in_dispute) == (False, True)
    lift(hold, luis)
    assert set(in_dispute()) == set(Customer.objects.filter(email=marta.email))


def test_lift_leaves_a_dispute_that_was_written_down_since(marta, luis):
    hold = place(marta, luis)
    said(marta, luis, holds=False, now=NOW + MINUTE)
    said(marta, luis, now=NOW + 2 * MINUTE)
    lift(hold, luis)
    assert in_dispute() == [marta]


def test_lift_leaves_the_dispute_to_the_other_hold_of_who_is_one_person_now(marta, luis):
    other = CustomerFactory(email="otra@correo.example")
    first, second = place(marta, luis), place(other, luis)
    Customer.objects.filter(pk=other.pk).update(email=marta.email)
    lift(first, luis)
    assert in_dispute() == [marta, other]
    lift(second, luis)
    assert in_dispute() == []


def test_place_for_who_was_blocked_says_nothing_of_them(marta, luis):
    block(erasure=asked(marta), now=NOW)
    hold = place(marta, luis)
    assert (in_dispute(), hold.said_dispute) == ([], False)
    assert lift(hold, luis).lifted_at == NOW + DAY


def test_erasure_of_who_is_held_waits_and_is_done_once_it_is_lifted(marta, luis):
    twin, hold = CustomerFactory(email=marta.email), place(marta, luis)
    erasure = asked(twin)
    assert erasure.waits_for == ["hold"]
    assert (block(erasure=erasure, now=NOW).state, erasure.waits_for) == ("asked", ["hold"])
    marta.refresh_from_db()
    assert marta.name == "Marta Gil"
    lift(hold, luis)
    assert block(erasure=erasure, now=NOW + DAY).state == "blocked"
    hold.refresh_from_db()
    assert (hold.why, hold.lifted_why) == ("[erased]", "[erased]")
    assert set(AuditEntry.objects.filter(noun="privacy.hold").values_list("reason", flat=True)) == {"[erased]"}


def test_sealed_file_of_who_is_held_is_not_destroyed_before_it_is_lifted(
    marta, luis, django_capture_on_commit_callbacks
):
    CustomerFactory(email=marta.email)
    erasure = block(erasure=asked(marta), now=NOW)
    hold = place(marta, luis)  # they go to court after they were blocked
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_due(today=AFTER_ALL, now=NOW) == 0
    assert default_storage.exists(erasure.sealed.name)
    assert [set(holds_over(Erasure.objects.all()).values()), held_records().count()] == [{hold}, 2]
    lift(hold, luis)
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_due(today=AFTER_ALL, now=NOW) == 2
    assert not default_storage.exists(erasure.sealed.name)
    hold.refresh_from_db()
    assert (hold.why, AuditEntry.objects.exclude(reason="").exclude(reason="[erased]").count()) == ("[erased]", 0)


def test_place_where_everything_was_destroyed_is_refused(marta, luis):
    block(erasure=asked(marta), now=NOW)
    destroy_due(today=AFTER_ALL, now=NOW)
    with pytest.raises(Refused) as refusal:
        place(marta, luis)
    assert (refusal.value.code, Hold.objects.count()) == ("nothing_left", 0)


def cases(customer):
    case = open_case(unit=UnitFactory(purchase__customer=customer), now=OLD)
    Ticket.objects.filter(pk=case.pk).update(status="closed", resolution="repaired", resolved_at=OLD)


def letters(customer):
    enqueue_mail(kind="x", to=customer.email, subject="s", text="t", html="", language="es", now=OLD)
    OutgoingMessage.objects.update(status="sent", sent_at=OLD)


def answers(customer):
    survey = sent_survey(delivered(customer=customer), state="answered", answered_at=OLD, started_at=OLD)
    Answer.objects.create(invitation=survey, question="csat", value=2, text="Mal", answered_at=OLD)


def call_notes(customer):
    call = planned_call(delivered(customer=customer))
    CallAttempt.objects.create(call=call, at=OLD, agent=AgentFactory(), outcome="no_answer", note="No coge")


def registrations(customer):
    Registration.objects.create(
        customer=customer, serial="SN-1", product_words="Horno", bought_on=OLD.date(), created_at=OLD,
        submission=uuid.uuid4(), state="withdrawn", decided_at=OLD,
    )  # fmt: skip


def imports(customer):
    job = ImportJob.objects.create(
        kind="purchases", name="enero.csv", size=9, state="done", created_at=OLD, alive_at=OLD,
        finished_at=OLD, created_by=AgentFactory(),
        file=ContentFile(f"email\n{customer.email}\n".encode(), "enero.csv"),
    )  # fmt: skip
    assert job.file


def bought_long_ago(customer):
    unit = UnitFactory(purchase__customer=customer, purchase__purchased_at=OLD)
    type(unit.delivery).objects.update(delivered_at=OLD)


OF_RULES = {
    Keeping.CUSTOMERS: bought_long_ago,
    Keeping.CASES: cases,
    Keeping.ANSWERS: answers,
    Keeping.CALL_NOTES: call_notes,
    Keeping.LETTERS: letters,
    Keeping.FILINGS: lambda customer: begin(UnitFactory(purchase__customer=customer), customer=customer, now=OLD),
    Keeping.IMPORTS: imports,
    Keeping.REGISTRATIONS: registrations,
}


@pytest.mark.parametrize("about", OF_RULES)
def test_rule_passes_over_who_is_held_and_the_dry_run_says_so(about, marta, luis):
    OF_RULES[about](marta)
    OF_RULES[about](CustomerFactory(email="otra@correo.example"))
    row = RetentionRule.objects.create(about=about, months=72, why="Prueba", active=True)
    assert (due_by(row, NOW).count, due_by(row, NOW).held) == (2, 0)
    hold = place(CustomerFactory(email=marta.email), luis) if about != Keeping.IMPORTS else place(marta, luis)

    assert (due_by(row, NOW).count, due_by(row, NOW).held) == (1, 1)
    out = StringIO()
    call_command("retain", "--dry-run", stdout=out)
    assert f"{about} (72 months, on): 1" in out.getvalue()
    assert ", 1 kept by disputes\n" in out.getvalue()
    assert retain(rule=row, clock=lambda: NOW) == 1
    assert (due_by(row, NOW).count, due_by(row, NOW).held) == (0, 1)

    lift(hold, luis)
    assert (due_by(row, NOW).count, due_by(row, NOW).held) == (1, 0)


def test_letters_of_surveys_stay_wherever_they_were_sent(marta, luis):
    """Their address may be another by then: the survey still says whose the letter was."""
    asks = {}
    for name in ("mail", "reminder"):
        letter = enqueue_mail(
            kind="x", to="vieja@correo.example", subject="s", text="t", html="", language="es", now=OLD
        )
        asks[name] = letter
    sent_survey(delivered(customer=marta), **asks)
    enqueue_mail(kind="x", to="otra@correo.example", subject="s", text="t", html="", language="es", now=OLD)
    place(marta, luis)
    assert list(OutgoingMessage.objects.filter(letters_held()).order_by("pk")) == list(asks.values())


def test_sessions_of_who_is_held_stay(marta, luis):
    account = CustomerUserFactory(email=marta.email)
    session = {"session_key": "x" * 32, "ip": "127.0.0.1", "user_agent": "", "last_seen_at": OLD, "created_at": OLD}
    account.usersession_set.create(**session)
    account.usersession_set.update(last_seen_at=OLD)
    row = RetentionRule.objects.create(about=Keeping.VISITS, months=3, why="Prueba", active=True)
    hold = place(marta, luis)
    assert (due_by(row, NOW).count, due_by(row, NOW).held) == (0, 1)
    lift(hold, luis)
    assert retain(rule=row, clock=lambda: NOW) == 1


@pytest.mark.parametrize("words", ["MARTA@correo.example ", "TIENDA-77", "case", "erasure"])
def test_person_is_found_by_what_a_manager_has_in_hand(marta, words):
    case, erasure = open_case(marta, now=NOW), asked(marta)
    told = {"case": case.reference.lower(), "erasure": f"e-{erasure.uid.hex[:10]}"}
    assert customer_by(told.get(words, words)) == marta


@pytest.mark.parametrize("words", ["", "nadie@correo.example", "PV-2222-2222", "E-0000000000", "E-zz"])
def test_nobody_is_found_by_what_is_of_nobody(marta, words):
    CustomerFactory(email="")
    assert customer_by(words) is None


@pytest.mark.django_db(transaction=True)
def test_place_while_a_night_forgets_waits_and_one_placed_before_is_seen(marta, luis):
    """Whoever places one and whoever destroys are never at it at once."""
    cases(marta)
    row = RetentionRule.objects.create(about=Keeping.CASES, months=60, why="Prueba", active=True)
    done, said = [], []
    night = in_a_thread(lambda: done.append(retain(rule=row, clock=lambda: NOW)), said)
    with transaction.atomic():
        place(marta, luis)
        night.start()
        time.sleep(0.7)
        assert done == []
    night.join(20)
    assert (said, done, Message.objects.filter(text="[erased]").count()) == ([], [0], 0)


@pytest.mark.django_db(transaction=True)
def test_place_while_being_forgotten_keeps_what_was_sealed(marta, luis, monkeypatch):
    ended = forgotten_while(marta, lambda: place(marta, luis), monkeypatch, pause=0.4)
    assert (ended, destroy_due(today=AFTER_ALL, now=NOW), Erasure.objects.get().state) == ([], 0, "blocked")
