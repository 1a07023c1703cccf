"""Every figure over random rows against the same words written as plain Python loops."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest

from core.actors import ActorKind
from customers.models import Delivery
from followups.models import Answer, Call, CallAttempt, Invitation
from followups.states import SurveyKind
from reports.figures import Share
from reports.period import Period, Scope, Step, start_of
from reports.queries.calls import calls
from reports.queries.cases import first_response, reopened, resolution
from reports.queries.deliveries import on_time, on_time_trend
from reports.queries.flow import flow, flow_by_step
from reports.queries.satisfaction import csat, csat_by_promise, csat_trend, response
from reports.stats.samples import percentile
from tests.factories import LineFactory
from tests.reports.rows import MADRID, ask, case, day, deliver, plan_call
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 31, 12, 0, tzinfo=MADRID)


def moment(rng: random.Random, first: str = "02-20", days: int = 50) -> str:
    found = dt.datetime.combine(day(first), dt.time()) + dt.timedelta(minutes=rng.randrange(days * 1440))
    return found.isoformat(" ", "minutes")


def later(rng: random.Random, text: str) -> str:
    found = dt.datetime.fromisoformat(text) + dt.timedelta(minutes=rng.randrange(1, 6000))
    return found.isoformat(" ", "minutes")


def make_deliveries(rng: random.Random, lines: list) -> list:
    found = []
    for _ in range(40):
        arrived = day("02-20") + dt.timedelta(days=rng.randrange(50)) if rng.random() < 0.9 else None
        promised = day("02-20") + dt.timedelta(days=rng.randrange(50)) if rng.random() < 0.9 else None
        arrived_text, promised_text = (d and d.isoformat() for d in (arrived, promised))
        found.append(deliver(arrived_text, promised_text, rng.choice(lines)))
    return found


def make_answers(rng: random.Random, deliveries: list) -> None:
    for delivery in deliveries:
        for imported in (False, True):
            sent = moment(rng)
            score = rng.choice([None, 1, 2, 3, 4, 5])
            answered = later(rng, sent) if score and rng.random() < 0.8 else None
            if not imported or answered:
                ask(sent, answered=answered, score=score, delivery=delivery, imported=imported)


def make_cases(rng: random.Random, deliveries: list) -> None:
    for _ in range(40):
        opened = moment(rng)
        replied = later(rng, opened) if rng.random() < 0.8 else None
        story, when = [], opened
        for what in ("resolved", rng.choice(["reopened", "reopened by us"]), "resolved", "closed"):
            if rng.random() < 0.3:
                break
            when = later(rng, when)
            story.append((what, when))
        unit = rng.choice(deliveries).units.get() if rng.random() < 0.8 else None
        channel = rng.choice(["portal", "email", "survey", "phone", "call"])
        aside = rng.choice(["", "", "", "spam"])
        case(opened, replied=replied, story=tuple(story), channel=channel, unit=unit, aside=aside)


def make_calls(rng: random.Random) -> None:
    for _ in range(25):
        state = rng.choice(["planned", "done", "no_contact", "suppressed"])
        reason = rng.choice(["too_late", "opted_out"]) if state == "suppressed" else ""
        outcomes = rng.choices(["content", "no_answer", "busy", "call_back", "wrong_number"], k=rng.randrange(3))
        plan_call(moment(rng), state, reason=reason, outcomes=tuple(outcomes))


@pytest.fixture(params=[1, 2, 3])
def scope(request):
    """A random world, and a random stretch of it; the last two ask about one line only."""
    rng = random.Random(request.param)
    lines = [LineFactory(), LineFactory()]
    deliveries = make_deliveries(rng, lines)
    make_answers(rng, deliveries)
    make_cases(rng, deliveries)
    make_calls(rng)
    first = day("02-25") + dt.timedelta(days=rng.randrange(10))
    period = Period(first, first + dt.timedelta(days=rng.randrange(10, 35)))
    return Scope(period, None if request.param == 1 else lines[0].pk)


def inside(scope: Scope, instant: dt.datetime | None) -> bool:
    return instant is not None and scope.period.first <= instant.astimezone(MADRID).date() <= scope.period.last


def of_line(scope: Scope, delivery) -> bool:
    return scope.line is None or (delivery and any(u.product.line_id == scope.line for u in delivery.units.all()))


def share(flags: list[bool]) -> Share:
    return Share(sum(flags), len(flags))


def test_deliveries_equal_brute_force(scope):
    rows = [
        d
        for d in Delivery.objects.all()
        if d.delivered_on
        and d.promised_on
        and scope.period.first <= d.delivered_on <= scope.period.last
        and of_line(scope, d)
    ]
    assert on_time(scope) == share([d.delivered_on <= d.promised_on for d in rows])
    for point in on_time_trend(scope, Step.MONTH):
        same = [d for d in rows if start_of(d.delivered_on, Step.MONTH) == point.start]
        assert point.share == share([d.delivered_on <= d.promised_on for d in same])


def test_satisfaction_equals_brute_force(scope):
    rows = [
        a
        for a in Answer.objects.filter(question="csat").select_related("invitation__delivery")
        if inside(scope, a.answered_at) and of_line(scope, a.invitation.delivery)
    ]
    found = csat(scope, SurveyKind.DELIVERY)
    assert found.share == share([a.value >= 4 for a in rows])
    assert found.mean == pytest.approx(sum(a.value for a in rows) / len(rows))
    dated = [a for a in rows if a.invitation.delivery.delivered_on and a.invitation.delivery.promised_on]
    is_late = {a.pk: a.invitation.delivery.delivered_on > a.invitation.delivery.promised_on for a in dated}
    by_promise = csat_by_promise(scope)
    assert by_promise.late == share([a.value >= 4 for a in dated if is_late[a.pk]])
    assert by_promise.on_time == share([a.value >= 4 for a in dated if not is_late[a.pk]])
    for point in csat_trend(scope, SurveyKind.DELIVERY, Step.WEEK):
        same = [a for a in rows if start_of(a.answered_at.astimezone(MADRID).date(), Step.WEEK) == point.start]
        assert point.share == share([a.value >= 4 for a in same])


def test_response_equals_brute_force(scope):
    rows = [
        i
        for i in Invitation.objects.all()
        if i.source == "planned" and inside(scope, i.sent_at) and of_line(scope, i.delivery)
    ]
    assert response(scope, SurveyKind.DELIVERY) == share([i.answered_at is not None for i in rows])


def test_calls_equal_brute_force(scope):
    rows = [
        c
        for c in Call.objects.all()
        if inside(scope, c.due_at) and of_line(scope, c.delivery) and (c.state != "planned" or c.due_at <= NOW)
    ]
    wanted = [c for c in rows if c.state != "suppressed" or c.reason == "too_late"]
    outcomes: dict[int, list[str]] = {}
    for attempt in CallAttempt.objects.all():
        outcomes.setdefault(attempt.call_id, []).append(attempt.outcome)
    tried = [outcomes[c.pk] for c in wanted if c.pk in outcomes]
    found = calls(scope, NOW)
    assert found.done == share([c.state == "done" for c in wanted])
    assert found.reached == share([bool({"content", "unhappy", "call_back", "refused"} & set(o)) for o in tried])
    assert found.suppressed == len(rows) - len(wanted)


def tickets_of(scope: Scope) -> list[Ticket]:
    rows = Ticket.objects.filter(aside="").select_related("unit__product")
    return [t for t in rows if scope.line is None or (t.unit and t.unit.product.line_id == scope.line)]


def test_times_equal_brute_force(scope):
    opened = [t for t in tickets_of(scope) if inside(scope, t.created_at) and t.channel not in ("phone", "call")]
    waits = [(t.first_replied_at - t.created_at).total_seconds() for t in opened if t.first_replied_at]
    found = first_response(scope)
    assert (found.total, found.p50, found.p90) == (len(waits), *percentiles(waits))
    assert found.waiting == sum(t.first_replied_at is None and t.resolved_at is None for t in opened)
    spent = [(t.resolved_at - t.created_at).total_seconds() for t in tickets_of(scope) if inside(scope, t.resolved_at)]
    found = resolution(scope)
    assert (found.total, found.p50, found.p90) == (len(spent), *percentiles(spent))


def percentiles(seconds: list[float]) -> list:
    found = [percentile(seconds, share) for share in (0.5, 0.9)]
    return [pytest.approx(dt.timedelta(seconds=s), abs=dt.timedelta(milliseconds=1)) for s in found]


def test_flow_equals_brute_force(scope):
    mine = {t.pk for t in tickets_of(scope)}
    steps: dict[dt.date, list[int]] = {start: [0, 0, 0] for start in scope.period.steps(Step.WEEK)}
    running = 0
    cohort, again, ever = set(), set(), set()
    last_end = scope.period.end
    for event in TicketEvent.objects.filter(ticket__in=mine).order_by("at", "id"):
        moved = 0 if event.kind == "opened" else 1 if event.to_status == "resolved" else 2
        if event.to_status == "closed":
            continue
        if event.at < last_end:
            running += (1, -1, 1)[moved]
        if inside(scope, event.at):
            steps[start_of(event.at.astimezone(MADRID).date(), Step.WEEK)][moved] += 1
            if moved == 1 and event.ticket_id not in ever:
                cohort.add(event.ticket_id)
        if moved == 1:
            ever.add(event.ticket_id)
        if moved == 2 and event.ticket_id in cohort and event.actor_kind == ActorKind.CUSTOMER:
            again.add(event.ticket_id)
    found = flow_by_step(scope, Step.WEEK)
    assert [(f.start, f.came, f.left, f.back) for f in found] == [(s, c, x, b) for s, (c, x, b) in steps.items()]
    assert found[-1].open == running == flow(scope).open
    for before, after in pairwise(found):
        assert after.open == before.open + after.came + after.back - after.left
    assert reopened(scope) == Share(len(again), len(cohort))
