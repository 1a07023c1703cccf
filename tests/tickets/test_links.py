import pytest
from django.core import signing

from tests.cases import open_case
from tickets.links import case_token, case_url, ticket_of

pytestmark = pytest.mark.django_db


def test_token_opens_its_case_and_says_nothing_of_its_customer():
    ticket = open_case()
    token = case_token(ticket)

    assert ticket_of(token) == ticket
    assert ticket.customer.email not in str(signing.loads(token, salt="tickets.case-link"))
    assert case_url(ticket).endswith(f"/c/{token}/")


def test_token_signed_for_something_else_opens_nothing():
    assert ticket_of(signing.dumps([open_case().pk, "x"], salt="another.door")) is None


def test_token_of_a_case_that_is_none_opens_nothing():
    assert ticket_of(signing.dumps([0, "x"], salt="tickets.case-link")) is None


def test_token_sent_to_an_address_that_was_mended_opens_nothing():
    ticket = open_case()
    token = case_token(ticket)

    ticket.customer.email = "buena@correo.example"
    ticket.customer.save()

    assert ticket_of(token) is None
    assert ticket_of(case_token(ticket)) == ticket
