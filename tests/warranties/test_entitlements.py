"""Free support and discounted maintenance: until when, how much, how many visits are left."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warranties.entitlements import Standing, entitlements
from warranties.facts import Facts
from warranties.promises import PlanTerms

DELIVERED = dt.date(2025, 3, 31)
TODAY = dt.date(2026, 3, 17)


def plan(**given):
    fields = {"code": "plan-1", "name": "Tranquilidad", "guarantor": "Tienda", "months": 24, "percent": 20, "visits": 3}
    return PlanTerms(**(fields | {"kinds": ("free_support", "maintenance_discount")} | given))


def facts(**given):
    return Facts(**({"jurisdiction": "ES", "delivery_date": DELIVERED} | given))


def found(today=TODAY, sale=None, **given):
    return entitlements(facts(**(sale or {})), [plan(**given)], today)


def test_plan_with_both_gives_support_and_maintenance():
    support, maintenance = found(visits_used=1)
    assert (support.kind, support.standing, support.until) == ("free_support", Standing.OPEN, dt.date(2027, 3, 31))
    assert (support.percent, support.visits, support.left) == (0, None, None)
    assert (maintenance.kind, maintenance.percent, maintenance.used, maintenance.left) == (
        "maintenance_discount",
        20,
        1,
        2,
    )


def test_plan_that_only_answers_for_faults_gives_nothing_here():
    assert found(kinds=("extension", "accidental_damage"), percent=0, visits=None) == ()


def test_support_comes_before_maintenance_whatever_the_order_of_the_plans():
    plans = [plan(code="a", kinds=("maintenance_discount",)), plan(code="b", kinds=("free_support",))]
    assert [it.plan.code for it in entitlements(facts(), plans, TODAY)] == ["b", "a"]


@pytest.mark.parametrize(
    ("today", "given", "sale", "standing"),
    [
        (DELIVERED, {}, {}, Standing.OPEN),
        (DELIVERED - dt.timedelta(days=1), {}, {}, Standing.NOT_BEGUN),
        (dt.date(2027, 3, 31), {}, {}, Standing.OPEN),
        (dt.date(2027, 4, 1), {}, {}, Standing.ENDED),
        (TODAY, {"starts_on": dt.date(2026, 3, 18)}, {}, Standing.NOT_BEGUN),
        (TODAY, {}, {"delivery_date": None}, Standing.NOT_BEGUN),
        (TODAY, {"starts_on": dt.date(2026, 1, 1)}, {"delivery_date": None}, Standing.OPEN),
        (TODAY, {"territory": ("PT",)}, {}, Standing.ELSEWHERE),
        (TODAY, {"territory": ("PT", "ES")}, {}, Standing.OPEN),
        (TODAY, {"territory": ("PT",)}, {"jurisdiction": ""}, Standing.OPEN),
        (TODAY, {"transferable": False}, {"changed_hands": True}, Standing.FIRST_OWNER_ONLY),
        (TODAY, {"transferable": True}, {"changed_hands": True}, Standing.OPEN),
        (TODAY, {"transferable": False}, {"changed_hands": False}, Standing.OPEN),
        (dt.date(2028, 1, 1), {"territory": ("PT",)}, {}, Standing.ELSEWHERE),
    ],
)
def test_support_stands_as_its_days_and_terms_say(today, given, sale, standing):
    [support] = found(today, sale, kinds=("free_support",), percent=0, visits=None, **given)
    assert (support.standing, support.is_open) == (standing, standing == Standing.OPEN)


@pytest.mark.parametrize(
    ("visits", "used", "standing", "left"),
    [
        (3, 2, Standing.OPEN, 1),
        (3, 3, Standing.USED_UP, 0),
        (3, 4, Standing.USED_UP, 0),
        (None, 40, Standing.OPEN, None),
        (0, 0, Standing.USED_UP, 0),
    ],
)
def test_maintenance_lasts_as_many_visits_as_the_plan(visits, used, standing, left):
    [maintenance] = found(kinds=("maintenance_discount",), visits=visits, visits_used=used)
    assert (maintenance.standing, maintenance.left) == (standing, left)


def test_visits_used_up_do_not_end_the_support():
    support, maintenance = found(visits_used=3)
    assert (support.standing, maintenance.standing) == (Standing.OPEN, Standing.USED_UP)


@given(used=st.integers(0, 50), visits=st.integers(0, 50), days=st.integers(-900, 3000))
def test_one_more_visit_never_leaves_more(used, visits, days):
    today = DELIVERED + dt.timedelta(days=days)
    [before] = found(today, kinds=("maintenance_discount",), visits=visits, visits_used=used)
    [after] = found(today, kinds=("maintenance_discount",), visits=visits, visits_used=used + 1)
    assert after.left <= before.left
    assert before.is_open or not after.is_open
