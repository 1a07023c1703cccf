"""Words that arrive in the very moment in which their customer is forgotten: they are refused, and kept nowhere."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from core.actors import customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from customers.actions.consents import set_wish
from customers.actions.details import Details, change_details
from customers.actions.registering import Told, register_product
from customers.models import Consent, Registration
from customers.states import ConsentTo
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from tests.cases import open_case
from tests.factories import CustomerFactory, UnitFactory
from tests.filings import begin
from tests.privacy.meanwhile import forgotten_while
from tickets.actions.appealing import appeal
from tickets.actions.conversation import write_as_customer
from tickets.actions.hands import release_unit
from tickets.actions.statements import send_filing
from tickets.models import Filing, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Soy Marta Gil, calle del Candil 7."


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", email="marta@correo.example")


def test_open_a_case_while_being_forgotten_leaves_no_words_behind(marta, monkeypatch):
    unit = UnitFactory(purchase__customer=marta)

    ended = forgotten_while(
        marta, lambda: open_case(unit=unit, text=WORDS, now=timezone.now()), monkeypatch, first=True
    )

    assert (ended, Message.objects.count(), OutgoingMessage.objects.count()) == (["forgotten"], 0, 0)


def test_send_a_complaint_while_being_forgotten_is_refused_in_words(marta, monkeypatch):
    # The customer is held first and the complaint then, by both: otherwise they wait in a circle.
    filing = begin(UnitFactory(purchase__customer=marta), customer=marta, now=timezone.now())
    by = customer_by_link(marta.email)

    ended = forgotten_while(
        marta, lambda: send_filing(filing=filing, language="es", by=by, now=timezone.now()), monkeypatch, first=True
    )

    assert (ended, Ticket.objects.count()) == (["filing_over"], 0)


def test_write_in_a_case_while_being_forgotten_leaves_no_words_behind(marta, monkeypatch):
    now = timezone.now()
    case = open_case(unit=UnitFactory(purchase__customer=marta), now=now - dt.timedelta(days=2))
    Ticket.objects.filter(pk=case.pk).update(
        status="resolved", resolution="repaired", resolved_at=now - dt.timedelta(days=1)
    )
    OutgoingMessage.objects.all().delete()
    case = Ticket.objects.select_related("customer").get(pk=case.pk)
    by = customer_by_link(marta.email)

    ended = forgotten_while(
        marta, lambda: write_as_customer(ticket=case, text=WORDS, by=by, now=timezone.now()), monkeypatch
    )

    assert (ended, Message.objects.exclude(text="[erased]").count()) == (["forgotten"], 0)


def test_begin_a_complaint_while_being_forgotten_leaves_no_words_behind(marta, monkeypatch):
    unit = UnitFactory(purchase__customer=marta)

    ended = forgotten_while(
        marta,
        lambda: begin(unit, customer=marta, told={"what": {"symptom": None, "text": WORDS}}, now=timezone.now()),
        monkeypatch,
    )

    assert (ended, Filing.objects.count()) == (["forgotten"], 0)


def test_register_a_product_while_being_forgotten_leaves_no_words_behind(marta, monkeypatch):
    told = Told(
        serial="SN-900", product_words="Cafetera de Marta Gil", bought_from="Tienda", bought_on=timezone.localdate()
    )
    by = customer_by_link(marta.email)

    ended = forgotten_while(
        marta,
        lambda: register_product(
            customer=marta, told=told, receipt=[], submission=uuid.uuid4(), by=by, now=timezone.now()
        ),
        monkeypatch,
    )

    assert (ended, Registration.objects.count()) == (["forgotten"], 0)


@pytest.mark.parametrize(
    "deed",
    [
        lambda marta, case, **by: write_as_customer(ticket=case, text=WORDS, **by),
        lambda marta, case, **by: appeal(ticket=case, text=WORDS, **by),
        lambda marta, case, **by: release_unit(unit=case.unit, invite="luis@correo.example", **by),
        lambda marta, case, **by: change_details(
            customer=marta, seen=Details.of(marta), details=replace(Details.of(marta), name="Marta G."), **by
        ),
    ],
)
def test_do_anything_as_who_was_forgotten_is_refused(marta, deed):
    now = timezone.now()
    case = open_case(unit=UnitFactory(purchase__customer=marta), now=now - dt.timedelta(days=2))
    by = customer_by_link(marta.email)
    Ticket.objects.filter(pk=case.pk).update(status="resolved", resolution="repaired", resolved_at=now)
    OutgoingMessage.objects.all().delete()
    erasure = ask_erasure(customer=marta, by=by, now=now - dt.timedelta(days=30))
    assert block(erasure=erasure, now=now).state == "blocked"
    letters = OutgoingMessage.objects.count()

    with pytest.raises(Refused) as refusal:
        deed(marta, case, by=by, now=now)

    assert (refusal.value.code, Message.objects.exclude(text="[erased]").count()) == ("forgotten", 0)
    assert OutgoingMessage.objects.count() == letters


def test_wish_as_who_was_forgotten_writes_nothing(marta):
    erasure = ask_erasure(customer=marta, by=customer_by_link(marta.email), now=timezone.now() - dt.timedelta(days=30))
    block(erasure=erasure, now=timezone.now())

    written = set_wish(
        customer=marta, to=ConsentTo.CALLS, given=False, by=customer_by_link("marta@correo.example"), now=timezone.now()
    )

    assert (written, Consent.objects.count()) == ([], 0)
