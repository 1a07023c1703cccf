"""Another address is confirmed in the very moment in which its reader is forgotten: one of the two is first."""

import datetime as dt
import time

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from core.actions.mail import enqueue_mail
from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import AuditEntry, OutgoingMessage, User
from customers.actions.email import change_email
from customers.links import email_change_token
from customers.models import Customer
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from tests.factories import CustomerFactory, CustomerUserFactory
from tests.privacy.meanwhile import forgotten_while, in_a_thread

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "marta.nueva@correo.example"


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", email="marta@correo.example")


@pytest.fixture
def account(marta):
    return CustomerUserFactory(email=marta.email)


def test_confirm_an_address_while_being_forgotten_makes_nobody_wait_in_a_circle(marta, account, monkeypatch):
    token, answers = email_change_token(account, NEW, timezone.now()), []
    assert Client().get(f"/e/{token}/").status_code == 200  # what is read once only is read by now

    ended = forgotten_while(
        marta, lambda: answers.append(Client().post(f"/e/{token}/").status_code), monkeypatch, first=True, pause=2
    )

    account.refresh_from_db()
    assert (ended, answers, account.is_active) == ([], [409], False)
    assert (NEW in account.email, Customer.objects.get().email, AuditEntry.objects.count()) == (False, "", 0)
    assert OutgoingMessage.objects.exclude(to="").count() == 0


def test_change_address_of_who_was_forgotten_meanwhile_is_refused(marta, account, monkeypatch):
    given = {"email": NEW, "by": actor_of(account), "now": timezone.now()}

    ended = forgotten_while(marta, lambda: change_email(account=account, **given), monkeypatch)

    held = User.objects.get(pk=account.pk)
    assert (ended, held.is_active, NEW in held.email) == (["forgotten"], False, False)
    assert OutgoingMessage.objects.exclude(to="").count() == 0


def test_change_address_of_an_account_that_has_another_by_now_is_refused(marta, account):
    stale = User.objects.get(pk=account.pk)
    change_email(account=account, email=NEW, by=actor_of(account), now=timezone.now())
    letters = OutgoingMessage.objects.count()

    with pytest.raises(Refused) as refusal:
        change_email(account=stale, email="otra@correo.example", by=actor_of(account), now=timezone.now())

    assert (refusal.value.code, User.objects.get().email, Customer.objects.get().email) == ("email_over", NEW, NEW)
    assert OutgoingMessage.objects.count() == letters


def test_change_address_twice_at_once_is_once(marta, account):
    stale = User.objects.get(pk=account.pk)
    given = {"email": NEW, "by": actor_of(account), "now": timezone.now()}

    assert [change_email(account=one, **given) for one in (account, stale)] == [1, 0]

    assert (User.objects.get().email, OutgoingMessage.objects.filter(kind="email_changed").count()) == (NEW, 1)


def test_forget_who_changes_their_address_finds_what_goes_to_the_new_one(marta, account):
    now = timezone.now()
    erasure = ask_erasure(customer=marta, by=customer_by_link(marta.email), now=now - dt.timedelta(days=30))
    enqueue_mail(kind="notice", to=marta.email, subject="s", text="t", html="", language="es", now=now)
    said = []
    forgetting = in_a_thread(lambda: block(erasure=erasure, now=now), said)
    with transaction.atomic():
        change_email(account=account, email=NEW, by=actor_of(account), now=now)
        forgetting.start()
        time.sleep(1)
    forgetting.join(20)

    erasure.refresh_from_db()
    assert (said, erasure.state) == ([], "blocked")
    assert [OutgoingMessage.objects.filter(to=to).count() for to in (NEW, "marta@correo.example")] == [0, 0]
    assert (NEW in User.objects.get().email, Customer.objects.get().email) == (False, "")
