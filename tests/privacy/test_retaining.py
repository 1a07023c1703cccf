"""The nights: each rule forgets what is older than it says, nothing newer, and only while it is on."""

import datetime as dt
import uuid
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from catalog.models import KnowledgeSearch
from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry, ImportJob, OutgoingMessage
from customers.models import Customer, Registration
from followups.models import Answer, CallAttempt
from privacy import tasks
from privacy.actions import retaining
from privacy.actions.retaining import retain
from privacy.actions.rules import change_retention, load_retention
from privacy.due import before, due_by
from privacy.models import Erasure, RetentionRule, RetentionRun
from privacy.states import Keeping
from tests.cases import open_case
from tests.factories import (
    AgentFactory,
    CustomerFactory,
    CustomerUserFactory,
    ManagerFactory,
    PurchaseFactory,
    UnitFactory,
)
from tests.followups.makers import delivered, planned_call, sent_survey
from tickets.models import Filing, Message, Ticket

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 16, 3, 0, tzinfo=dt.UTC)
OLD, NEW = NOW - dt.timedelta(days=400), NOW - dt.timedelta(days=300)  # twelve months lie between them


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def rule(about: Keeping, months: int = 12) -> RetentionRule:
    return RetentionRule.objects.create(about=about, months=months, why="Prueba", active=True)


def act(about: Keeping) -> tuple[int, int]:
    """How many a dry run says, and how many the night did."""
    row = rule(about)
    return due_by(row, NOW).count, retain(rule=row, clock=lambda: NOW)


def closed(at: dt.datetime) -> Ticket:
    case = open_case(now=at)
    Ticket.objects.filter(pk=case.pk).update(status="closed", resolution="repaired", resolved_at=at, last_message_at=at)
    return case


def test_retain_cases_forgets_the_words_of_old_ones():
    old, new, open_still = closed(OLD), closed(NEW), open_case(now=OLD)
    OutgoingMessage.objects.all().delete()
    assert act(Keeping.CASES) == (1, 1)
    forgotten = set(Message.objects.filter(text="[erased]").values_list("ticket", flat=True))
    assert (forgotten, new.pk in forgotten, open_still.pk in forgotten) == ({old.pk}, False, False)
    old.refresh_from_db()
    assert (old.subject, old.status, old.customer.name != "") == ("[erased]", "closed", True)


def test_retain_answers_and_notes_keeps_scores_and_outcomes():
    for at in (OLD, NEW):
        survey = sent_survey(delivered(), state="answered", answered_at=at, started_at=at)
        Answer.objects.create(invitation=survey, question="csat", value=2, text="Mal", answered_at=at)
        CallAttempt.objects.create(call=planned_call(), at=at, agent=AgentFactory(), outcome="busy", note="Comunica")
    assert (act(Keeping.ANSWERS), act(Keeping.CALL_NOTES)) == ((1, 1), (1, 1))
    assert list(Answer.objects.order_by("answered_at").values_list("value", "text")) == [(2, "[erased]"), (2, "Mal")]
    assert list(CallAttempt.objects.order_by("at").values_list("outcome", "note")) == [
        ("busy", ""),
        ("busy", "Comunica"),
    ]


def test_retain_letters_empties_those_that_went_out():
    given = {"text": "Hola", "to": "m@correo.example", "subject": "Hola", "next_try_at": OLD, "language": "es"}
    for number, (at, more) in enumerate(
        [(OLD, {"status": "sent", "sent_at": OLD}), (OLD, {}), (NEW, {"status": "sent", "sent_at": NEW})]
    ):
        OutgoingMessage.objects.create(message_id=f"<{number}>", created_at=at, **given | more)
    assert act(Keeping.LETTERS) == (1, 1)
    assert list(OutgoingMessage.objects.order_by("pk").values_list("to", "text")) == [
        ("", ""), ("m@correo.example", "Hola"), ("m@correo.example", "Hola"),
    ]  # fmt: skip


def test_retain_throws_away_what_was_begun_looked_for_or_refused():
    marta = CustomerFactory()
    for at in (OLD, NEW):
        Filing.objects.create(uid=uuid.uuid4(), customer=marta, language="es", created_at=at, changed_at=at)
        KnowledgeSearch.objects.create(day=at.date(), language="es", words="agua", times=1, found=0)
        Registration.objects.create(
            customer=marta, state="refused", answer="No", product_words="Una", decided_at=at, submission=uuid.uuid4(),
            created_at=at,
        )  # fmt: skip
    assert (act(Keeping.FILINGS), act(Keeping.SEARCHES), act(Keeping.REGISTRATIONS)) == ((1, 1), (1, 1), (1, 1))
    assert [Filing.objects.get().changed_at, KnowledgeSearch.objects.get().day] == [NEW, NEW.date()]
    words = list(Registration.objects.order_by("decided_at").values_list("product_words", "answer"))
    assert words == [("", "[erased]"), ("Una", "No")]


