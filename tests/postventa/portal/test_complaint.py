import datetime as dt
import uuid

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import OutgoingMessage
from tests.factories import CustomerFactory, UnitFactory
from tests.uploads import huge, pdf, photo, program
from tickets.models import Ticket
from tickets.states import Channel, Kind, Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(just_delivered):
    return just_delivered(product__name="Lavadora L9")


@pytest.fixture
def address(unit):
    return f"/portal/products/{unit.pk}/case/"


def words(**changed):
    return {"text": "Pierde agua por debajo.", "defect_on": "", "wish": "repair", "submission": uuid.uuid4()} | changed


def test_complain_opens_a_case_and_shows_its_reference(browser, unit, address):
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    page = browser.post(address, words(defect_on=yesterday.isoformat(), files=[photo(), pdf()]))

    ticket = Ticket.objects.get()
    assertRedirects(page, f"/portal/cases/{ticket.reference}/sent/")
    assert (ticket.unit, ticket.kind, ticket.channel, ticket.wish) == (
        unit,
        Kind.COMPLAINT,
        Channel.PORTAL,
        Wish.REPAIR,
    )
    assert (ticket.defect_on, ticket.language) == (yesterday, "en")
    assert ticket.messages.get().attachments.count() == 2
    receipt = browser.get(page.url)
    assertContains(receipt, ticket.reference)
    assertContains(receipt, "m•••@correo.example")
    assertContains(receipt, "marta@correo.example", count=1)  # only in their own menu
    assert OutgoingMessage.objects.get().to == "marta@correo.example"


def test_complain_page_offers_what_it_needs(browser, address):
    page = browser.get(address)

    assertContains(page, "Lavadora L9")
    assertContains(page, "Covered")
    assertContains(page, 'type="radio"', count=5)
    assertContains(page, 'enctype="multipart/form-data"')
    assertContains(page, "we send a written receipt to m•••@correo.example")


@pytest.mark.parametrize("text", ["", "   \r\n ", "\x00"])
def test_complain_without_words_is_asked_for_them_and_the_rest_is_kept(browser, address, counts, text):
    before = counts()

    page = browser.post(address, words(text=text, defect_on="2026-01-02", wish="refund"))

    assertContains(page, "Tell us what happens, even in one sentence.")
    assertContains(page, "Nothing was sent yet")
    assertContains(page, "What you wrote is kept below.")
    assertContains(page, 'value="2026-01-02"')
    assert page.context["form"]["wish"].value() == "refund"
    assert counts() == before


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([huge()], "«enorme.jpg» is too big: 40 MB, and the limit is 10 MB."),
        ([program("nevera.jpg")], "«nevera.jpg» is not a photo or a PDF that we can open."),
        ([photo(), program("nevera.jpg")], "«nevera.jpg» is not a photo or a PDF that we can open."),
        ([photo() for _ in range(6)], "You chose 6 files, and the limit is 5."),
    ],
    ids=["40 MB", "program", "good and bad", "too many"],
)
def test_complain_with_files_that_cannot_be_taken_keeps_the_words_and_nothing_else(
    browser, address, counts, settings, files, says
):
    before = counts()

    page = browser.post(address, words(text="Gotea mucho", files=files))

    assertContains(page, says)
    assertContains(page, "The files have to be chosen again")
    assertContains(page, "Gotea mucho")
    assert counts() == before
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_complain_about_an_empty_file_is_told_so(browser, address, counts):
    before = counts()

    page = browser.post(address, words(files=[photo("vacia.jpg").__class__("vacia.jpg", b"")]))

    assertContains(page, "«vacia.jpg» is empty.")
    assert counts() == before


@pytest.mark.parametrize("day", ["2999-01-01", "31/02/2026", "soon"])
def test_complain_about_a_day_that_cannot_be_is_asked_again(browser, address, counts, day):
    before = counts()

    page = browser.post(address, words(defect_on=day))

    assert list(page.context["form"].errors) == ["defect_on"]
    assert counts() == before


def test_complain_since_tomorrow_is_told_that_it_has_not_come(browser, address):
    tomorrow = timezone.localdate() + dt.timedelta(days=2)

    assertContains(browser.post(address, words(defect_on=tomorrow.isoformat())), "That day has not come yet.")


