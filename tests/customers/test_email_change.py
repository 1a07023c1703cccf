"""Another e-mail: the new address answers first, the old one is told, and the link works once and for a day."""

import datetime as dt

import pytest

from core.actions.mail import enqueue_mail
from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry, OutgoingMessage
from customers import columns
from customers.actions.email import ask_email_change, change_email
from customers.actions.import_purchases import import_purchases
from customers.former import is_one_of, prints_of
from customers.links import email_change_of, email_change_token
from customers.models import Customer
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, CustomerUserFactory
from tests.imports import csv_bytes, purchase, run
from tickets.links import case_token, ticket_of

NEW = "marta.nueva@correo.example"
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return CustomerFactory(email="marta@correo.example")


@pytest.fixture
def account(marta):
    return CustomerUserFactory(email=marta.email)


def change(account, email=NEW):
    return change_email(account=account, email=email, by=actor_of(account), now=NOW)


def test_ask_for_another_address_writes_to_it_and_to_nobody_else(account):
    message = ask_email_change(account=account, email=NEW, now=NOW)
    assert OutgoingMessage.objects.get() == message
    token = email_change_token(account, NEW, NOW)
    assert message.to == NEW
    assert "/e/" in message.text
    assert [word for word in ("marta", "correo.example") if word in token] == []


def test_ask_for_the_address_of_another_customer_answers_the_same(account):
    taken = CustomerFactory(email=NEW)
    known = ask_email_change(account=account, email=taken.email, now=NOW)
    unknown = ask_email_change(account=account, email="nadie@correo.example", now=NOW)
    assert (known.subject, known.kind, len(known.text.splitlines())) == (
        unknown.subject, unknown.kind, len(unknown.text.splitlines()),
    )  # fmt: skip


def test_ask_for_the_address_that_one_has_is_refused(account):
    with pytest.raises(Refused) as error:
        ask_email_change(account=account, email=account.email, now=NOW)
    assert (error.value.code, OutgoingMessage.objects.count()) == ("email_same", 0)


def test_open_a_token_gives_the_change_for_a_day(account):
    token = email_change_token(account, NEW, NOW)
    found = email_change_of(token, NOW + DAY - dt.timedelta(seconds=2))
    assert (found.account, found.email) == (account, NEW)
    assert email_change_of(token, NOW + DAY + dt.timedelta(seconds=2)) is None


@pytest.mark.parametrize("spoil", ["", "x", "é" * 40, "a" * 3000])
def test_open_a_token_that_is_not_ours_gives_nothing(account, spoil):
    token = email_change_token(account, NEW, NOW)
    assert email_change_of(spoil, NOW) is None
    assert email_change_of(token[:-3] + spoil, NOW) is None


def test_open_a_token_of_an_account_that_is_staff_now_gives_nothing(account):
    token = email_change_token(account, NEW, NOW)
    account.role = "agent"
    account.save()
    assert email_change_of(token, NOW) is None


def test_change_address_moves_the_account_and_every_record(marta, account, settings):
    twin, other = CustomerFactory(email=marta.email), CustomerFactory()
    token = email_change_token(account, NEW, NOW)
    assert change(account) == 2
    account.refresh_from_db()
    assert account.email == NEW
    emails = Customer.objects.order_by("pk").values_list("email", flat=True)
    assert list(emails) == [NEW, NEW, other.email]
    told = OutgoingMessage.objects.get(kind="email_changed")
    assert (told.to, NEW in told.text) == ("marta@correo.example", False)
    assert email_change_of(token, NOW) is None
    assert {one.object_id for one in AuditEntry.objects.filter(what="email_changed")} == {marta.pk, twin.pk}
    assert is_one_of("marta@correo.example", prints_of([marta.pk]))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert is_one_of("marta@correo.example", prints_of([marta.pk]))
    assert not is_one_of(NEW, prints_of([marta.pk]))


def test_change_address_closes_the_links_that_went_to_the_old_one(marta, account):
    ticket = open_case(marta)
    token = case_token(ticket)
    assert ticket_of(token) == ticket
    change(account)
    assert ticket_of(token) is None


def test_change_address_sends_what_waits_to_the_new_one_but_no_code(account):
    words = {"subject": "s", "text": "t", "html": "", "language": "es", "now": NOW}
    waiting = enqueue_mail(kind="case_replied", to=account.email, **words)
    code = enqueue_mail(kind="login_code", to=account.email, secret=True, **words)
    change(account)
    waiting.refresh_from_db()
    code.refresh_from_db()
    assert (waiting.to, code.to) == (NEW, "marta@correo.example")


@pytest.mark.parametrize("make", [CustomerFactory, AgentFactory])
def test_change_address_to_that_of_another_is_refused(marta, account, make):
    make(email=NEW)
    with pytest.raises(Refused) as error:
        change(account)
    account.refresh_from_db()
    marta.refresh_from_db()
    assert (error.value.code, account.email, marta.email) == (
        "email_taken",
        "marta@correo.example",
        "marta@correo.example",
    )
    assert (OutgoingMessage.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("told", "email"), [("marta@correo.example", NEW), ("del.trabajo@correo.example", "del.trabajo@correo.example")]
)
def test_import_keeps_the_confirmed_address_until_the_shop_tells_another(told, email):
    def imported(address):
        rows = csv_bytes(purchase(customer_email=address))
        run(import_purchases, columns.COLUMNS, columns.REQUIRED, rows, now=NOW)

    imported("marta@correo.example")
    change(CustomerUserFactory(email="marta@correo.example"))
    imported(told)
    assert Customer.objects.get().email == email
