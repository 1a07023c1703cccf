import pytest
from django.core.exceptions import ValidationError

from core.zones import check_zone, zone_of
from customers.models import Customer
from tests.factories import NOW, CustomerFactory, UnitFactory
from warranties.queries import coverage_of, local_date

NO_ZONES = ["Madrid", "", "../etc/passwd", "/etc/passwd", "Europe/", "\x00", "x" * 300]


@pytest.mark.parametrize("name", NO_ZONES)
def test_zone_that_is_none_is_that_of_the_shop(name):
    assert zone_of(name).key == "Europe/Madrid"
    with pytest.raises(ValidationError):
        check_zone(name)


def test_zone_that_is_one_is_taken():
    check_zone("Atlantic/Canary")
    assert zone_of("Atlantic/Canary").key == "Atlantic/Canary"


@pytest.mark.django_db
def test_zone_of_a_customer_is_checked_where_it_is_typed():
    with pytest.raises(ValidationError) as refused:
        CustomerFactory.build(timezone="Madrid").full_clean()
    assert list(refused.value.message_dict) == ["timezone"]


@pytest.mark.django_db
def test_zone_that_somebody_spoiled_does_not_keep_from_deciding():
    unit = UnitFactory(delivery__installed_at=NOW)
    Customer.objects.update(timezone="Madrid")
    unit.refresh_from_db()
    assert local_date(unit, NOW) == NOW.date()
    assert coverage_of(unit, claim_date=NOW.date()).verdict
