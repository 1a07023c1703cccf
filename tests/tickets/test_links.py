import pytest

from tests.cases import open_case
from tickets.links import case_token, case_url, ticket_id_of

pytestmark = pytest.mark.django_db


def test_token_opens_its_case_and_says_nothing_of_its_customer():
    ticket = open_case()
    token = case_token(ticket)

    assert ticket_id_of(token) == ticket.pk
    assert ticket.customer.email not in token
    assert case_url(ticket).endswith(f"/c/{token}/")


def test_token_signed_for_something_else_opens_nothing():
    from django.core import signing

    assert ticket_id_of(signing.dumps(open_case().pk, salt="another.door")) is None
