"""The effect of the follow-up call, against the same words as plain loops, and against a truth that is known."""

from __future__ import annotations

import datetime as dt
import random
from math import isclose, sqrt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followups.models import Answer, Arm
from reports.figures import Share
from reports.queries.experiment import Effect, effect_of, experiment
from reports.stats.proportions import Z, mantel_haenszel
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, PurchaseFactory
from tests.followups.makers import case_survey, delivered, only_plan, sent_survey
from tickets.models import Ticket

DAY = dt.timedelta(days=1)


def assign(plan, rng, place, *, held=None, customer=None):
    unit = delivered(rng.uniform(1, 250), customer=customer)
    return Arm.objects.create(
        plan=plan,
        delivery=unit.delivery,
        stratum=rng.choice(["ES/1/late", "ES/1/on-time", "PT/2/"]),
        place=place,
        held_out=rng.random() < 0.4 if held is None else held,
        assigned_at=NOW - dt.timedelta(days=rng.choice([1, 29, 30, 31, 100, 179, 180, 200, 250])),
    )


def follow(arm, rng):
    """Something happens to whoever has that arm, at some distance from it."""
    customer = arm.delivery.purchase.customer
    at = arm.assigned_at + rng.choice([-5, 0, 1, 29, 30, 31]) * DAY
    if rng.random() < 0.6 and at <= NOW:
        kind = rng.choice(["complaint", "complaint", "question"])
        ticket = open_case(customer, now=at, kind=kind)
        if rng.random() < 0.2:
            Ticket.objects.filter(pk=ticket.pk).update(aside="spam")
    bought = arm.assigned_at + rng.choice([-5, 0, 1, 179, 180, 181]) * DAY
    if rng.random() < 0.6:
        ref = f"REG-{arm.pk}" if rng.random() < 0.2 else f"Q-{arm.pk}"
        PurchaseFactory(customer=customer, purchased_at=bought, order_ref=ref)
    if rng.random() < 0.6:
        survey = sent_survey(arm.delivery.units.get())
        question, value = rng.choice(["csat", "csat", "nps"]), rng.randint(1, 5)
        Answer.objects.create(invitation=survey, question=question, value=value, answered_at=NOW - DAY)


def by_hand(arms, length, happened):
    """The shares of both arms: of those with the whole time behind them, those to whom it happened."""
    shares = {}
    for held in (False, True):
        group = [arm for arm in arms if arm.held_out == held and (not length or NOW - arm.assigned_at >= length)]
        shares[held] = group
    return tuple(Share(sum(map(happened, shares[held])), len(shares[held])) for held in (False, True))


def complained(arm):
    theirs = Ticket.objects.filter(customer=arm.delivery.purchase.customer, kind="complaint", aside="")
    return any(dt.timedelta() <= one.created_at - arm.assigned_at < 30 * DAY for one in theirs)


def bought_again(arm):
    orders = arm.delivery.purchase.customer.purchases.all()
    ours = [one for one in orders if not one.order_ref.startswith("REG-")]
    return any(dt.timedelta() <= one.purchased_at - arm.assigned_at < 180 * DAY for one in ours)


def scores(arm):
    return [answer.value for answer in Answer.objects.filter(invitation__delivery=arm.delivery, question="csat")]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_experiment_agrees_with_plain_loops(seed):
    rng = random.Random(seed)
    plan, other = only_plan(), only_plan()
    arms = [assign(plan, rng, place) for place in range(25)]
    for arm in [*arms, assign(other, rng, 0)]:
        follow(arm, rng)
    found = experiment(plan.plan_id, NOW)
    assert (found.called, found.held_out) == tuple(sum(arm.held_out is held for arm in arms) for held in (False, True))
    assert (found.complaints.called, found.complaints.held_out) == by_hand(arms, 30 * DAY, complained)
    assert (found.repeats.called, found.repeats.held_out) == by_hand(arms, 180 * DAY, bought_again)
    answered = [arm for arm in arms if scores(arm)]
    happy = by_hand(answered, None, lambda arm: max(scores(arm)) >= 4)
    assert (found.csat.called, found.csat.held_out) == happy
    for effect in (found.complaints, found.repeats, found.csat):  # something happened to somebody
        assert effect.called.hits + effect.held_out.hits > 0


@pytest.mark.django_db
def test_experiment_counts_cases_too_and_is_empty_without_arms():
    plan = only_plan("resolved")
    assert experiment(plan.plan_id, NOW).complaints == Effect(Share(), Share())
    ticket = open_case(now=NOW - 60 * DAY)
    Arm.objects.create(plan=plan, ticket=ticket, stratum="ES", place=0, held_out=True, assigned_at=NOW - 50 * DAY)
    open_case(ticket.customer, now=NOW - 45 * DAY, kind="complaint")
    survey = case_survey(ticket, state="sent", sent_at=NOW - 40 * DAY)
    Answer.objects.create(invitation=survey, question="csat", value=5, answered_at=NOW - 39 * DAY)
    found = experiment(plan.plan_id, NOW)
    assert (found.complaints.held_out, found.repeats.held_out, found.csat.held_out) == (
        Share(1, 1),
        Share(0, 0),
        Share(1, 1),
    )
    assert found.complaints.difference.value is None


@pytest.mark.django_db
def test_experiment_costs_the_same_queries_for_any_number():
    plan, counts, rng = only_plan(), [], random.Random(3)
    for places in (range(1), range(1, 4)):
        for place in places:
            assign(plan, rng, place, customer=CustomerFactory())
        with CaptureQueriesContext(connection) as captured:
            experiment(plan.plan_id, NOW)
        counts.append(len(captured))
    assert counts == [4, 4]


def test_effect_compares_like_with_like():
    """In each stratum nothing changes; the strata differ, and so do their shares of held out: one heap would lie."""
    late = [(1, "late", False, 50, 100), (1, "late", True, 50, 100)]
    found = effect_of([*late, (1, "kept", False, 90, 900), (1, "kept", True, 10, 100)])
    assert found.difference.is_beyond_chance
    assert found.within is not None
    assert isclose(found.within[0], 0, abs_tol=1e-12)
    assert not found.is_beyond_chance


def test_mantel_haenszel_of_one_stratum_is_the_plain_difference():
    difference, (low, high) = mantel_haenszel([(30, 100, 45, 90)])
    assert isclose(difference, 0.3 - 0.5)
    half = Z * sqrt(0.3 * 0.7 / 100 + 0.5 * 0.5 / 90)
    assert isclose((high - low) / 2, half, rel_tol=0.02)


def test_mantel_haenszel_leaves_out_strata_with_one_side_and_says_none_without_any():
    assert mantel_haenszel([(3, 10, 0, 0), (0, 0, 2, 9)]) is None
    assert mantel_haenszel([]) is None
    assert mantel_haenszel([(30, 100, 45, 90), (3, 10, 0, 0)]) == mantel_haenszel([(30, 100, 45, 90)])


@pytest.mark.parametrize("size", [10, 80])
def test_mantel_haenszel_holds_the_truth_as_often_as_it_says(size):
    """Twelve strata with shares of their own and one true difference, again and again."""
    rng, held, rounds = random.Random(size), 0, 600
    truth, bases = -0.1, [0.15 + 0.06 * number for number in range(12)]

    def hits(share, total):
        return sum(rng.random() < share for _ in range(total))

    for _ in range(rounds):
        strata = [(hits(base + truth, size * 3), size * 3, hits(base, size), size) for base in bases]
        _difference, (low, high) = mantel_haenszel(strata)
        held += low <= truth <= high
    assert 0.925 <= held / rounds <= 0.975
