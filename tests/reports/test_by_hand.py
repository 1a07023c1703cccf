"""Every figure against a table that can be counted with a finger: March 2026, seen on the 17th at 10:00."""

from __future__ import annotations

import datetime as dt

import pytest

from followups.states import SurveyKind
from reports.figures import Difference, Flow, Share
from reports.period import Period, Scope, Step
from reports.queries.calls import calls
from reports.queries.cases import first_response, reopened, resolution
from reports.queries.deliveries import on_time, on_time_trend
from reports.queries.flow import flow, flow_by_step
from reports.queries.lines import by_line
from reports.queries.satisfaction import csat, csat_by_promise, csat_trend, response
from reports.queries.today import today
from reports.queries.voices import unhappy_voices
from tests.factories import LineFactory, UnitFactory
from tests.reports.rows import ask, case, day, deliver, plan_call

pytestmark = pytest.mark.django_db
MARCH = Scope(Period(day("03-01"), day("03-31")))
HOUR = dt.timedelta(hours=1)

DELIVERIES = [
    # arrived, promised
    ("03-01", "03-01"),  # on time: on the first day of the period
    ("03-31", "04-02"),  # on time: on its last
    ("03-10", "03-10"),  # on time: the promised day itself
    ("03-11", "03-12"),  # on time
    ("03-11", "03-15"),  # on time
    ("03-20", "03-21"),  # on time
    ("03-05", "03-04"),  # late by a day
    ("03-15", "02-20"),  # late; promised in another month
    ("03-31", "03-30"),  # late
    ("02-28", "02-28"),  # before the period
    ("04-01", "04-01"),  # after it
    ("03-12", None),  # without a promise
    (None, "03-09"),  # never arrived
]


def test_on_time_counts_arrivals_with_a_promise():
    for arrived, promised in DELIVERIES:
        deliver(arrived, promised)
    assert on_time(MARCH) == Share(6, 9)
    assert [point.share for point in on_time_trend(MARCH, Step.WEEK)] == [
        Share(1, 1),  # from Monday 23 February: the 1st of March
        Share(0, 1),  # 2 to 8
        Share(3, 4),  # 9 to 15
        Share(1, 1),  # 16 to 22
        Share(0, 0),  # 23 to 29
        Share(1, 2),  # 30 and 31
    ]


def test_on_time_of_a_line_counts_deliveries_with_a_piece_of_it():
    washers, phones = LineFactory(), LineFactory()
    deliver("03-05", "03-04", washers)
    mixed = deliver("03-06", "03-06", washers)
    UnitFactory(purchase=mixed.purchase, delivery=mixed, product__line=washers)
    UnitFactory(purchase=mixed.purchase, delivery=mixed, product__line=phones)
    deliver("03-07", "03-07", phones)
    assert on_time(MARCH) == Share(2, 3)
    assert on_time(Scope(MARCH.period, washers.pk)) == Share(1, 2)
    assert [(row.name, row.on_time) for row in by_line(MARCH)] == [
        (washers.name, Share(1, 2)),
        (phones.name, Share(2, 2)),
    ]
    assert [row.name for row in by_line(Scope(MARCH.period, phones.pk))] == [phones.name]