def test_retain_imports_and_visits(django_capture_on_commit_callbacks):
    user, visits = CustomerUserFactory(), apps.get_model("usersessions", "UserSession")
    for at in (OLD, NEW):
        job = ImportJob(
            kind="purchases", state="done", name="v.csv", size=1, created_by=AgentFactory(), created_at=at, alive_at=at,
            finished_at=at,
        )  # fmt: skip
        job.file.save("v.csv", ContentFile(b"x"))
        visit = visits.objects.create(user=user, ip="203.0.113.7", session_key=str(at), user_agent="x")
        visits.objects.filter(pk=visit.pk).update(last_seen_at=at)
    with django_capture_on_commit_callbacks(execute=True):
        assert (act(Keeping.IMPORTS), act(Keeping.VISITS)) == ((1, 1), (1, 1))
    assert [bool(job.file) for job in ImportJob.objects.order_by("finished_at")] == [False, True]
    assert visits.objects.get().last_seen_at == NEW


def test_retain_customers_asks_for_those_with_whom_nothing_happened():
    old = PurchaseFactory(purchased_at=OLD).customer
    PurchaseFactory(purchased_at=NEW)
    twin = PurchaseFactory(purchased_at=OLD).customer
    PurchaseFactory(purchased_at=NEW, customer__email=twin.email)  # the same person under another number
    asked = PurchaseFactory(purchased_at=OLD).customer
    open_case(customer=asked, now=NEW)
    CustomerFactory()  # who never bought anything is looked at by somebody
    assert act(Keeping.CUSTOMERS) == (1, 1)
    erasure = Erasure.objects.get()
    assert (erasure.customer, erasure.asked_by_kind, erasure.begins_at) == (old, "system", NOW)
    assert OutgoingMessage.objects.filter(kind="erasure_asked").count() == 0
    assert retain(rule=RetentionRule.objects.get(), clock=lambda: NOW) == 0


def test_retain_goes_on_in_batches_and_notes_what_it_did(monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 2)
    for _ in range(5):
        closed(OLD)
    assert act(Keeping.CASES) == (5, 5)
    row = RetentionRule.objects.get()
    assert retain(rule=row, clock=lambda: NOW + dt.timedelta(hours=1)) == 0
    assert list(RetentionRun.objects.values_list("about", "at", "done", "months")) == [("cases", NOW, 5, 12)]


def test_retain_customers_goes_on_past_those_who_stay(monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 2)
    for _ in range(2):  # another record of theirs had something lately, which keeps both
        stays = PurchaseFactory(purchased_at=OLD).customer
        Registration.objects.create(
            customer=CustomerFactory(email=stays.email), product_words="Una", submission=uuid.uuid4(), created_at=NEW
        )
    gone = [PurchaseFactory(purchased_at=OLD).customer.pk for _ in range(2)]
    assert retain(rule=rule(Keeping.CUSTOMERS), clock=lambda: NOW) == 2
    assert sorted(Erasure.objects.values_list("customer", flat=True)) == sorted(gone)


def test_retain_registrations_deletes_who_was_invited_and_did_nothing():
    given = {"text": "", "subject": "", "next_try_at": OLD, "language": "es", "status": "sent", "sent_at": OLD}
    invited = {}
    for name, at in (("old", OLD), ("new", NEW), ("holder", OLD), ("came", OLD), ("visited", OLD)):
        invited[name] = CustomerFactory(ref=f"H-{name}", email=f"{name}@correo.example")
        OutgoingMessage.objects.create(message_id=name, to=invited[name].email, created_at=at, **given)
    CustomerFactory()  # nobody invited them
    UnitFactory(holder=invited["holder"], changed_hands_on=OLD.date())
    CustomerUserFactory(email=invited["came"].email, date_joined=OLD, last_login=NEW)
    left = CustomerUserFactory(email=invited["visited"].email, date_joined=OLD, last_login=OLD)
    assert retain(rule=rule(Keeping.REGISTRATIONS), clock=lambda: NOW) == 2
    kept = Customer.objects.filter(ref__startswith="H-").values_list("ref", flat=True)
    assert sorted(kept) == ["H-came", "H-holder", "H-new"]
    left.refresh_from_db()
    assert (left.email, left.is_active) == (f"erased-{left.pk}@invalid", False)


def test_retain_stops_when_the_night_is_over():
    closed(OLD)
    assert retain(rule=rule(Keeping.CASES), clock=lambda: NOW, until=NOW) == 0