def test_complain_with_a_wish_that_is_none_is_refused(browser, address, counts):
    before = counts()

    assert list(browser.post(address, words(wish="a yacht")).context["form"].errors) == ["wish"]
    assert counts() == before


def test_complain_with_words_without_end_is_refused_and_kept(browser, address, counts):
    before = counts()

    page = browser.post(address, words(text="agua " * 5000))

    assert list(page.context["form"].errors) == ["text"]
    assert page.context["form"]["text"].value() == "agua " * 5000
    assert counts() == before


def test_complain_with_html_and_nul_is_shown_as_written(browser, address):
    browser.post(address, words(text="<img src=x onerror=alert(1)>\x00 gotea"))

    page = browser.get(f"/portal/cases/{Ticket.objects.get().reference}/")

    assertContains(page, "&lt;img src=x onerror=alert(1)&gt; gotea")
    assertNotContains(page, "<img src=x")


def test_complain_twice_with_one_form_is_one_case(browser, address):
    sent = words()

    first = browser.post(address, sent)
    second = browser.post(address, sent)

    assert first.url == second.url
    assert (Ticket.objects.count(), OutgoingMessage.objects.count()) == (1, 1)


@pytest.mark.parametrize("submission", ["", "not-a-uuid"])
def test_complain_with_a_form_without_number_is_still_taken_or_asked_again(browser, address, submission):
    page = browser.post(address, words(submission=submission))

    assert (page.status_code, Ticket.objects.count()) == ((302, 1) if submission == "" else (200, 0))


def test_complain_about_what_somebody_else_bought_does_not_exist(browser, counts):
    stranger, before = UnitFactory(), counts()

    assert browser.get(f"/portal/products/{stranger.pk}/case/").status_code == 404
    assert browser.post(f"/portal/products/{stranger.pk}/case/", words()).status_code == 404
    assert counts() == before


def test_complain_without_signing_in_is_led_to_the_code_and_back(enter, address, counts):
    before = counts()

    page = enter(None).post(address, words())

    assertRedirects(page, f"/account/login/code/?next={address}", fetch_redirect_response=False)
    assert counts() == before


def test_complain_as_staff_is_led_to_their_own_door(enter, agent, address, counts):
    before = counts()

    assert enter(agent).post(address, words()).status_code == 404
    assert counts() == before


def test_complain_without_the_form_of_this_site_is_refused(enter, marta, address, counts):
    before, client = counts(), enter(marta)
    client.handler.enforce_csrf_checks = True

    assert client.post(address, words()).status_code == 403
    assert counts() == before


def test_complain_too_often_is_told_to_wait_and_keeps_the_words(browser, address, counts):
    for _ in range(60):
        browser.post(address, words(text=""))
    before = counts()

    page = browser.post(address, words(text="Gotea otra vez"))

    assertContains(page, "Please wait some minutes", status_code=429)
    assertContains(page, "Gotea otra vez", status_code=429)
    assert counts() == before
    assert browser.get(address).status_code == 200


def test_complain_about_danger_is_told_what_to_do_now(browser, address):
    page = browser.post(address, words(text="Sale humo por detrás"), follow=True)

    assertContains(page, "Do not use the product.")
    assert Ticket.objects.get().safety


def test_ask_a_question_opens_a_case_about_no_product(browser, marta):
    page = browser.post("/portal/cases/new/", {"text": "¿Venden filtros?", "submission": uuid.uuid4()})

    ticket = Ticket.objects.get()
    assertRedirects(page, f"/portal/cases/{ticket.reference}/sent/")
    assert (ticket.customer, ticket.unit, ticket.kind, ticket.wish) == (marta, None, Kind.QUESTION, Wish.ANSWER)


def test_ask_nothing_is_asked_for_words(browser, counts):
    before = counts()

    assertContains(browser.post("/portal/cases/new/", {"text": " "}), "Write your question first")
    assert counts() == before


def test_ask_with_an_account_that_bought_nothing_does_not_exist(enter):
    somebody = enter(CustomerFactory.build(email="nadie@correo.example"))

    assert somebody.get("/portal/cases/new/").status_code == 404
