import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tests.followups.makers import planned_call

pytestmark = pytest.mark.django_db


def test_customer_page_shows_what_they_bought_and_their_cases(desk, case):
    page = desk.get(f"/desk/customers/{case.customer_id}/").content.decode()
    assert [words in page for words in (case.unit.product.name, case.subject, case.customer.email)] == [True] * 3


def test_unit_page_says_what_would_cover_it(desk, case):
    page = desk.get(f"/desk/units/{case.unit_id}/").content.decode()
    assert [words in page for words in ("If it failed today", "Legal guarantee", case.unit.serial, case.reference)] == [
        True
    ] * 4


def test_unit_page_leaves_out_what_does_not_reach_the_sale(desk):
    unit = UnitFactory(purchase__channel="store")
    page = desk.get(f"/desk/units/{unit.pk}/")
    assert [block.line.name or block.line.regime.label for block in page.context["blocks"]] == ["Legal guarantee"]


def test_unit_page_says_when_the_withdrawal_ended(desk):
    unit = UnitFactory(
        purchase__purchased_at=NOW - dt.timedelta(days=60),
        delivery__delivered_at=NOW - dt.timedelta(days=50),
        delivery__delivered_on=(NOW - dt.timedelta(days=50)).date(),
    )
    [_legal, withdrawal] = desk.get(f"/desk/units/{unit.pk}/").context["blocks"]
    assert (withdrawal.ended, withdrawal.until) == (True, dt.date(2026, 10, 11))


def test_unit_page_says_that_it_may_be_returned(desk):
    now = timezone.now()
    unit = UnitFactory(
        purchase__purchased_at=now - dt.timedelta(days=4),
        delivery__delivered_at=now - dt.timedelta(days=2),
        delivery__delivered_on=(now - dt.timedelta(days=2)).date(),
    )
    assert "They may return it · until" in desk.get(f"/desk/units/{unit.pk}/").content.decode()


def test_customer_page_dates_a_finished_call_by_its_end(desk):
    planned, finished = (dt.datetime(2026, month, 3, 10, tzinfo=dt.UTC) for month in (2, 1))
    call = planned_call(due_at=planned, state="done", outcome="content", finished_at=finished)
    page = desk.get(f"/desk/customers/{call.customer_id}/").content.decode()
    assert ('datetime="2026-01-03' in page, 'datetime="2026-02-03' in page) == (True, False)


def test_unit_on_its_way_is_shown_as_such(desk):
    unit = UnitFactory(delivery__delivered_at=None, delivery__promised_on=dt.date(2026, 12, 1))
    assert b"not yet" in desk.get(f"/desk/units/{unit.pk}/").content


def test_customer_page_costs_the_same_queries_for_1_3_and_30_units(desk):
    costs = []
    for count in (1, 3, 30):
        customer = CustomerFactory()
        for _ in range(count):
            open_case(unit=UnitFactory(purchase__customer=customer))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/desk/customers/{customer.pk}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 16
