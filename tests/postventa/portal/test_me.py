"""«My data»: what the customer sees, puts right, wants, and takes away; and nobody else in their place."""

import datetime as dt
import io
import json
import re
import time
import zipfile

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.models import AuditEntry, OutgoingMessage, User
from customers.links import email_change_token
from customers.models import Consent, Customer
from privacy.models import RetentionRule
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, UnitFactory
from tests.followups.makers import sent_survey
from tests.uploads import photo

pytestmark = pytest.mark.django_db
PAGES = ["/portal/me/", "/portal/me/details/", "/portal/me/wishes/", "/portal/me/email/"]
GOOD = {"name": "Marta Gil", "phone": "", "address": "", "postal_code": "", "city": "Madrid", "language": "es"}
NEW = "marta.nueva@correo.example"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def marta(db):
    return CustomerFactory(name="Marta Gil", email="marta@correo.example", phone="", city="Madrid")


def said(answer):
    return " ".join(answer.content.decode().split())


def counts():
    return (Consent.objects.count(), AuditEntry.objects.count(), OutgoingMessage.objects.count())


@pytest.mark.parametrize("page", PAGES)
def test_look_at_my_data_as_nobody_asks_for_a_code(enter, page):
    answer = enter().get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/code/?next={page}")


@pytest.mark.parametrize("page", [*PAGES[1:], "/portal/me/download/"])
def test_look_at_my_data_as_staff_is_not_found(enter, marta, page):
    before, agent = counts(), enter(AgentFactory())
    assert agent.post(page, GOOD | {"email": NEW}).status_code == 404
    assert agent.get("/portal/me/").status_code == 404
    assert counts() == before


def test_look_at_my_data_shows_what_we_hold_and_why(browser, marta):
    CustomerFactory(email=marta.email)
    RetentionRule.objects.update_or_create(about="cases", defaults={"months": 60, "why": "CC 1964", "active": True})
    open_case(unit=UnitFactory(purchase__customer=marta), files=[photo()], now=timezone.now())
    OutgoingMessage.objects.update(status="sent", sent_at=timezone.now())
    page = said(browser.get("/portal/me/"))
    assert "marta@correo.example" in page
    assert "The shop knows you by 2 numbers" in page
    assert '<dt>Cases</dt><dd>1 <span class="soft small">· kept 5 years</span></dd>' in page
    assert "<dt>Purchases</dt><dd>1</dd>" in page
    assert "<dd>in your copy</dd>" in page  # letters are found among everybody's, which no page waits for
    assert "GDPR art. 6.1.f" not in page  # no call and no survey: nothing is held for that


def test_look_at_my_data_counts_with_as_many_queries_whatever_there_is(browser, marta, django_assert_max_num_queries):
    for _ in range(4):
        open_case(unit=UnitFactory(purchase__customer=marta), now=timezone.now())
    with django_assert_max_num_queries(60):
        browser.get("/portal/me/")


def test_look_at_my_data_without_a_record_says_so(browser, marta):
    Customer.objects.update(email="otra@correo.example")
    assert "Besides your account we hold nothing" in said(browser.get("/portal/me/"))
    assert browser.get("/portal/me/details/").status_code == 404


def test_put_details_right_writes_them(browser, marta):
    answer = browser.post(
        "/portal/me/details/", GOOD | {"name": "Marta Gil Ruiz", "phone": "600 111 222", "language": "en"}
    )
    marta.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/portal/me/")
    assert (marta.name, marta.phone, marta.language) == ("Marta Gil Ruiz", "+34600111222", "en")
    assert User.objects.get(email=marta.email).name == "Marta Gil Ruiz"


def test_put_the_name_right_lets_the_desk_find_the_case_by_it(browser, marta, enter):
    case = open_case(marta, now=timezone.now())
    browser.post("/portal/me/details/", GOOD | {"name": "Hermenegilda Nuez"})
    desk = enter(AgentFactory())
    assert case.reference in desk.get("/desk/?q=hermenegilda").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "", "Write your name"),
        ("phone", "12", "This cannot be a phone number"),
        ("language", "xx", "xx"),
        ("city", "x" * 121, "at most 120"),
    ],
)
def test_put_details_wrong_keeps_what_was_written_and_says_why(browser, marta, field, value, why):
    before = counts()
    answer = browser.post("/portal/me/details/", GOOD | {"address": "Calle Nueva 3"} | {field: value})
    marta.refresh_from_db()
    assert answer.status_code == 422
    assert why in said(answer)
    assert 'value="Calle Nueva 3"' in said(answer)
    assert (marta.address, counts()) == ("", before)


