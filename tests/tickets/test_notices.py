import pytest

from core.actors import actor_of
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, UnitFactory
from tests.uploads import photo
from tickets.actions.conversation import reply_to_customer
from tickets.actions.status import resolve_ticket
from tickets.links import case_url
from tickets.states import Channel, MessageKind, Resolution, Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def agent():
    return actor_of(AgentFactory())


def letter() -> OutgoingMessage:
    return OutgoingMessage.objects.latest("pk")


def test_receipt_has_reference_content_date_time_and_link():
    unit = UnitFactory(product__name="Lavadora L9", purchase__order_ref="2026-77", purchase__customer__name="Marta Gil")

    ticket = open_case(unit=unit, text="Gotea.\nMucho.", language="en", files=[photo("charco.jpg")])

    mail = letter()
    assert (mail.kind, mail.language) == ("case_received", "en")
    assert mail.subject == f"We have received your case {ticket.reference}"
    for part in (
        ticket.reference,
        "16 November 2026, 11:00 (CET)",
        "Lavadora L9",
        "2026-77",
        "charco.jpeg",
        "Marta Gil",
    ):
        assert part in mail.text
        assert part in mail.html
    assert "Gotea.\nMucho." in mail.text
    assert "Gotea.<br>Mucho." in mail.html
    assert case_url(ticket) in mail.text
    assert f'href="{case_url(ticket)}"' in mail.html


def test_receipt_tells_the_hour_of_the_customers_place():
    customer = CustomerFactory(timezone="Atlantic/Canary")

    open_case(customer=customer, language="en")

    assert "16 November 2026, 10:00 (WET)" in letter().text


def test_receipt_of_a_call_does_not_show_our_notes():
    open_case(text="Cliente muy enfadado", channel=Channel.CALL, message_kind=MessageKind.PHONE, language="en")

    assert "enfadado" not in letter().subject + letter().text + letter().html


def test_receipt_of_danger_says_what_to_do_now():
    open_case(text="Sale humo", language="en")

    assert "call 112" in letter().text
    assert "call 112" in letter().html


def test_letters_show_html_as_it_was_written():
    open_case(text="<b>Hola</b> & adiós", language="en")

    assert "<b>Hola</b> & adiós" in letter().text
    assert "&lt;b&gt;Hola&lt;/b&gt; &amp; adiós" in letter().html


@pytest.mark.parametrize(
    ("then", "says"),
    [
        (Status.WAITING_CUSTOMER, "It is your turn"),
        (Status.WAITING_PART, "We are waiting for a part"),
        (Status.OPEN, "It is our turn"),
    ],
)
def test_reply_is_posted_and_says_whose_turn_it_is(agent, then, says):
    ticket = open_case(language="en")

    reply_to_customer(ticket=ticket, text="It's covered.", then=then, by=agent, now=NOW)

    mail = letter()
    assert (mail.kind, mail.to) == ("case_replied", ticket.customer.email)
    assert mail.subject == f"We have answered your case {ticket.reference}"
    for text in ("It's covered.", says, case_url(ticket)):
        assert text in mail.text
    assert "It&#x27;s covered." in mail.html
    assert says in mail.html


@pytest.mark.parametrize("last_words", ["Cambiamos la goma.", ""])
def test_resolution_is_posted_with_its_last_words(agent, last_words):
    ticket = open_case(language="en")

    resolve_ticket(ticket=ticket, resolution=Resolution.REPAIRED, text=last_words, by=agent, now=NOW)

    mail = letter()
    assert (mail.kind, mail.subject) == ("case_resolved", f"Your case {ticket.reference} is resolved")
    assert "Repaired" in mail.text
    assert last_words in mail.text
    assert last_words in mail.html
    assert "None" not in mail.text + mail.html
