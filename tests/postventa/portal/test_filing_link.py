"""A complaint that was begun goes on in another browser, by its link."""

import datetime as dt
import time

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from customers.models import Customer
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block
from tests.filings import TOLD, begin
from tests.postventa.portal.filing_places import at
from tickets.actions.filing import save_step
from tickets.filing import Step
from tickets.links import filing_token
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_link_is_sent_to_the_customer_and_goes_on_in_another_browser(browser, enter, filing):
    for _ in range(2):
        assertRedirects(browser.post(at(filing, "link/")), at(filing), target_status_code=302)

    letter = OutgoingMessage.objects.get()
    assert (letter.kind, letter.to) == ("filing_link", "marta@correo.example")
    assert "Pierde agua" not in letter.text
    elsewhere = enter(None)
    assert elsewhere.get(at(filing, "what/")).status_code == 302
    assertRedirects(elsewhere.get(f"/f/{filing_token(filing)}/"), at(filing), target_status_code=302)
    assertContains(elsewhere.get(at(filing, "what/")), "Pierde agua por debajo.")
    page = elsewhere.post(at(filing, "check/"))
    assertRedirects(page, at(filing, "sent/"))
    assertContains(elsewhere.get(page.url), Ticket.objects.get().reference)
    assertNotContains(elsewhere.get(page.url), "marta@correo.example")


def test_link_shows_nobody_the_phone_that_we_know(enter, marta, unit):
    filing = begin(unit, told={"what": TOLD["what"]})
    elsewhere = enter(None)
    elsewhere.get(f"/f/{filing_token(filing)}/")

    assertNotContains(elsewhere.get(at(filing, "reach/")), marta.phone)


def test_own_phone_is_offered_to_its_owner(browser, marta, unit):
    assertContains(browser.get(at(begin(unit, told={"what": TOLD["what"]}), "reach/")), marta.phone)


@pytest.mark.parametrize("token", ["changed", "x" * 3000])
def test_link_that_is_no_good_helps_to_come_in(enter, token):
    page = enter(None).get(f"/f/{token}/")

    assertContains(page, "This link no longer works", status_code=404)


def test_link_opened_before_the_address_was_mended_opens_nothing_any_more(enter, filing, counts):
    stranger = enter(None)
    stranger.get(f"/f/{filing_token(filing)}/")
    assert stranger.get(at(filing, "what/")).status_code == 200
    Customer.objects.filter(pk=filing.customer_id).update(email="marta.gil@correo.example")
    before = counts()

    for answer in (stranger.get(at(filing, "what/")), stranger.post(at(filing, "removal/"))):
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/login/code/")
    assert counts() == before
    filing.refresh_from_db()
    stranger.get(f"/f/{filing_token(filing)}/")
    assert stranger.get(at(filing, "what/")).status_code == 200


def test_link_opened_before_its_customer_was_forgotten_writes_nothing_down(enter, filing, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    elsewhere, customer = enter(None), filing.customer
    elsewhere.get(f"/f/{filing_token(filing)}/")
    erasure = ask_erasure(customer=customer, by=customer_by_link(customer.email), now=timezone.now())
    OutgoingMessage.objects.all().delete()
    assert block(erasure=erasure, now=timezone.now() + dt.timedelta(days=2)).state == "blocked"

    page = elsewhere.post(at(filing, "what/"), {"text": "Soy Marta Gil, calle Mayor 1", "choice": "other"})
    assert (page.status_code, page.url.split("?")[0]) == (302, "/account/login/code/")
    with pytest.raises(Refused) as refused:
        save_step(filing=filing, step=Step.WHAT, told=TOLD["what"], by=customer_by_link("x"), now=timezone.now())
    filing.refresh_from_db()
    assert (refused.value.code, filing.told) == ("filing_over", {})


def test_link_that_is_too_old_opens_nothing(enter, filing, monkeypatch):
    token, later = filing_token(filing), time.time() + 8 * 86_400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert enter(None).get(f"/f/{token}/").status_code == 404