def test_dry_run_says_what_would_go_and_writes_nothing():
    load_retention()
    RetentionRule.objects.filter(about=Keeping.CASES).update(months=12)
    closed(timezone.now() - dt.timedelta(days=400))
    out = StringIO()
    call_command("retain", "--dry-run", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line for line in lines if line.startswith("cases")] == [
        f"cases (12 months, off): 1, oldest of {timezone.now() - dt.timedelta(days=400):%Y-%m-%d}"
    ]
    assert (len(lines), RetentionRun.objects.count(), Message.objects.filter(text="[erased]").count()) == (10, 0, 0)


def test_command_acts_on_rules_that_are_on_only():
    load_retention()
    closed(timezone.now() - dt.timedelta(days=4000))
    out = StringIO()
    call_command("retain", stdout=out)
    assert out.getvalue() == ""
    RetentionRule.objects.filter(about=Keeping.CASES).update(active=True)
    call_command("retain", stdout=out)
    assert out.getvalue() == "cases (60 months): 1\n"


def test_night_blocks_who_waited_and_day_does_not(monkeypatch):
    marta = CustomerFactory()
    Erasure.objects.create(
        uid=uuid.uuid4(), customer=marta, asked_by_kind="customer", asked_at=NOW, begins_at=NOW, waits_for=["case"]
    )
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=9))
    assert (tasks.retain(), tasks.block_due()) == (0, 0)
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=22))
    assert tasks.retain() == 1
    assert Customer.objects.get(pk=marta.pk).erased_at == NOW + dt.timedelta(hours=22)


def test_night_walks_through_the_files_once(monkeypatch):
    walks = []
    monkeypatch.setattr(tasks, "sweep_files", lambda *, now: walks.append(now) or 0)
    hours = [NOW + dt.timedelta(days=one, hours=hour) for one in (0, 1) for hour in range(-2, 2)]
    cache.delete_many([tasks.sweep_mark(hour) for hour in hours])
    for hour in hours:
        monkeypatch.setattr(timezone, "now", lambda hour=hour: hour)
        tasks.retain()
    assert walks == [hours[0], hours[4]]


def test_sweep_blocks_who_is_due_and_goes_on_past_a_failure(monkeypatch):
    for _ in range(2):
        Erasure.objects.create(
            uid=uuid.uuid4(), customer=CustomerFactory(), asked_by_kind="customer", asked_at=NOW, begins_at=NOW
        )
    first = Erasure.objects.order_by("pk").first()
    real = tasks.block

    def stumble(*, erasure, now):
        if erasure == first:
            raise RuntimeError("broken")
        return real(erasure=erasure, now=now)

    monkeypatch.setattr(tasks, "block", stumble)
    assert tasks.block_due() == 1
    assert sorted(Erasure.objects.values_list("state", flat=True)) == ["asked", "blocked"]


def test_load_rules_writes_each_once_and_none_is_on():
    assert (load_retention(), load_retention()) == (10, 0)
    assert set(RetentionRule.objects.values_list("active", flat=True)) == {False}


def test_change_rule_traces_who_did_and_keeps_to_the_law():
    load_retention()
    row, luis = RetentionRule.objects.get(about=Keeping.CASES), actor_of(ManagerFactory())
    change_retention(rule=row, months=72, active=True, by=luis, now=NOW)
    change_retention(rule=row, months=72, active=True, by=luis, now=NOW)
    entry = AuditEntry.objects.get()
    assert (entry.noun, entry.before, entry.after) == (
        "privacy.retentionrule", {"months": 60, "active": False}, {"months": 72, "active": True},
    )  # fmt: skip
    for months, code in ((59, "too_short"), (361, "too_long")):
        with pytest.raises(Refused) as refused:
            change_retention(rule=row, months=months, active=True, by=luis, now=NOW)
        assert refused.value.code == code
    row.refresh_from_db()
    assert (row.months, AuditEntry.objects.count()) == (72, 1)


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        (dt.datetime(2026, 3, 31, 8, tzinfo=dt.UTC), 1, dt.datetime(2026, 2, 28, 8, tzinfo=dt.UTC)),
        (dt.datetime(2024, 3, 31, 8, tzinfo=dt.UTC), 1, dt.datetime(2024, 2, 29, 8, tzinfo=dt.UTC)),
        (dt.datetime(2026, 1, 15, 8, tzinfo=dt.UTC), 13, dt.datetime(2024, 12, 15, 8, tzinfo=dt.UTC)),
    ],
)
def test_before_is_so_many_months_ago(now, months, then):
    assert before(months, now) == then


def test_night_deletes_sessions_that_are_over_whatever_the_rules_say(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    for key, expires in (("old", NOW - dt.timedelta(days=1)), ("new", NOW + dt.timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="x", expire_date=expires)
    assert tasks.retain() == 1
    assert Session.objects.get().session_key == "new"