def test_csat_counts_by_the_moment_of_the_answer_and_by_punctuality():
    kept, late, promiseless = deliver("02-20", "02-20"), deliver("02-20", "02-10"), deliver("02-20", None)
    coming = deliver(None, "03-01")
    rows = [
        # delivery, sent, answered, score
        (kept, "02-25 10:00", "03-01 00:00", 5),  # the first instant of the period
        (kept, "03-02 10:00", "03-03 10:00", 4),
        (kept, "03-02 10:00", None, 3),  # left half-way, but the question was answered
        (kept, "03-30 10:00", "03-31 23:59", 1),
        (kept, "03-30 10:00", "04-01 00:00", 5),  # the first instant after it
        (kept, "02-25 10:00", "02-28 23:59", 1),  # before
        (kept, "03-02 10:00", None, None),  # not answered
        (late, "03-02 10:00", "03-02 11:00", 2),
        (late, "03-02 10:00", "03-02 11:05", 4),
        (promiseless, "03-02 10:00", "03-02 11:00", 5),  # in the total only
        (coming, "03-02 10:00", "03-02 11:00", 1),  # in the total only
    ]
    for number, (delivery, sent, answered, score) in enumerate(rows):
        invitation = ask(sent, answered=answered, score=score, delivery=delivery, imported=True)
        assert invitation.pk, number
    found = csat_by_promise(MARCH)
    assert (found.on_time, found.late) == (Share(2, 4), Share(1, 2))
    assert found.difference == Difference(Share(1, 2), Share(2, 4))
    whole = csat(MARCH, SurveyKind.DELIVERY)
    assert whole.share == Share(4, 8)
    assert whole.mean == pytest.approx((5 + 4 + 3 + 1 + 2 + 4 + 5 + 1) / 8)
    assert sum(point.share.total for point in csat_trend(MARCH, SurveyKind.DELIVERY, Step.DAY)) == 8
    assert csat(MARCH, SurveyKind.RESOLUTION).share == Share(0, 0)
    assert response(MARCH, SurveyKind.DELIVERY) == Share(0, 0), "imported answers say nothing about who kept silent"


def test_response_counts_what_was_sent_in_the_period():
    for number, (sent, answered) in enumerate(
        [
            ("03-01 00:00", "04-20 10:00"),  # answered later: still of those sent in March
            ("03-31 23:59", None),
            ("03-10 10:00", "03-11 10:00"),
            ("02-28 23:59", "03-01 10:00"),  # sent before
            ("04-01 00:00", None),  # sent after
        ]
    ):
        ask(sent, answered=answered, score=5 if answered else None, delivery=deliver(f"02-{number + 1:02}", None))
    assert response(MARCH, SurveyKind.DELIVERY) == Share(2, 3)


def test_calls_count_those_due_by_now(now):
    for due, state, reason, outcomes in [
        ("03-02 09:30", "done", "", ("content",)),
        ("03-02 09:30", "done", "", ("no_answer", "unhappy")),
        ("03-03 09:30", "done", "", ("refused",)),
        ("03-03 09:30", "no_contact", "", ("no_answer", "voicemail", "busy", "no_answer")),
        ("03-04 09:30", "no_contact", "", ("wrong_number",)),
        ("03-16 09:30", "planned", "", ()),  # overdue
        ("03-17 10:00", "planned", "", ("call_back",)),  # due this very moment
        ("03-17 10:01", "planned", "", ()),  # not due yet
        ("03-20 09:30", "done", "", ("content",)),  # made before it was due
        ("03-05 09:30", "suppressed", "too_late", ()),  # nobody called in time: it counts as due
        ("03-05 09:30", "suppressed", "opted_out", ()),
        ("03-05 09:30", "suppressed", "no_address", ()),
        ("02-28 23:59", "done", "", ("content",)),  # before the period
        ("04-01 00:00", "done", "", ("content",)),  # after it
    ]:
        plan_call(due, state, reason=reason, outcomes=outcomes)
    found = calls(MARCH, now)
    assert found.done == Share(4, 9)
    assert found.reached == Share(5, 7)
    assert found.suppressed == 2


CASES = [
    # opened, first reply, channel, what followed
    ("03-01 00:00", "03-01 01:00", "portal", ()),
    ("03-02 10:00", "03-02 12:00", "email", (("resolved", "03-03 10:00"),)),
    ("03-02 10:00", "03-02 13:00", "survey", (("resolved", "03-04 10:00"), ("closed", "03-18 10:00"))),
    ("03-03 10:00", "03-03 14:00", "portal", (("resolved", "03-06 10:00"), ("reopened", "03-07 10:00"))),
    (
        "03-04 10:00",
        "03-04 15:00",
        "portal",
        (("resolved", "03-05 10:00"), ("reopened", "03-06 10:00"), ("resolved", "03-08 10:00")),
    ),
    ("03-05 10:00", "03-05 16:00", "portal", (("resolved", "03-06 10:00"), ("reopened by us", "03-06 11:00"))),
    ("03-06 10:00", None, "portal", ()),  # nobody has replied
    ("03-06 10:00", None, "portal", (("resolved", "03-16 10:00"),)),  # resolved without a word
    ("03-07 10:00", "03-07 10:30", "phone", ()),  # no first response to wait for
    ("03-07 10:00", None, "call", ()),
    ("02-28 23:59", "03-20 10:00", "portal", (("resolved", "03-31 23:59"),)),  # opened before the period
    ("02-10 10:00", "02-11 10:00", "portal", (("resolved", "02-28 10:00"), ("reopened", "03-02 10:00"))),
    ("04-01 00:00", "04-01 01:00", "portal", (("resolved", "04-01 02:00"),)),  # after it
]


