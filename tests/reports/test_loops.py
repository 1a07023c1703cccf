"""Loops counted by hand: of each kind one, and nothing twice."""

import datetime as dt

import pytest

from followups.models import Loop
from reports.figures import Share
from reports.period import Period, Scope
from reports.queries.loops import LoopFigures, loops
from tests.cases import open_case
from tests.factories import NOW, UnitFactory
from tests.followups.makers import delivered, sent_survey

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = Scope(Period(NOW.date(), NOW.date()))


def loop(*, due=1.0, closed=None, opened=0.0, unit=None, **fields):
    unit = unit or delivered(6)
    return Loop.objects.create(
        invitation=sent_survey(unit),
        question="csat",
        score=1,
        ticket=open_case(unit=unit),
        opened_at=NOW + opened * DAY,
        due_at=NOW + due * DAY,
        closed_at=None if closed is None else NOW + closed * DAY,
        **fields,
    )


def test_loops_counts_each_in_its_place():
    loop(closed=0.5)
    loop(closed=1)
    loop(closed=1.5)
    loop()
    loop(due=9)
    loop(closed=0.5, dropped=True)
    loop(closed=1.5, dropped=True)
    loop(opened=-1, closed=0)
    loop(opened=1, closed=2)
    assert loops(TODAY, NOW + 3 * DAY) == LoopFigures(
        opened=6, closed=Share(2, 5), closed_late=1, open_late=2, waiting=1
    )


def test_loops_of_a_line_counts_its_own_once():
    unit = delivered(6)
    UnitFactory(purchase=unit.purchase, delivery=unit.delivery, product=unit.product)
    loop(unit=unit, closed=0.5)
    loop(closed=0.5)
    line = Scope(TODAY.period, unit.product.line_id)
    assert loops(line, NOW + DAY) == LoopFigures(opened=1, closed=Share(1, 1), closed_late=0, open_late=0, waiting=0)


def test_loops_of_nobody_is_nothing():
    assert loops(TODAY, NOW) == LoopFigures(0, Share(0, 0), 0, 0, 0)
