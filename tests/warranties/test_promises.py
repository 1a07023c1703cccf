"""From when until when a service plan runs, and where it holds."""

import pytest

from tests.factories import GuaranteeFactory, PlanFactory
from tests.warranties.made_up import plan
from tests.warranties.sales import day


def test_plan_runs_from_its_own_day_else_from_the_delivery():
    delivered = day("2024-01-10")
    assert plan(months=36).runs(delivered) == (delivered, day("2027-01-10"))
    assert plan(months=36, starts_on=day("2024-02-01")).runs(delivered) == (day("2024-02-01"), day("2027-02-01"))
    assert plan(months=36, starts_on=day("2024-02-01")).runs(None) == (day("2024-02-01"), day("2027-02-01"))


def test_plan_whose_first_day_is_not_known_does_not_run():
    assert plan().runs(None) is None


@pytest.mark.django_db
@pytest.mark.parametrize("maker", [GuaranteeFactory, PlanFactory])
def test_promise_for_the_united_kingdom_holds_there_by_either_code(maker):
    assert maker(territory=["GB", "UK", "ES"]).terms().territory == ("UK", "UK", "ES")
