"""What customers say on the phone that they want, written down by an agent."""

import pytest

from customers.models import Consent
from tests.factories import AgentFactory, CustomerFactory, CustomerUserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return CustomerFactory(email="marta@correo.example")


def address(customer):
    return f"/desk/customers/{customer.pk}/wishes/"


def test_write_down_a_wish_keeps_it_with_who_did(client, marta):
    agent = AgentFactory()
    client.force_login(agent)
    for _ in range(2):
        answer = client.post(address(marta), {"to": "calls", "given": "no"})
    marta.refresh_from_db()
    assert answer["Location"] == f"/desk/customers/{marta.pk}/"
    rows = Consent.objects.values_list("to", "given", "actor_kind", "actor")
    assert (marta.no_calls, list(rows)) == (True, [("calls", False, "staff", agent.pk)])


@pytest.mark.parametrize("sent", [{}, {"to": "calls"}, {"to": "sales", "given": "yes"}, {"to": "calls", "given": "x"}])
def test_write_down_nonsense_changes_nothing(client, marta, sent):
    client.force_login(AgentFactory())
    assert client.post(address(marta), sent).status_code == 302
    marta.refresh_from_db()
    assert (marta.no_calls, Consent.objects.count()) == (False, 0)


def test_write_down_a_wish_as_a_customer_is_not_found(client, marta):
    client.force_login(CustomerUserFactory(email=marta.email))
    assert client.post(address(marta), {"to": "calls", "given": "no"}).status_code == 404
    assert Consent.objects.count() == 0
