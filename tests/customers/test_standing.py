import pytest

from core.actors import actor_of
from core.models import AuditEntry
from customers.actions.standing import set_standing
from customers.models import Customer
from customers.states import Standing
from tests.factories import NOW, AgentFactory, CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return actor_of(AgentFactory())


@pytest.mark.parametrize("standing", Standing)
def test_set_standing_holds_for_every_record_of_the_person_with_its_trace(ana, standing):
    marta = CustomerFactory(email="marta@correo.example")
    again, other = CustomerFactory(email="marta@correo.example"), CustomerFactory()
    assert set_standing(customer=marta, standing=standing, holds=True, by=ana, now=NOW) == 2
    holds = dict(Customer.objects.values_list("pk", standing.value))
    assert holds == {marta.pk: True, again.pk: True, other.pk: False}
    traces = AuditEntry.objects.filter(noun="customers.customer", after={standing.value: True})
    assert set(traces.values_list("object_id", flat=True)) == {marta.pk, again.pk}


def test_set_standing_twice_writes_once_and_takes_back(ana):
    marta = CustomerFactory()
    told = [(True, 1), (True, 0), (False, 1), (False, 0)]
    for holds, count in told:
        assert set_standing(customer=marta, standing=Standing.MINOR, holds=holds, by=ana, now=NOW) == count
    assert AuditEntry.objects.filter(noun="customers.customer").count() == 2


def test_set_standing_of_who_was_forgotten_writes_nothing(ana):
    gone = CustomerFactory(name="", email="", phone="", address="", city="", postal_code="", erased_at=NOW)
    assert set_standing(customer=gone, standing=Standing.DECEASED, holds=True, by=ana, now=NOW) == 0
    assert not AuditEntry.objects.exists()