def test_say_wishes_keeps_them_once(browser, marta):
    wishes = {"surveys": "on", "quiet_from": "22:00", "quiet_to": "10:30"}
    for _ in range(2):
        assert browser.post("/portal/me/wishes/", wishes)["Location"] == "/portal/me/"
    marta.refresh_from_db()
    assert (marta.no_surveys, marta.no_calls, marta.quiet_from, marta.quiet_to) == (
        False, True, dt.time(22), dt.time(10, 30),
    )  # fmt: skip
    assert [(row.to, row.given, row.actor_kind) for row in Consent.objects.all()] == [("calls", False, "customer")]
    assert AuditEntry.objects.filter(what="quiet_hours").count() == 1
    page = said(browser.get("/portal/me/"))
    assert "We do not call you after a delivery." in page


@pytest.mark.parametrize(
    ("quiet", "why"),
    [
        ({"quiet_from": "22:00"}, "Say both hours"),
        ({"quiet_to": "22:00"}, "Say both hours"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "two different hours"),
        ({"quiet_from": "09:00", "quiet_to": "20:00"}, "from 09:30 to 20:00"),
        ({"quiet_from": "25:00", "quiet_to": "20:00"}, "valid time"),
    ],
)
def test_say_impossible_quiet_hours_is_refused(browser, marta, quiet, why):
    before = counts()
    answer = browser.post("/portal/me/wishes/", {"surveys": "on", "calls": "on", **quiet})
    assert answer.status_code == 422
    assert why in said(answer)
    assert counts() == before


def test_say_quiet_all_day_and_no_calls_is_fine(browser, marta):
    browser.post("/portal/me/wishes/", {"quiet_from": "09:00", "quiet_to": "20:00"})
    marta.refresh_from_db()
    assert (marta.no_calls, marta.quiet_from) == (True, dt.time(9))


def test_download_gives_what_is_hers_and_leaves_a_trace(browser, marta):
    open_case(unit=UnitFactory(purchase__customer=marta), files=[photo("mia.jpeg")], now=timezone.now())
    open_case(files=[photo("ajena.jpg")], text="Palabras ajenas", now=timezone.now())
    answer = browser.post("/portal/me/download/")
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(bundle.read("data.json"))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert answer["Cache-Control"] == "private, no-cache"
    assert (len(data["data"]["cases"]), [one["name"] for one in data["files"]]) == (1, ["mia.jpeg"])
    assert "Palabras ajenas" not in bundle.read("index.html").decode()
    assert AuditEntry.objects.filter(what="downloaded", object_id=marta.pk).count() == 1


def test_download_by_a_link_is_no_way(browser):
    assert browser.get("/portal/me/download/").status_code == 405
    assert AuditEntry.objects.count() == 0


