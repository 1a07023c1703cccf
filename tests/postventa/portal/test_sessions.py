"""Where somebody is signed in: told in words, and ended one by one or all at once."""

import datetime as dt
import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import OutgoingMessage
from postventa.devices import device_icon, device_words, masked_address
from postventa.sessions import EVERY
from postventa.tasks import forget_old_sessions
from tests.factories import PASSWORD, AgentFactory

pytestmark = pytest.mark.django_db

PAGE = "/account/sessions/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile"
    " Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


def browser_of(email, *, agent=LAPTOP, address="83.45.12.7"):
    """A browser that signed in by a code, as customers do."""
    client = Client(headers={"accept-language": "en", "user-agent": agent}, REMOTE_ADDR=address)
    confirm = client.post("/account/login/code/", {"email": email}).url
    letter = OutgoingMessage.objects.filter(kind="login_code", to=email).latest("pk")
    client.post(confirm, {"code": re.search(r"^ {4}(\S+)$", letter.text, re.MULTILINE)[1]})
    return client


@pytest.fixture
def laptop(marta):
    return browser_of(marta.email)


@pytest.fixture
def phone(marta, laptop):
    return browser_of(marta.email, agent=PHONE, address="2a02:9140:1:2::7")


def is_in(client):
    return client.get("/portal/").status_code == 200


def test_sessions_are_told_with_device_and_about_where(laptop, phone):
    page = laptop.get(PAGE)

    assertContains(page, "Firefox on Windows")
    assertContains(page, "Chrome on Android")
    assertContains(page, "83.45.•••")
    assertContains(page, "2a02:9140:•••")
    assertContains(page, "This one", count=1)
    assertNotContains(page, "83.45.12")
    assertContains(page, "End the other one")


def test_end_one_session_signs_it_out_and_leaves_the_others(marta, laptop, phone):
    third = browser_of(marta.email)
    row = UserSession.objects.get(user_agent=PHONE)

    page = laptop.post(f"{PAGE}{row.pk}/", follow=True)

    assertContains(page, "That session was ended.")
    assert (is_in(laptop), is_in(phone), is_in(third)) == (True, False, True)
    assert Session.objects.filter(pk=row.session_key).count() == 0


def test_end_the_others_signs_out_everywhere_but_here(marta, laptop, phone):
    browser_of(marta.email)

    page = laptop.post(PAGE, follow=True)

    assertContains(page, "2 other sessions were ended.")
    assertContains(page, "You are signed in nowhere else.")
    assert (is_in(laptop), is_in(phone), UserSession.objects.count()) == (True, False, 1)


def test_end_this_session_is_signing_out(laptop):
    row = UserSession.objects.get()

    assertRedirects(laptop.post(f"{PAGE}{row.pk}/"), "/", fetch_redirect_response=False)

    assert (is_in(laptop), UserSession.objects.count()) == (False, 0)


def test_sign_out_forgets_where_one_was(laptop, phone):
    laptop.post("/account/logout/")

    assert list(UserSession.objects.values_list("user_agent", flat=True)) == [PHONE]


def test_session_of_somebody_else_does_not_exist(laptop, enter, agent):
    row = UserSession.objects.get()
    stranger = enter(agent)

    assert stranger.post(f"{PAGE}{row.pk}/").status_code == 404
    assert stranger.post(PAGE).status_code == 302
    assertNotContains(stranger.get(PAGE), "Firefox")
    assert is_in(laptop)


@pytest.mark.parametrize("method", ["get", "post"])
def test_sessions_are_for_those_who_signed_in(enter, laptop, method):
    row = UserSession.objects.get()

    answers = [getattr(enter(None), method)(PAGE), enter(None).post(f"{PAGE}{row.pk}/")]

    assert [answer.url for answer in answers] == [f"/account/login/code/?next={PAGE}"] * 2
    assert is_in(laptop)


def test_end_a_session_by_looking_at_it_does_nothing(laptop):
    assert laptop.get(f"{PAGE}{UserSession.objects.get().pk}/").status_code == 405
    assert is_in(laptop)


def test_staff_have_the_same_page(db):
    agent = AgentFactory()
    client = Client(headers={"accept-language": "en", "user-agent": LAPTOP})
    client.post("/account/login/", {"login": agent.email, "password": PASSWORD})

    assertContains(client.get(PAGE), "Firefox on Windows")
    assertContains(client.get("/desk/"), f'href="{PAGE}"')


def test_page_seen_a_while_later_notes_when_and_from_where(laptop, monkeypatch):
    before = UserSession.objects.get()
    laptop.defaults["REMOTE_ADDR"] = "90.1.2.3"
    laptop.get("/portal/")
    assert UserSession.objects.get().last_seen_at == before.last_seen_at  # a moment ago

    later = timezone.now() + EVERY + dt.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    laptop.get("/portal/")

    row = UserSession.objects.get()
    assert (row.last_seen_at, row.ip, row.created_at) == (later, "90.1.2.3", before.created_at)


def test_page_of_somebody_signed_in_costs_no_question_more(laptop, django_assert_max_num_queries):
    laptop.get("/portal/cases/")

    with django_assert_max_num_queries(4) as captured:
        laptop.get("/portal/cases/")
    assert not [query for query in captured.captured_queries if "usersessions" in query["sql"]]


def test_sessions_that_are_over_are_forgotten(laptop, phone):
    Session.objects.filter(pk=phone.session.session_key).update(expire_date=timezone.now() - dt.timedelta(days=1))

    assert forget_old_sessions() == 1

    assert list(UserSession.objects.values_list("user_agent", flat=True)) == [LAPTOP]
    assert is_in(laptop)


@pytest.mark.parametrize(
    ("agent", "words", "icon"),
    [
        (LAPTOP, "Firefox on Windows", "monitor"),
        (PHONE, "Chrome on Android", "smartphone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari on iPhone", "smartphone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) CriOS/129.0 Safari/604.1", "Chrome on iPad", "smartphone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge on Mac", "monitor"),
        ("(Android 14) SamsungBrowser/26.0 Chrome/122.0 Safari/537.36", "Samsung Internet on Android", "smartphone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/129.0 Safari/537.36", "Chrome on Linux", "monitor"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/129.0 Safari/537.36", "Chrome on ChromeOS", "monitor"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/129.0 Safari/537.36 OPR/114.0", "Opera on Windows", "monitor"),
        ("Mozilla/5.0 (Windows NT 10.0)", "Windows", "monitor"),
        ("curl/8.5.0", "Another device", "monitor"),
        ("", "Another device", "monitor"),
    ],
)  # fmt: skip
def test_device_is_told_in_words(agent, words, icon):
    with override("en"):
        assert (device_words(agent), device_icon(agent)) == (words, icon)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("83.45.12.7", "83.45.•••"),
        ("2a02:9140:1:2::7", "2a02:9140:•••"),
        ("2001:db8::1", "2001:db8:•••"),
        ("::1", "0:0:•••"),
        ("::ffff:83.45.12.7", "83.45.•••"),
    ],
)
def test_address_is_told_as_its_network(address, shown):
    assert masked_address(address) == shown
