"""Letters that wait when a customer's address changes open their cases from the new one, and nobody else's."""

import re

import pytest

from core.actors import actor_of
from core.models import OutgoingMessage
from customers.models import Customer
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.filings import begin
from tickets.actions.addresses import change_email
from tickets.links import case_url, filing_of, filing_url, relinked, ticket_of

NEW = "marta.nueva@correo.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return CustomerFactory(email="marta@correo.example")


def change(customer):
    account = CustomerUserFactory(email=customer.email)
    return change_email(account=account, email=NEW, by=actor_of(account), now=NOW)


def tokens(letter, kind="c"):
    """Of the links in its words and in its page."""
    return {token for part in (letter.text, letter.html) for token in re.findall(rf"/{kind}/([\w:-]+)/", part)}


def test_change_address_makes_the_links_of_waiting_letters_anew(marta):
    case = open_case(marta)
    letter = OutgoingMessage.objects.get(kind="case_received")
    assert change(marta) == 1
    letter.refresh_from_db()
    assert (letter.to, [ticket_of(token) for token in tokens(letter)]) == (NEW, [case])


def test_change_address_makes_the_link_of_a_complaint_on_its_way_anew(marta):
    filing = begin(UnitFactory(purchase__customer=marta))
    old = filing_url(filing)
    Customer.objects.update(email=NEW)
    new = relinked(f"Siga aquí: {old}", NEW)
    assert (filing_of(old.split("/")[-2]), filing_of(new.split("/")[-2])) == (None, filing)


def test_relink_leaves_what_is_not_the_readers_as_it_was(marta):
    words = f"{case_url(open_case(marta))} y https://x.example/c/nada/ y /c/:/"
    assert relinked(words, "otra@correo.example") == words
