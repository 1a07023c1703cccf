"""Asking to be erased in the portal, calling it off, and how far it is for whoever holds the link."""

import datetime as dt
import time

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.actors import customer_by_link
from core.models import OutgoingMessage
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from privacy.links import erasure_token
from privacy.models import Erasure
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, UnitFactory

pytestmark = pytest.mark.django_db
HERE = "/portal/me/erasure/"
LEFT = {"name": "", "email": "", "phone": ""}


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", email="marta@correo.example", language="en")


@pytest.fixture
def lately(browser):
    """Her browser, in which she came in by a code ten minutes ago."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 600}]
    session.save()
    return browser


@pytest.fixture
def asked(marta):
    return ask_erasure(customer=marta, by=customer_by_link(marta.email), now=timezone.now() - dt.timedelta(days=2))


def said(answer):
    return " ".join(answer.content.decode().split())


def states():
    return [row.state for row in Erasure.objects.order_by("pk")]


def test_ask_writes_it_down_and_shows_how_to_call_it_off(lately, marta):
    assert "It cannot be undone." in said(lately.get(HERE))
    assert lately.post(HERE, {"understood": "on"}).status_code == 302
    assert states() == ["asked"]
    page = said(lately.get(HERE))
    assert ("You have asked for it. We do it after" in page, "Call it off" in page) == (True, True)
    lately.post(HERE, {"understood": "on"})
    assert states() == ["asked"]


def test_ask_without_saying_that_it_is_meant_is_refused(lately, marta):
    answer = lately.post(HERE, {})
    assert (answer.status_code, states()) == (422, [])
    assert "Please tick this first" in said(answer)


def test_ask_some_time_after_coming_in_wants_a_new_code(browser, marta):
    assert "come in again with a new code first" in said(browser.get(HERE))
    assert browser.post(HERE, {"understood": "on"}).status_code == 200
    assert states() == []
    answer = browser.post(f"{HERE}proof/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/code/?next=%2Fportal%2Fme%2Ferasure%2F")
    assert browser.get(HERE).status_code == 302


def test_ask_with_a_case_open_says_what_it_waits_for(lately, marta):
    open_case(unit=UnitFactory(purchase__customer=marta))
    lately.post(HERE, {"understood": "on"})
    assert "a case that is still open" in said(lately.get(HERE))


def test_call_off_leaves_everything(browser, asked):
    assert browser.post(f"{HERE}cancellation/").status_code == 302
    assert states() == ["cancelled"]
    assert "It cannot be undone." in said(browser.get(HERE))


def test_call_off_of_nothing_writes_nothing(browser, marta):
    assert browser.post(f"{HERE}cancellation/").status_code == 302
    assert (states(), OutgoingMessage.objects.count()) == ([], 0)


def test_come_to_erasure_as_nobody_or_as_staff(enter, asked):
    assert enter().get(HERE).status_code == 302
    for page in (HERE, f"{HERE}cancellation/", f"{HERE}proof/"):
        assert enter().post(page).status_code == 302
        assert enter(AgentFactory()).post(page).status_code == 404
    assert states() == ["asked"]


def test_another_customer_calls_off_only_their_own(enter_as_other, asked):
    enter_as_other.post(f"{HERE}cancellation/")
    assert states() == ["asked"]


@pytest.fixture
def enter_as_other(enter):
    from tests.factories import CustomerUserFactory

    other = CustomerFactory(email="otra@correo.example")
    return enter(CustomerUserFactory(email=other.email))


def test_link_shows_how_far_it_is_and_calls_it_off(client, asked):
    here = f"/erasure/{erasure_token(asked)}/"
    page = client.get(here, headers={"accept-language": "en"})
    assert (page.status_code, "marta" in said(page).lower(), page["X-Robots-Tag"]) == (200, False, "noindex")
    assert client.get(f"{here}certificate.pdf").status_code == 409
    assert client.post(here).status_code == 302
    assert states() == ["cancelled"]
    assert "It was called off." in said(client.get(here, headers={"accept-language": "en"}))


def test_link_of_what_is_done_opens_a_certificate_without_names(client, asked, paper):
    block(erasure=asked, now=timezone.now())
    here = f"/erasure/{erasure_token(asked)}/"
    assert "It is done." in said(client.get(here, headers={"accept-language": "en"}))
    client.post(here)
    assert states() == ["blocked"]
    answer = client.get(f"{here}certificate.pdf?language=en")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    read = paper(answer.content)
    words = " ".join(" ".join(read.pages).split())
    assert read.facts["Title"] == "Certificate of erasure"
    assert str(asked.uid) in words
    assert [trace for trace in ("Marta", "marta@", "Gil") if trace in words] == []


@pytest.mark.parametrize("token", ["x", "a:b", "%00", "ñ" * 300])
def test_link_that_was_changed_leads_nowhere(client, asked, token):
    for page in (f"/erasure/{token}/", f"/erasure/{token}/certificate.pdf", f"/erasure/{erasure_token(asked)}x/"):
        assert client.get(page).status_code in (400, 404)
    assert client.post(f"/erasure/{token}/").status_code in (400, 404)
    assert states() == ["asked"]


def test_erased_customer_is_out_at_once(browser, marta, asked):
    assert browser.get("/portal/").status_code == 200
    block(erasure=asked, now=timezone.now())
    assert browser.get("/portal/").status_code == 302
    marta.refresh_from_db()
    assert {name: getattr(marta, name) for name in LEFT} == LEFT
