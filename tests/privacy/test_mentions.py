"""Letters that mention a case are found by it, whoever reads them, without reading everybody's."""

import pytest

from core.actions.mail import enqueue_mail
from core.models import OutgoingMessage
from privacy.mentions import letters_mentioning
from privacy.people import Person
from privacy.queries import their_letters
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory
from tests.reports.test_indexes import plan_of
from tickets.rules import REFERENCE_ALPHABET, reference_of

pytestmark = pytest.mark.django_db
OURS, ANOTHER = "PV-7K3M-92QX", "PV-7K3M-92QZ"


def letter(to="otra@correo.example", subject="Hola", text="Nada."):
    return enqueue_mail(kind="notice", to=to, subject=subject, text=text, html="", language="es", now=NOW)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"subject": f"Re: {OURS}"}, True),
        ({"text": f"Su caso {OURS}, del lunes."}, True),
        ({"text": f"({OURS.lower()})"}, True),
        ({"text": f"{ANOTHER} y {OURS}{OURS}"}, True),
        ({"text": ANOTHER}, False),
        ({"text": "PV-7K3M 92QX"}, False),
        ({}, False),
    ],
)
def test_letter_is_found_by_the_case_that_it_mentions(said, found):
    mine = letter(**said)
    assert list(letters_mentioning([OURS])) == ([mine] if found else [])


@pytest.mark.parametrize("start", [0, 11, 22])
def test_letter_is_found_by_whatever_reference_a_case_may_have(start):
    reference = reference_of((REFERENCE_ALPHABET * 2)[start : start + 8])
    mine = letter(text=f"Caso {reference}.")
    assert [list(letters_mentioning([reference])), list(letters_mentioning([]))] == [[mine], []]


def test_letter_to_a_colleague_about_their_case_is_theirs():
    customer = CustomerFactory()
    case = open_case(customer)
    mine = letter(to=AgentFactory().email, text=f"Mire {case.reference}")
    letter(to=AgentFactory().email, text=f"Mire {open_case(CustomerFactory()).reference}")
    OutgoingMessage.objects.exclude(kind="notice").delete()
    assert list(their_letters(Person.of(customer))) == [mine]


def test_letters_that_mention_a_case_are_read_by_it():
    assert "privacy_letters_by_case" in plan_of(lambda: list(letters_mentioning([OURS])), "core_outgoingmessage")


def test_letters_of_a_person_are_read_by_index_alone():
    customer = CustomerFactory()
    person, asked = Person.of(customer), their_letters(Person.of(customer))
    plan = plan_of(lambda: list(asked), "core_outgoingmessage")
    assert (person.email in plan, "Seq Scan" in plan, "outgoing_to" in plan) == (True, False, True)
