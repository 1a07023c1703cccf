"""The customers' door: a code by e-mail. Nobody learns at it who is a customer."""

import re
import time
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertRedirects

from core.models import OutgoingMessage, User
from tests.factories import AgentFactory, CustomerFactory, CustomerUserFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_code_from_the_mail_leads_where_the_customer_was_going(enter, marta):
    unit = UnitFactory(purchase__customer=marta, product__name="Lavadora L9")
    visitor, goal = enter(None), f"/portal/products/{unit.pk}/case/"

    door = visitor.get(goal).url
    confirm = visitor.post(door, {"email": " Marta@Correo.example"})
    letter = OutgoingMessage.objects.get(kind="login_code", to=marta.email)
    code = re.search(r"^ {4}(\S+)$", letter.text, re.MULTILINE)[1]
    entered = visitor.post(confirm.url, {"code": code})

    assertRedirects(entered, goal)
    assertContains(visitor.get(goal), "Lavadora L9")


ASK, CONFIRM = "/account/login/code/", "/account/login/code/confirm/"


@pytest.fixture
def emails(db):
    """One of each kind of those who may ask."""
    known = CustomerFactory(email="conocida@correo.example")
    CustomerUserFactory(email=known.email)
    CustomerFactory(email="primera.vez@correo.example")
    AgentFactory(email="ana@tienda.example")
    CustomerFactory(email=AgentFactory(email="luis@tienda.example").email)
    CustomerUserFactory(email="cerrada@correo.example", is_active=False)
    return {
        "a customer with an account": known.email,
        "a customer who never came in": "primera.vez@correo.example",
        "nobody": "nadie@correo.example",
        "staff": "ana@tienda.example",
        "staff who bought something": "luis@tienda.example",
        "a closed account": "cerrada@correo.example",
    }


def knocks(email):
    """All that somebody sees who asks for a code and guesses it until no try is left, and what was asked for it."""
    visitor, seen, asked = Client(headers={"accept-language": "en"}), [], []
    steps = [
        lambda: visitor.post(ASK, {"email": email}),
        lambda: visitor.get(CONFIRM),
        *[lambda: visitor.post(CONFIRM, {"code": "AAAA-AAAA"})] * 3,
        lambda: visitor.get(ASK),
    ]
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            page = step()
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()).replace(email, "E-MAIL")
        told = sorted(
            (name, value) for name, value in page.headers.items() if name not in ("Content-Length", "Expires")
        )
        seen.append((page.status_code, told, body))
        asked.append([kind for query in queries if (kind := _kind(query["sql"]))])
    return seen, asked


def _kind(sql):
    """What was asked, without its values; nothing for the marks of transactions, which end one way or the other."""
    return "" if "SAVEPOINT" in sql else re.sub(r"'[^']*'|\d+|_[0-9a-f]{8,}", "?", sql)[:50]


def test_ask_for_a_code_is_answered_the_same_whoever_asks(emails):
    knocks("warm@correo.example")

    answers = {who: knocks(email) for who, email in emails.items()}

    pages, work = answers["nobody"]
    assert [page[0] for page in pages] == [302, 200, 200, 200, 302, 200]
    for who, (seen, asked) in answers.items():
        assert seen == pages, who
        assert asked == work, who


def test_ask_for_many_codes_is_told_to_wait_though_a_minute_went_by(monkeypatch, marta):
    """Three in a minute of one e-mail, twelve in an hour; the same for an e-mail that nobody has."""
    for email in (marta.email, "nadie@correo.example"):
        statuses = []
        for minute in range(14):
            at = time.time() + 61 * minute
            with patch("allauth.core.internal.ratelimit.time.time", return_value=at):
                statuses.append(Client().post(ASK, {"email": email}).status_code)
        assert statuses == [302] * 12 + [200] * 2, email
    assert OutgoingMessage.objects.count() == 12


def test_ask_for_codes_of_many_people_is_told_to_wait(db):
    statuses = []
    for number in range(63):
        at = time.time() + 4 * number
        with patch("allauth.core.internal.ratelimit.time.time", return_value=at):
            statuses.append(Client().post(ASK, {"email": f"x{number}@correo.example"}).status_code)
    assert statuses == [302] * 60 + [200] * 3


def test_guess_a_code_ends_after_three_tries_even_with_the_right_one(marta):
    visitor = Client(headers={"accept-language": "en"})
    visitor.post(ASK, {"email": marta.email})
    code = re.search(r"^ {4}(\S+)$", OutgoingMessage.objects.get().text, re.MULTILINE)[1]

    statuses = [visitor.post(CONFIRM, {"code": "AAAA-AAAA"}).status_code for _ in range(3)]

    assert statuses == [200, 200, 302]
    assertRedirects(visitor.post(CONFIRM, {"code": code}), ASK, fetch_redirect_response=False)
    assert "_auth_user_id" not in visitor.session


def test_account_of_nobody_is_not_made(emails):
    before = set(User.objects.values_list("email", flat=True))

    for email in emails.values():
        knocks(email)

    assert set(User.objects.values_list("email", flat=True)) - before == {"primera.vez@correo.example"}
    assert set(OutgoingMessage.objects.values_list("to", flat=True)) == {
        "conocida@correo.example",
        "primera.vez@correo.example",
    }
