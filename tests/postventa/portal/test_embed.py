"""The complaint form in a frame of the shop's own site: no cookies, one answer for all."""

import datetime as dt
import re
import time
import uuid
from unittest.mock import patch

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import OutgoingMessage, StoredFile
from core.states import FileState
from postventa.portal import embedding
from postventa.portal.embedding import OPEN_FOR, new_token, read_token, unit_meant
from tests.cases import open_case
from tests.factories import CustomerFactory, ProductFactory, PurchaseFactory, UnitFactory
from tests.uploads import passes, photo, program
from tickets.models import Ticket
from tickets.rules import MAX_TEXT
from tickets.states import Channel, Kind

pytestmark = pytest.mark.django_db

PAGE = "/embed/case/"
SHOP = "https://shop.example"


@pytest.fixture(autouse=True)
def _shown_by_the_shop(settings):
    settings.EMBED_ORIGINS = [SHOP, "https://www.shop.example:8443"]


@pytest.fixture
def unit(just_delivered):
    return just_delivered(product__name="Lavadora L9", purchase__order_ref="P-100")


@pytest.fixture
def frame():
    """A browser in which the frame has no cookies, and which checks what ours check."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en", "origin": SHOP})


def token_made(age, submission=None):
    """The token of a form that was opened so long ago."""
    opened = time.time() - age.total_seconds()
    with patch("django.core.signing.time.time", return_value=opened):
        return new_token(submission)


def words(**changed):
    sent = {
        "order": "P-100",
        "email": "marta@correo.example",
        "which": "",
        "text": "Pierde agua por debajo.",
        "website": "",
        "token": token_made(dt.timedelta(minutes=3)),
    }
    return sent | changed


def test_form_is_shown_by_the_sites_of_the_settings_and_by_no_other(frame):
    page = frame.get(PAGE)

    policy = dict(rule.split(" ", 1) for rule in page["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == f"{SHOP} https://www.shop.example:8443"
    assert (policy["default-src"], policy["form-action"]) == ("'self'", "'self'")
    assert ("X-Frame-Options" in page, page["X-Robots-Tag"], page["Cache-Control"]) == (
        False,
        "noindex",
        "private, no-store",
    )
    assert page.cookies == {}


@pytest.mark.parametrize("origins", [[], ["*"], ["https:"], ["https://shop.example; script-src *"], ["'self'"]])
def test_form_does_not_exist_unless_the_settings_name_a_site(frame, settings, origins):
    settings.EMBED_ORIGINS = origins

    page = frame.get(PAGE)

    assert (page.status_code, page["X-Frame-Options"]) == (404, "DENY")
    assert frame.post(PAGE, words()).status_code == 404


@pytest.mark.parametrize("address", ["/", "/portal/order/", "/account/login/code/", "/c/changed/"])
def test_no_other_page_can_be_framed(frame, address):
    page = frame.get(address)

    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_complain_opens_the_case_and_writes_to_the_email_of_the_order(frame, unit, marta):
    answer = frame.post(PAGE, words(files=[photo()]))

    assertRedirects(answer, f"{PAGE}?sent=yes", fetch_redirect_response=False)
    ticket = Ticket.objects.get()
    assert (ticket.unit, ticket.customer, ticket.kind, ticket.channel, ticket.language) == (
        unit,
        marta,
        Kind.COMPLAINT,
        Channel.PORTAL,
        "en",
    )
    assert (ticket.messages.get().text, ticket.messages.get().attachments.count()) == ("Pierde agua por debajo.", 1)
    assert OutgoingMessage.objects.get().to == "marta@correo.example"
    page = frame.get(answer.url)
    assertContains(page, "we have written to the e-mail of the order")
    assertNotContains(page, ticket.reference)
    assert (answer.cookies, page.cookies) == ({}, {})


def test_complain_with_what_does_not_fit_is_answered_the_same_after_the_same_work(frame, unit, counts, settings):
    UnitFactory(purchase__order_ref="P-300", purchase__customer__email="luis@correo.example")
    pairs = {
        ("P-999", "nadie@correo.example"): False,
        ("P-100", "nadie@correo.example"): False,
        ("P-999", "marta@correo.example"): False,
        ("P-300", "marta@correo.example"): False,
        ("P-100", "marta@correo.example"): True,
    }
    frame.post(PAGE, words(order="P-1", email="x@correo.example"))  # the first reads what the process keeps
    answers, work, before = set(), set(), counts()

    for (order, email), fits in pairs.items():
        with CaptureQueriesContext(connection) as queries:
            answer = frame.post(PAGE, words(order=order, email=email, files=[photo()]))
        work.add(tuple(asked for query in queries if (asked := _kind(query["sql"]))))
        answers.add((answer.status_code, answer.url, frame.get(answer.url).content))
        assert (Ticket.objects.count() == 1) is fits
        if not fits:
            assert counts() == before
    assert (len(answers), len(work)) == (1, 1)
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(files) == 1  # of the case


def _kind(sql):
    """What was asked, without its values; nothing for the marks of transactions, which end one way or the other."""
    return "" if "SAVEPOINT" in sql else re.sub(r"'[^']*'|\d+|_[0-9a-f]{8,}", "?", sql)[:60]


@pytest.mark.parametrize("email", ["marta@correo.example", "nadie@correo.example"])
def test_complain_with_files_that_cannot_be_taken_is_told_so_whoever_it_is(frame, unit, counts, settings, email):
    before = counts()

    page = frame.post(PAGE, words(email=email, files=[program("nevera.jpg")]))

    assertContains(page, "«nevera.jpg» is not a photo or a PDF that we can open.", status_code=422)
    assertContains(page, "Pierde agua por debajo.", status_code=422)
    assert counts() == before
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_complain_with_a_photo_draws_it_later(frame, unit):
    frame.post(PAGE, words(files=[photo()]))

    assert StoredFile.objects.get().state == FileState.RAW


def test_complain_with_a_photo_of_many_passes_costs_what_another_does(frame, unit, counts):
    before, upload, began = counts(), passes(1000), time.process_time()

    page = frame.post(PAGE, words(order="P-NADIE", email="nadie@correo.example", files=[upload]))

    assert (page.status_code, counts()) == (422, before)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("email", ["marta@correo.example", "nadie@correo.example"])
def test_complain_with_as_many_words_as_fit_is_told_so_whoever_it_is(frame, unit, marta, email):
    order = PurchaseFactory(customer=marta, order_ref="P-200")
    UnitFactory(purchase=order, line="1", product__name="Horno")
    UnitFactory(purchase=order, line="2", product__name="Nevera")

    page = frame.post(PAGE, words(order="P-200", email=email, text="x" * MAX_TEXT, which="algo"))

    assertContains(page, "The text is too long", status_code=422)


def test_complain_with_what_does_not_fit_draws_a_letter_though_the_first_customer_was_erased(frame, unit):
    old = PurchaseFactory(order_ref="P-0").customer
    old.name = old.email = old.phone = old.address = old.city = old.postal_code = ""
    old.erased_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    old.save()

    with patch("postventa.portal.embedding.open_ticket", wraps=embedding.open_ticket) as opened:
        frame.post(PAGE, words(order="P-999"))

    assert opened.call_args.kwargs["customer"] == unit.purchase.customer


def test_complain_in_a_house_without_orders_is_answered_the_same(frame, counts):
    assertRedirects(frame.post(PAGE, words()), f"{PAGE}?sent=yes", fetch_redirect_response=False)
    assert Ticket.objects.count() == 0


def test_complain_twice_with_one_form_is_one_case(frame, unit):
    sent = words()

    answers = {frame.post(PAGE, sent | {"files": [photo()]}).url for _ in range(3)}

    assert (answers, Ticket.objects.count(), OutgoingMessage.objects.count()) == ({f"{PAGE}?sent=yes"}, 1, 1)
    assert Ticket.objects.get().messages.get().attachments.count() == 1


def test_complain_about_another_order_with_the_same_form_is_another_case(frame, unit, marta):
    UnitFactory(purchase__order_ref="P-200", purchase__customer=marta)
    sent = words()

    frame.post(PAGE, sent)
    frame.post(PAGE, sent | {"order": "P-200"})

    assert Ticket.objects.count() == 2


def test_complain_too_late_is_asked_once_more_and_counts_once(frame, unit):
    submission = uuid.uuid4()
    frame.post(PAGE, words(token=token_made(dt.timedelta(hours=1), submission)))

    page = frame.post(PAGE, words(token=token_made(OPEN_FOR + dt.timedelta(minutes=1), submission)))

    assertContains(page, "Please send it once more", status_code=422)
    assertContains(page, "Pierde agua por debajo.", status_code=422)
    fresh = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    assert read_token(fresh).submission == submission
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"token": ""},
        {"token": "x"},
        {"token": "a:b:c"},
        {"token": signing.dumps("not a number", salt=embedding._SALT)},
        {"token": signing.dumps([1], salt=embedding._SALT)},
        {"token": signing.dumps(uuid.uuid4().hex, salt="another")},
        {"website": "https://spam.example"},
    ],
)
def test_complain_with_a_form_that_is_not_ours_or_not_a_persons_writes_nothing(frame, unit, counts, changed):
    before = counts()

    assertContains(frame.post(PAGE, words(**changed)), "Please send it once more", status_code=422)
    assert counts() == before


def test_complain_at_once_is_a_program(frame, unit, counts):
    before, page = counts(), frame.get(PAGE)
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]

    assertContains(frame.post(PAGE, words(token=token)), "Please send it once more", status_code=422)
    assert counts() == before


@pytest.mark.parametrize(("field", "value"), [("order", ""), ("email", "marta"), ("text", "  "), ("which", "x" * 81)])
def test_complain_without_what_is_needed_is_asked_for_it(frame, unit, counts, field, value):
    before = counts()

    page = frame.post(PAGE, words(**{field: value}))

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert counts() == before


def test_complain_about_danger_is_told_what_to_do_now_whoever_it_is(frame, unit):
    for email in ("marta@correo.example", "nadie@correo.example"):
        answer = frame.post(PAGE, words(email=email, text="Sale humo por detrás"))
        assertContains(frame.get(answer.url), "Do not use the product.")
    assert Ticket.objects.get().safety


@pytest.mark.usefixtures("one_hour")
def test_complain_many_times_is_told_to_wait(frame, unit):
    statuses = [frame.post(PAGE, words(order=f"P-{n}", email=f"x{n}@correo.example")).status_code for n in range(20)]

    page = frame.post(PAGE, words())

    assert (set(statuses), page.status_code, Ticket.objects.count()) == ({302}, 429, 0)
    assertContains(page, "Pierde agua por debajo.", status_code=429)


def test_complain_does_nothing_in_the_name_of_whoever_is_signed_in(browser, unit, marta):
    browser.post(PAGE, words(email="nadie@correo.example"))

    assert Ticket.objects.count() == 0


def test_language_and_look_of_the_frame_are_those_of_the_shop(frame, unit):
    page = frame.get(f"{PAGE}?lang=es&look=dark&odd=%22%3E")

    assertContains(page, '<html lang="es" data-theme="dark">')
    assertContains(page, f'action="{PAGE}?lang=es&amp;look=dark"')
    answer = frame.post(f"{PAGE}?lang=es&look=dark", words())
    assert (answer.url, Ticket.objects.get().language) == (f"{PAGE}?lang=es&look=dark&sent=yes", "es")


@pytest.mark.parametrize(("which", "found"), [("la lavadora", 0), ("HORNO h2", 1), ("", None), ("Hogarix", None)])
def test_order_of_several_products_is_about_the_one_that_the_words_name(frame, marta, which, found):
    purchase = PurchaseFactory(order_ref="P-100", customer=marta)
    names = ("Lavadora L9", "Horno H2")
    units = [UnitFactory(purchase=purchase, product=ProductFactory(name=name, sku=name[-2:])) for name in names]

    frame.post(PAGE, words(which=which))

    ticket = Ticket.objects.get()
    assert ticket.unit == (units[found] if found is not None else None)
    assert ticket.messages.get().text.startswith("Hogarix" if which == "Hogarix" else "Pierde agua")
    assert ticket.customer == marta


def test_order_that_brought_nothing_yet_is_a_case_about_no_product(frame, marta):
    PurchaseFactory(order_ref="P-100", customer=marta)

    frame.post(PAGE, words())

    assert (Ticket.objects.get().unit, Ticket.objects.get().customer) == (None, marta)


def test_unit_that_is_with_somebody_else_now_is_not_meant(frame, unit, marta):
    unit.holder, unit.changed_hands_on = CustomerFactory(), dt.date(2026, 11, 18)
    unit.save()

    frame.post(PAGE, words())

    assert (Ticket.objects.get().unit, Ticket.objects.get().customer) == (None, marta)


def test_unit_meant_of_one_is_that_one():
    only = UnitFactory.build()
    assert (unit_meant([only], "anything"), unit_meant([], "anything")) == (only, None)


def test_frame_shows_nothing_of_earlier_cases(frame, unit, marta):
    ticket = open_case(unit=unit)
    answer = frame.post(PAGE, words())
    for page in (frame.get(PAGE), frame.get(answer.url)):
        for text in (ticket.reference, marta.name, "Lavadora L9"):
            assertNotContains(page, text)