@pytest.fixture
def cases():
    return [case(opened, replied=replied, channel=channel, story=story) for opened, replied, channel, story in CASES]


def test_first_response_is_of_cases_opened_in_the_period(cases):
    found = first_response(MARCH)
    # 1, 2, 3, 4, 5 and 6 hours: the half between 3 and 4; nine tenths of the way: 5.5
    assert (found.total, found.p50, found.p90) == (6, 3.5 * HOUR, 5.5 * HOUR)
    assert found.waiting == 1


def test_resolution_is_of_cases_resolved_for_the_last_time_in_the_period(cases):
    found = resolution(MARCH)
    # 24, 48, 96 and 240 hours, and 31 days less an hour: the clock moved on the 29th
    assert (found.total, found.p50) == (5, 96 * HOUR)
    assert found.p90 == 240 * HOUR + 0.6 * ((31 * 24 - 1) - 240) * HOUR


def test_reopened_counts_cases_once_and_only_by_the_customer(cases):
    assert reopened(MARCH) == Share(2, 7)
    assert reopened(Scope(Period(day("02-01"), day("02-28")))) == Share(1, 1)


def test_flow_adds_up_from_the_ledger(cases):
    # In: ten. Out: eight, one case twice. Back: four. Open at the end: 2 + 10 + 4 − 8.
    assert flow(MARCH) == Flow(start=day("03-01"), came=10, left=8, back=4, open=7)
    steps = flow_by_step(MARCH, Step.WEEK)
    assert [(step.came, step.left, step.back, step.open) for step in steps] == [
        (1, 0, 0, 2),  # the 1st; one was open from February
        (9, 6, 4, 9),  # 2 to 8
        (0, 0, 0, 9),
        (0, 1, 0, 8),
        (0, 0, 0, 8),
        (0, 1, 0, 7),
    ]


def test_today_says_what_is_late(now):
    unit = UnitFactory(delivery__delivered_at=None, delivery__promised_on=day("03-16"))
    for promised in ("03-17", "01-15"):  # due today; promised so long ago that nobody waits for it
        deliver(None, promised)
    case("03-10 10:00", replied="03-11 10:00", unit=unit)
    case("03-12 10:00", story=(("resolved", "03-13 10:00"),), unit=unit)
    plan_call("03-16 09:30", "planned")
    plan_call("03-18 09:30", "planned")
    delivery = deliver("03-01", None)
    ask("03-10 09:00", answered="03-10 10:00", score=1, delivery=delivery, imported=True)  # a week ago to the minute
    ask("03-10 09:00", answered="03-10 10:01", score=2, delivery=delivery, imported=True)
    ask("03-10 09:00", answered="03-11 10:01", score=3, delivery=delivery, imported=True)
    found = today(now)
    assert (found.open, found.ours, found.unassigned, found.safety) == (1, 1, 1, 0)
    assert (found.calls, found.not_arrived, found.unhappy) == (1, 1, 1)


def test_voices_are_the_newest_unhappy_words():
    delivery = deliver("03-01", None)
    silent = ask("03-02 10:00", answered="03-02 11:00", score=1, delivery=delivery, imported=True)
    ask("03-02 10:00", answered="03-02 12:00", score=5, delivery=delivery, imported=True).answers.create(
        question="comment", text="Perfecto", answered_at=silent.answered_at
    )
    for minute in range(6):
        told = ask("03-02 10:00", answered=f"03-03 11:0{minute}", score=2, delivery=delivery, imported=True)
        told.answers.create(question="comment", text=f"Mal {minute}", answered_at=told.answered_at)
    assert [answer.words for answer in unhappy_voices(MARCH)] == ["Mal 5", "Mal 4", "Mal 3", "Mal 2"]
