"""The guests' door: an order and its e-mail open what the order brought, and nothing else."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import OutgoingMessage
from postventa.portal.access import GUEST
from postventa.portal.guests import STAY
from tests.cases import open_case
from tests.factories import CustomerFactory, PurchaseFactory

pytestmark = pytest.mark.django_db

DOOR, HOME, LEAVING = "/portal/order/", "/portal/order/products/", "/portal/order/leaving/"


@pytest.fixture
def unit(just_delivered):
    return just_delivered(product__name="Lavadora L9", purchase__order_ref="P-100")


@pytest.fixture
def visitor(enter):
    return enter(None)


@pytest.fixture
def guest(visitor, unit):
    come_in(visitor)
    return visitor


def come_in(visitor, order="P-100", email="marta@correo.example"):
    return visitor.post(DOOR, {"order": order, "email": email})


def without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


@pytest.mark.parametrize(
    ("order", "email"),
    [
        ("P-100", "marta@correo.example"),
        (" #p-100  ", " Marta@Correo.EXAMPLE "),
    ],
)
def test_come_in_with_the_order_and_its_email_shows_what_it_brought(visitor, unit, order, email):
    assertRedirects(come_in(visitor, order, email), HOME, fetch_redirect_response=False)

    page = visitor.get(HOME)
    assertContains(page, "Order P-100")
    assertContains(page, "Lavadora L9")
    assertContains(page, "Covered")
    assertContains(page, f'href="/portal/products/{unit.pk}/case/"')


def test_come_in_gives_the_session_another_key(visitor, unit):
    come_in(visitor)
    first = visitor.session.session_key

    come_in(visitor)

    assert (visitor.session.session_key != first, Session.objects.filter(pk=first).count()) == (True, 0)


def test_guest_sees_the_products_of_that_order_and_no_others(guest, unit, just_delivered):
    other = just_delivered(product__name="Horno H2", purchase__order_ref="P-200")

    assertNotContains(guest.get(HOME), "Horno H2")
    assert guest.get(f"/portal/products/{other.pk}/case/").status_code == 404


def test_guest_reads_nothing_of_what_was_said_nor_who_the_customer_is(guest, unit, marta):
    ticket = open_case(unit=unit, text="Se ha roto el tambor.")

    page = guest.get(HOME)

    for text in (ticket.reference, "Se ha roto", marta.name, marta.phone, marta.city, unit.serial, str(unit.price)):
        assertNotContains(page, text)
    for path in ("", "cases/", f"cases/{ticket.reference}/", f"products/{unit.pk}/"):
        assert guest.get(f"/portal/{path}").status_code in (302, 404), path


def test_guest_of_an_order_that_changed_hands_sees_it_no_more(guest, unit):
    unit.holder, unit.changed_hands_on = CustomerFactory(), timezone.localdate()
    unit.save()

    page = guest.get(HOME)

    assertNotContains(page, "Lavadora L9")
    assertContains(page, "There is nothing of this order here")


def wrong_pairs():
    PurchaseFactory(order_ref="P-300", customer__email="luis@correo.example")
    return {
        "neither is known": ("P-999", "nadie@correo.example"),
        "the order is": ("P-100", "nadie@correo.example"),
        "the e-mail is": ("P-999", "marta@correo.example"),
        "both are, apart": ("P-100", "luis@correo.example"),
    }


def test_come_in_with_what_does_not_fit_gets_the_same_page_after_the_same_questions(enter, unit, counts):
    before, answers = counts(), set()

    for order, email in wrong_pairs().values():
        visitor = enter(None)
        with CaptureQueriesContext(connection) as queries:
            page = come_in(visitor, order, email)
        asked = [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]
        said = without_token(page).replace(order, "ORDER").replace(email, "E-MAIL")
        answers.add((page.status_code, said, tuple(asked)))
        assert GUEST not in visitor.session

    assert [(status, len(asked)) for status, _page, asked in answers] == [(422, 1)]
    assert counts() == before


def test_come_in_with_an_order_without_email_is_refused(visitor):
    PurchaseFactory(order_ref="P-1", customer__email="")

    assert come_in(visitor, "P-1", "").status_code == 422
    assert GUEST not in visitor.session


@pytest.mark.parametrize("order", ["", "x" * 81, "\x00", "   "])
def test_come_in_with_what_is_no_order_is_asked_again(visitor, order):
    page = come_in(visitor, order, "marta@correo.example")

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["order"])


@pytest.mark.parametrize("email", ["", "marta", "a@b", f"{'a' * 250}@correo.example"])
def test_come_in_with_what_is_no_email_is_asked_again(visitor, unit, email):
    page = come_in(visitor, "P-100", email)

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["email"])
    assertContains(page, 'value="P-100"', status_code=422)


def test_come_in_without_the_form_of_this_site_is_refused(visitor, unit):
    visitor.handler.enforce_csrf_checks = True

    assert come_in(visitor).status_code == 403


@pytest.mark.usefixtures("one_hour")
def test_try_many_orders_is_told_to_wait_even_with_the_right_one(visitor, unit):
    statuses = [come_in(visitor, f"P-{number}", f"x{number}@correo.example").status_code for number in range(300, 320)]

    page = come_in(visitor)

    assert (set(statuses), page.status_code, GUEST in visitor.session) == ({422}, 429, False)
    assertContains(page, "Please wait an hour", status_code=429)


@pytest.mark.usefixtures("one_hour")
@pytest.mark.parametrize("order", ["P-100", "P-999"], ids=["known", "unknown"])
def test_try_one_order_from_many_places_is_told_to_wait(enter, unit, order):
    def guess(number):
        visitor = enter(None)
        return visitor.post(
            DOOR, {"order": order, "email": f"x{number}@correo.example"}, REMOTE_ADDR=f"10.0.0.{number}"
        ).status_code

    assert [guess(number) for number in range(12)] == [422] * 10 + [429] * 2


def test_guest_who_stays_too_long_is_asked_again(guest, monkeypatch):
    later = timezone.now() + STAY + dt.timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assertRedirects(guest.get(HOME), DOOR, fetch_redirect_response=False)
    assertContains(guest.get(DOOR), "For your safety your visit ended")


def test_guest_whose_order_has_another_email_now_is_out(guest, unit, marta):
    marta.email = "marta.nueva@correo.example"
    marta.save()

    assertRedirects(guest.get(HOME), DOOR, fetch_redirect_response=False)
    assert guest.get(f"/portal/products/{unit.pk}/case/").status_code == 302


def test_guest_who_leaves_leaves_nothing_behind(guest):
    key = guest.session.session_key

    assertRedirects(guest.post(LEAVING), "/", fetch_redirect_response=False)

    assert Session.objects.filter(pk=key).count() == 0
    assertRedirects(guest.get(HOME), DOOR, fetch_redirect_response=False)


def test_guest_who_comes_in_with_a_code_is_a_guest_no_more(guest, marta):
    page = guest.get(HOME)
    assertContains(page, 'name="email" value="marta@correo.example"')

    confirm = guest.post("/account/login/code/", {"email": marta.email, "next": "/portal/cases/"})
    letter = OutgoingMessage.objects.get(kind="login_code")
    code = re.search(r"^ {4}(\S+)$", letter.text, re.MULTILINE)[1]
    entered = guest.post(confirm.url, {"code": code, "next": "/portal/cases/"})

    assertRedirects(entered, "/portal/cases/")
    assert GUEST not in guest.session
    assertRedirects(guest.get(HOME), "/portal/", fetch_redirect_response=False)
    guest.post("/account/logout/")
    assert guest.get(HOME).status_code == 302


def test_door_of_guests_leads_those_who_signed_in_to_their_own(browser, enter, agent):
    assert browser.get(DOOR).url == "/home/"
    assert enter(agent).get(DOOR).url == "/home/"
    assert enter(agent).get(HOME).url == "/portal/"


@pytest.mark.parametrize("page", ["/", "/account/login/code/", "/c/changed/"])
def test_door_of_guests_is_found_from_the_other_doors(visitor, page):
    assert f'href="{DOOR}"' in visitor.get(page).content.decode()
