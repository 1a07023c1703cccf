"""Terms of law as rows: loaded once, bound and confirmed by name with a reason, and counted for real cases."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from customers.states import CustomerKind
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, ManagerFactory
from tickets.actions.deadlines import (
    Loaded,
    bind_deadline,
    confirm_deadline,
    load_deadlines,
    unbind_deadline,
    withdraw_deadline,
)
from tickets.clock_facts import Change, History
from tickets.law import shipped, shipped_alternatives
from tickets.models import Alternatives, ClockReview, CompletionRequest, DeadlineRule, LegalStart
from tickets.queries.deadlines import NOUN, jurisdictions_of, known_rules, place_of, wanted_by_law
from tickets.states import ClockState, DeadlineEvent, Due, Kind, Turn

pytestmark = pytest.mark.django_db
MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def law(db):
    load_deadlines(now=NOW)
    ClockReview.objects.all().delete()


@pytest.fixture
def luis():
    return actor_of(ManagerFactory(name="Luis"))


def entry(code="ES-ANSWER", **changes):
    return dataclasses.replace(next(one for one in shipped() if one.code == code), **changes)


def rule(code):
    return DeadlineRule.objects.get(code=code)


def everything():
    return (
        list(DeadlineRule.objects.order_by("pk").values()),
        list(AuditEntry.objects.order_by("pk").values()),
        ClockReview.objects.count(),
        list(Alternatives.objects.order_by("pk").values()),
    )


# — Loading


def test_load_deadlines_brings_every_term_and_asks_for_a_review():
    loaded = load_deadlines(now=NOW)
    assert loaded == Loaded(new=tuple(one.code for one in shipped()))
    assert sorted(DeadlineRule.objects.values_list("code", "applies", "confirmed")) == sorted(
        (one.code, one.applies, one.confirmed) for one in shipped()
    )
    assert ClockReview.objects.count() == 1
    assert set(Alternatives.objects.values_list("jurisdiction", flat=True)) == set(shipped_alternatives())


def test_load_deadlines_again_changes_nothing(law):
    before = everything()
    assert load_deadlines(now=NOW) == Loaded()
    assert everything() == before


def test_load_deadlines_keeps_what_the_company_said(law, luis):
    bind_deadline(rule=rule("ES-10-2025-ANSWER"), version=1, reason="We are 400.", by=luis, now=NOW)
    confirm_deadline(rule=rule("PT-ANSWER"), version=1, reason="Read today.", by=luis, now=NOW)
    Alternatives.objects.filter(jurisdiction="ES").update(text_es="Nuestra junta")
    before = everything()
    assert load_deadlines(now=NOW) == Loaded()
    assert everything() == before


def test_load_deadlines_brings_a_newer_text(law, luis):
    unbind_deadline(rule=rule("ES-ANSWER"), version=1, reason="Only companies.", by=luis, now=NOW)
    ClockReview.objects.all().delete()
    loaded = load_deadlines(entries=[entry(version=2, amount=10)], now=NOW)
    row = rule("ES-ANSWER")
    assert loaded == Loaded(renewed=("ES-ANSWER",))
    assert (row.version, row.amount, row.applies, row.confirmed) == (2, 10, False, True)
    assert ClockReview.objects.count() == 1
    last = AuditEntry.objects.about(NOUN, row.pk).last()
    assert (last.what, last.before, last.after) == (
        "renewed", {"version": 1, "confirmed": True}, {"version": 2, "confirmed": True},
    )  # fmt: skip


def test_load_deadlines_asks_to_confirm_a_newer_text_anew(law, luis):
    confirm_deadline(rule=rule("PT-ANSWER"), version=1, reason="Read today.", by=luis, now=NOW)
    load_deadlines(entries=[entry("PT-ANSWER", version=2, amount=10)], now=NOW)
    assert rule("PT-ANSWER").confirmed is False


def test_load_deadlines_confirms_a_text_that_was_read_meanwhile(law):
    read = entry("PT-ANSWER", version=2, source=entry().source, confirmed=True)
    load_deadlines(entries=[read], now=NOW)
    assert rule("PT-ANSWER").confirmed is True


def test_load_deadlines_leaves_a_withdrawn_confirmation_withdrawn(law, luis):
    withdraw_deadline(rule=rule("ES-ANSWER"), version=1, reason="Our lawyers doubt it.", by=luis, now=NOW)
    load_deadlines(entries=[entry(version=2)], now=NOW)
    assert (rule("ES-ANSWER").version, rule("ES-ANSWER").confirmed) == (2, False)


def test_load_deadlines_tells_of_another_text_under_the_same_version(law):
    before = everything()
    assert load_deadlines(entries=[entry(amount=10)], now=NOW) == Loaded(unlike=("ES-ANSWER",))
    assert everything() == before


def test_load_deadlines_leaves_what_the_file_does_not_name(law):
    load_deadlines(entries=[], now=NOW)
    assert DeadlineRule.objects.count() == len(shipped())


def at_once(*calls):
    """Each in a thread of its own; what went wrong."""
    faults = []

    def run(call):
        try:
            call()
        except Exception as fault:
            faults.append(getattr(fault, "code", fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@pytest.mark.django_db(transaction=True)
def test_load_deadlines_by_several_at_once_is_done_once():
    assert at_once(*[lambda: load_deadlines(now=NOW)] * 4) == []
    assert (DeadlineRule.objects.count(), ClockReview.objects.count()) == (len(shipped()), 1)


@pytest.mark.django_db(transaction=True)
def test_saying_it_by_several_at_once_is_said_once():
    load_deadlines(now=NOW)
    by, row = actor_of(ManagerFactory()), rule("ES-ANSWER")
    said = {"rule": row, "version": 1, "reason": "Not us.", "by": by, "now": NOW}
    assert at_once(*[lambda: unbind_deadline(**said)] * 4) == ["deadline_said"] * 3
    assert AuditEntry.objects.about(NOUN, row.pk).count() == 1


# — What the company says


VERBS = [
    (bind_deadline, "ES-10-2025-ANSWER", "applies", True, "bound"),
    (unbind_deadline, "ES-ANSWER", "applies", False, "unbound"),
    (confirm_deadline, "PT-ANSWER", "confirmed", True, "confirmed"),
    (withdraw_deadline, "ES-ANSWER", "confirmed", False, "withdrawn"),
]
verbs = pytest.mark.parametrize(("verb", "code", "name", "value", "what"), VERBS, ids=[v[4] for v in VERBS])


@verbs
def test_saying_it_counts_again_and_leaves_a_trace(law, luis, verb, code, name, value, what):
    row = rule(code)
    verb(rule=row, version=1, reason=" Since we grew. ", by=luis, now=NOW)
    assert getattr(rule(code), name) is value
    (trace,) = AuditEntry.objects.about(NOUN, row.pk)
    assert (trace.what, trace.reason, trace.actor_id, trace.at) == (what, "Since we grew.", luis.user_id, NOW)
    assert (trace.before[name], trace.after[name]) == (not value, value)
    assert list(ClockReview.objects.values_list("asked_at", "finished_at")) == [(NOW, None)]


@verbs
def test_saying_it_twice_is_refused(law, luis, verb, code, name, value, what):
    verb(rule=rule(code), version=1, reason="Since we grew.", by=luis, now=NOW)
    before = everything()
    with pytest.raises(Refused) as refusal:
        verb(rule=rule(code), version=1, reason="Again.", by=luis, now=NOW)
    assert refusal.value.code == "deadline_said"
    assert everything() == before


@verbs
@pytest.mark.parametrize(
    ("version", "reason", "why"), [(1, " ", "reason_missing"), (2, "Since we grew.", "deadline_changed")]
)
def test_saying_it_is_refused_with_nothing_written(law, luis, verb, code, name, value, what, version, reason, why):
    before = everything()
    with pytest.raises(Refused) as refusal:
        verb(rule=rule(code), version=version, reason=reason, by=luis, now=NOW)
    assert refusal.value.code == why
    assert everything() == before


def test_known_rules_cost_the_same_for_any_number(law, luis):
    with CaptureQueriesContext(connection) as few:
        assert len(known_rules()) == len(shipped())
    for one in DeadlineRule.objects.filter(applies=True):
        unbind_deadline(rule=one, version=1, reason="Not us.", by=luis, now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert sum(len(one.changes) for one in known_rules()) == sum(one.applies for one in shipped())
    assert len(few) == len(many) == 2


# — For a case


def lived(case, *changes):
    return History(case.created_at, "portal", (Change(case.created_at, Turn.US, True, 1), *changes), (), kinds=())


def due(case, history=None):
    """The clocks of the law of a case: rule, anchor, state, last day in Madrid."""
    codes = dict(DeadlineRule.objects.values_list("pk", "code"))
    return [
        (
            codes.get(one.rule, one.due),
            one.anchor,
            one.state,
            one.due_at and one.due_at.astimezone(MADRID).date().isoformat(),
        )
        for one in wanted_by_law(case, history or lived(case))
    ]


def test_wanted_by_law_is_one_query_once_the_rules_are_known(case, law):
    assert due(case) == [
        ("ES-ANSWER", "opened", ClockState.RUNNING, "2026-12-01"),
        ("ES-ALTERNATIVES", "opened", ClockState.RUNNING, "2026-12-16"),
    ]
    with CaptureQueriesContext(connection) as queries:
        wanted_by_law(case, lived(case))
    assert len(queries) == 1


def test_wanted_by_law_sees_a_rule_at_once_that_binds_now(case, law, luis):
    before = due(case)
    bind_deadline(rule=rule("ES-10-2025-ANSWER"), version=1, reason="We are 400.", by=luis, now=NOW)
    added = set(due(case)) - set(before)
    assert {(code, anchor, state) for code, anchor, state, _day in added} == {
        ("ES-10-2025-ANSWER", "opened", ClockState.RUNNING)
    }


def test_wanted_by_law_counts_nothing_where_nothing_was_loaded(case):
    assert due(case) == []


def test_wanted_by_law_counts_what_was_said_and_not_withdrawn(case, law):
    ana = AgentFactory()
    said = {"ticket": case, "event": DeadlineEvent.REFUND, "at": NOW, "said_at": NOW, "said_by": ana}
    kept = LegalStart.objects.create(**said)
    done = LegalStart.objects.create(**said, done_at=NOW + dt.timedelta(hours=1))
    LegalStart.objects.create(**said, withdrawn_at=NOW)
    assert [one for one in due(case) if one[0] == "ES-REFUND"] == [
        ("ES-REFUND", f"start:{kept.pk}", ClockState.RUNNING, "2026-11-30"),
        ("ES-REFUND", f"start:{done.pk}", ClockState.ENDED, "2026-11-30"),
    ]


def test_wanted_by_law_reads_what_the_customer_has_to_send(case, law, luis):
    bind_deadline(rule=rule("ES-10-2025-ANSWER"), version=1, reason="We are 400.", by=luis, now=NOW)
    asked_at = NOW + dt.timedelta(hours=1, microseconds=7)
    asked = CompletionRequest.objects.create(
        ticket=case, asked_at=asked_at, asked_by=AgentFactory(), due_at=NOW + dt.timedelta(15)
    )
    (clock,) = [one for one in wanted_by_law(case, lived(case)) if one.due == Due.COMPLETION]
    assert (clock.anchor, clock.starts_at, clock.due_at) == (f"completion:{asked.pk}", asked_at, asked.due_at)
    assert ("ES-10-2025-ANSWER", "opened", ClockState.PAUSED, None) in due(case)
    asked.completed_at = NOW + dt.timedelta(1)
    asked.save()
    found = {code: (anchor, state) for code, anchor, state, _day in due(case)}
    assert found["ES-10-2025-ANSWER"] == (f"completion:{asked.pk}", ClockState.RUNNING)


def test_wanted_by_law_forgets_a_request_that_was_taken_back(case, law, luis):
    bind_deadline(rule=rule("ES-10-2025-ANSWER"), version=1, reason="We are 400.", by=luis, now=NOW)
    before = due(case)
    CompletionRequest.objects.create(
        ticket=case, asked_at=NOW, asked_by=AgentFactory(), due_at=NOW + dt.timedelta(15), withdrawn_at=NOW
    )
    assert due(case) == before


def test_wanted_by_law_keeps_the_terms_of_what_was_a_complaint(case, law):
    before = due(case)
    case.kind = Kind.QUESTION
    assert due(case) == []
    assert due(case, dataclasses.replace(lived(case), kinds=(Kind.COMPLAINT, Kind.QUESTION))) == before


def test_wanted_by_law_asks_whether_the_customer_is_a_consumer(case, law):
    case.customer.kind = CustomerKind.COMPANY
    assert due(case) == []


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [
        ("", "", ("ES",)),
        ("", "Andalucía", ("ES", "ES-AN")),
        (" ", "", ("ES",)),
        ("gb", "", ("UK",)),
        ("CL", "", ("CL",)),
    ],
)
def test_jurisdictions_of_a_customer_are_those_of_the_company_when_nobody_said_theirs(country, region, expected):
    customer = CustomerFactory(country=country, region=region)
    assert jurisdictions_of(customer) == expected
    assert place_of(customer).zone.key == customer.timezone


def test_keep_clocks_writes_the_terms_of_a_case(law):
    """From the door to the row: what is opened has its legal clocks, the nearest of them is next."""
    case = open_case()
    rows = case.clocks.filter(due=Due.LEGAL).order_by("due_at").values_list("rule__code", "state", "anchor")
    assert list(rows) == [("ES-ANSWER", "running", "opened"), ("ES-ALTERNATIVES", "running", "opened")]
    case.refresh_from_db()
    assert case.due_kind == Due.LEGAL
    assert case.due_at == dt.datetime(2026, 12, 1, 23, 59, 59, tzinfo=MADRID)


def test_wanted_by_law_counts_from_a_request_that_was_over_and_asked_anew(case, law, luis):
    """It did stop the term; the next one stops it where it left off."""
    bind_deadline(rule=rule("ES-10-2025-ANSWER"), version=1, reason="We are 400.", by=luis, now=NOW)
    ana, over = AgentFactory(), NOW + dt.timedelta(16)
    first = CompletionRequest.objects.create(
        ticket=case, asked_at=NOW, asked_by=ana, due_at=NOW + dt.timedelta(15), withdrawn_at=over
    )
    again = CompletionRequest.objects.create(ticket=case, asked_at=over, asked_by=ana, due_at=over + dt.timedelta(15))
    found = [one for one in due(case) if one[0] == "ES-10-2025-ANSWER"]
    assert found == [("ES-10-2025-ANSWER", f"completion:{first.pk}", ClockState.PAUSED, None)]
    open_ones = [
        one.anchor for one in wanted_by_law(case, lived(case)) if one.due == Due.COMPLETION and not one.ended_at
    ]
    assert open_ones == [f"completion:{again.pk}"]
