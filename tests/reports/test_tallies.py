"""What is read from the roll-ups is what the tables say."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from followups.states import SurveyKind
from reports.figures import Counted
from reports.measures.calls import DUE, TRIED
from reports.measures.cases import FIRST_RESPONSE, OPENED, RESOLUTION
from reports.measures.deliveries import ON_TIME
from reports.measures.surveys import ASKED_DELIVERY, CSAT_DELIVERY
from reports.period import Period, Scope, Step
from reports.queries.calls import calls
from reports.queries.cases import first_response, opened, resolution
from reports.queries.deliveries import on_time, on_time_trend
from reports.queries.satisfaction import csat, csat_by_promise, response
from reports.queries.tallies import counted
from reports.stats.samples import Lengths
from tests.reports.rows import MADRID, day, deliver
from tests.reports.test_rollups import everything, settle

pytestmark = pytest.mark.django_db

MARCH = Period(day("03-01"), day("03-31"))
AFTER = dt.datetime(2026, 5, 1, tzinfo=MADRID)
READ = (OPENED, ON_TIME, CSAT_DELIVERY, ASKED_DELIVERY, DUE, TRIED, FIRST_RESPONSE, RESOLUTION)


@pytest.fixture(params=["whole", "one line"])
def scope(request):
    lines = everything(random.Random(request.param).randrange(1000))
    settle()
    return Scope(MARCH, lines[0].pk if request.param == "one line" else None)


def test_counted_is_what_the_tables_say(scope, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = counted(READ, scope)

    def of(measure):
        return found.get((measure.code, None, None), Counted())

    def share(measure):
        return of(measure).hits, of(measure).n

    def told(figure):
        return figure.hits, figure.total

    assert share(ON_TIME) == told(on_time(scope))
    assert share(CSAT_DELIVERY) == told(csat(scope, SurveyKind.DELIVERY).share)
    assert share(ASKED_DELIVERY) == told(response(scope, SurveyKind.DELIVERY))
    assert share(DUE) == told(calls(scope, AFTER).done)
    assert share(TRIED) == told(calls(scope, AFTER).reached)
    assert of(OPENED).n == opened(scope).count()
    for measure, times in ((FIRST_RESPONSE, first_response(scope)), (RESOLUTION, resolution(scope))):
        lengths = Lengths(of(measure).lengths)
        assert lengths.total == of(measure).n == times.total
        for part, exact in ((0.5, times.p50), (0.9, times.p90)):
            assert lengths.percentile(part) == pytest.approx(exact.total_seconds(), rel=0.0051)


def test_counted_apart_and_by_steps(scope):
    apart = counted([CSAT_DELIVERY], scope, apart=[CSAT_DELIVERY])
    promise = csat_by_promise(scope)
    for by, figure in (("late", promise.late), ("on_time", promise.on_time)):
        one = apart.get(("csat_delivery", by, None), Counted())
        assert (one.hits, one.n) == (figure.hits, figure.total)
    weeks = counted([ON_TIME], scope, step=Step.WEEK)
    for point in on_time_trend(scope, Step.WEEK):
        one = weeks.get(("on_time", None, point.start), Counted())
        assert (one.hits, one.n) == (point.share.hits, point.share.total)


def test_counted_of_places():
    deliver("03-10", "03-10")
    far = deliver("03-11", "03-10")
    far.purchase.channel = "phone"
    far.purchase.save()
    far.purchase.customer.country = "PT"
    far.purchase.customer.save()
    settle()
    for which, expected in (({"channel": "phone"}, (0, 1)), ({"country": "PT"}, (0, 1)), ({"channel": "store"}, None)):
        one = counted([ON_TIME], Scope(MARCH, **which)).get(("on_time", None, None))
        assert (one and (one.hits, one.n)) == expected
