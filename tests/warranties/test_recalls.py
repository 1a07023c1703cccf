"""Which recalls reach a claim."""

import datetime as dt

import pytest

from tests.factories import UnitFactory
from warranties.models import Recall
from warranties.queries import coverage_of_units, unit_facts

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 16)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def recalled(unit, **fields):
    given = {"reference": "RS-1", "title": "Cable", "hazard": "Fire", "what_to_do": "Unplug it", "remedies": ["refund"]}
    recall = Recall.objects.create(**(given | fields))
    recall.products.add(unit.product)
    return recall


@pytest.mark.parametrize(
    ("announced", "closed", "today", "reaches"),
    [
        (DAY, None, DAY, True),
        (AFTER, None, DAY, False),  # written down for a day to come
        (AFTER, None, AFTER, True),  # announced since the claim
        (BEFORE, DAY, AFTER, False),  # closed before the claim
        (BEFORE, AFTER, AFTER, True),  # closed since the claim
    ],
)
def test_recall_reaches_claims_from_its_announcement_until_it_is_closed(announced, closed, today, reaches):
    unit = UnitFactory()
    recalled(unit, announced_on=announced, closed_on=closed)
    assert bool(unit_facts(unit, claim_date=DAY, today=today).recalls) == reaches


def test_recall_of_a_day_to_come_is_in_no_list():
    unit = UnitFactory()
    recalled(unit, announced_on=AFTER)
    assert coverage_of_units([unit], DAY)[unit.pk].covered_by == ("legal",)