def test_download_a_sixth_time_in_a_day_is_too_often(browser):
    for _ in range(5):
        given = browser.post("/portal/me/download/")
        assert b"".join(given.streaming_content)[:2] == b"PK"
    answer = browser.post("/portal/me/download/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "86400")


@pytest.fixture
def lately(browser):
    """Her browser, in which she came in by a code ten minutes ago."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 600}]
    session.save()
    return browser


def test_ask_for_another_address_some_time_after_coming_in_wants_a_new_code(browser):
    assert "come in again with a new code first" in said(browser.get("/portal/me/email/"))
    assert browser.post("/portal/me/email/", {"email": NEW}).status_code == 200
    assert OutgoingMessage.objects.count() == 0
    answer = browser.post("/portal/me/email/proof/")
    assert answer["Location"] == "/account/login/code/?next=%2Fportal%2Fme%2Femail%2F"
    assert browser.get("/portal/me/").status_code == 302


def test_ask_for_another_address_says_the_same_whoever_has_it(lately, marta):
    CustomerFactory(email="conocida@correo.example")
    pages = []
    for address in ("conocida@correo.example", "ignorada1@correo.example"):
        page = lately.post("/portal/me/email/", {"email": f" {address.upper()} "}, follow=True)
        pages.append(said(page).replace(address, "…"))
        assert OutgoingMessage.objects.latest("pk").to == address
    assert "We have written to" in pages[0]
    letters = [(one.kind, one.subject) for one in OutgoingMessage.objects.all()]
    assert letters[0] == letters[1]


@pytest.mark.parametrize(("address", "why"), [("", "Write the new address"), ("x", "cannot be an e-mail")])
def test_ask_for_an_impossible_address_is_refused(lately, marta, address, why):
    answer = lately.post("/portal/me/email/", {"email": address})
    assert (answer.status_code, why in said(answer), OutgoingMessage.objects.count()) == (422, True, 0)


def test_ask_for_the_address_that_she_has_is_refused(lately, marta):
    answer = lately.post("/portal/me/email/", {"email": "MARTA@correo.example"})
    assert (answer.status_code, "the address that you have now" in said(answer)) == (422, True)


def test_ask_for_addresses_too_often_sends_no_more_letters(lately, marta):
    for count in range(7):
        answer = lately.post("/portal/me/email/", {"email": f"marta{count}@correo.example"})
    assert (answer.status_code, OutgoingMessage.objects.count()) == (429, 5)


@pytest.fixture
def link(browser, marta):
    return f"/e/{email_change_token(User.objects.get(email=marta.email), NEW, timezone.now())}/"


def test_open_the_link_changes_nothing(enter, marta, link):
    before, answer = counts(), enter().get(link)
    marta.refresh_from_db()
    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    assert NEW in said(answer)
    assert "marta@correo.example" not in said(answer)
    assert (marta.email, counts()) == ("marta@correo.example", before)


def test_confirm_the_link_changes_the_address_once(enter, marta, link, client):
    assert "Your e-mail has changed" in said(enter().post(link))
    marta.refresh_from_db()
    assert (marta.email, User.objects.get(role="customer").email) == (NEW, NEW)
    assert [one.to for one in OutgoingMessage.objects.filter(kind="email_changed")] == ["marta@correo.example"]
    assert enter().get(link).status_code == 404
    assert OutgoingMessage.objects.filter(kind="email_changed").count() == 1


def test_confirm_the_link_twice_says_twice_what_it_did_once(enter, marta, link):
    first, second = enter().post(link), enter().post(link)
    assert [(one.status_code, "Your e-mail has changed" in said(one)) for one in (first, second)] == [(200, True)] * 2
    assert [one.to for one in OutgoingMessage.objects.filter(kind="email_changed")] == ["marta@correo.example"]


def test_confirm_the_link_again_after_another_change_is_gone(enter, marta, link):
    enter().post(link)
    account = User.objects.get(email=NEW)
    enter().post(f"/e/{email_change_token(account, 'marta.tres@correo.example', timezone.now())}/")
    assert enter().post(link).status_code == 404
    marta.refresh_from_db()
    assert marta.email == "marta.tres@correo.example"


def test_confirm_the_link_signs_out_every_other_browser(enter, marta, link):
    account = User.objects.get(email=marta.email)
    here, there = enter(account), enter(account)
    there.get("/account/sessions/")  # as signing in does, it notes where it is
    assert "Your e-mail has changed" in said(here.post(link))
    assert (here.get("/portal/me/").status_code, there.get("/portal/me/").status_code) == (200, 302)


def test_confirm_the_link_leaves_no_way_in_by_the_old_address(enter, marta, link, mailoutbox):
    visitor = enter()
    visitor.post(link)
    OutgoingMessage.objects.all().delete()
    visitor.post("/account/login/code/", {"email": "marta@correo.example"})
    assert OutgoingMessage.objects.count() == 0
    enter().post("/account/login/code/", {"email": NEW})
    assert [one.to for one in OutgoingMessage.objects.all()] == [NEW]


def test_code_that_was_sent_to_the_old_address_lets_nobody_in(enter, marta, link):
    visitor = enter()
    asked = visitor.post("/account/login/code/", {"email": marta.email})
    code = re.search(r"^ {4}(\S+)$", OutgoingMessage.objects.get(kind="login_code").text, re.MULTILINE)[1]
    enter().post(link)
    answer = visitor.post(asked.url, {"code": code})
    assert (answer.status_code, answer.url) == (302, "/account/login/code/")
    assert visitor.get("/portal/").status_code == 302


def test_confirm_an_address_of_another_customer_tells_only_who_opened_it(enter, marta, link):
    CustomerFactory(email=NEW)
    answer = enter().post(link)
    marta.refresh_from_db()
    assert (answer.status_code, marta.email) == (409, "marta@correo.example")
    assert "belongs to another customer" in said(answer)
    assert OutgoingMessage.objects.count() == 0


@pytest.mark.parametrize("spoiled", ["/e/x/", "/e/%C3%A9/", "/e/" + "A" * 900 + "/"])
def test_open_a_spoiled_link_helps_and_changes_nothing(enter, spoiled):
    for answer in (enter().get(spoiled), enter().post(spoiled)):
        assert (answer.status_code, "This link no longer works" in said(answer)) == (404, True)


def test_refuse_surveys_by_the_link_of_the_letter(enter, marta):
    from followups.links import survey_token

    Customer.objects.update(language="en")
    survey = sent_survey(UnitFactory(purchase__customer=marta))
    address, visitor = f"/s/{survey_token(survey)}/stop/", enter()
    assert "Do you not want surveys any more?" in said(visitor.get(address))
    marta.refresh_from_db()
    assert marta.no_surveys is False
    for _ in range(2):
        assert visitor.post(address)["Location"] == address
    marta.refresh_from_db()
    assert (marta.no_surveys, [(row.to, row.given) for row in Consent.objects.all()]) == (True, [("surveys", False)])
    assert "We do not ask you again" in said(visitor.get(address))
    assert visitor.get("/s/x/stop/").status_code == 404
