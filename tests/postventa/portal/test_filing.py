"""A complaint in steps, from its first word to its case."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.models import OutgoingMessage
from tests.filings import TOLD, begin, symptom
from tests.postventa.portal.filing_places import at, step_of
from tests.uploads import pdf, photo
from tickets.models import Filing, FilingFile, Statement, Ticket
from tickets.states import Channel, Kind, ReachBy, ReachWhen, UsedFor, Wish

pytestmark = pytest.mark.django_db


def test_complain_step_by_step_opens_one_case_with_all_that_was_told(browser, unit, address):
    sees = symptom(unit)
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    page = browser.get(address)
    assertContains(page, "Tell us what happens")
    assertContains(page, "It does not drain")
    page = browser.post(address, {"choice": sees.pk, "text": "Queda agua dentro.", "submission": uuid.uuid4()})
    filing = Filing.objects.get()
    assertRedirects(page, at(filing, "since/"))
    answers = {
        "since": {"on": yesterday.isoformat(), "used_for": "home", "before": "La cambiamos de sitio."},
        "files": {"files": [photo(), pdf()]},
        "cover": {},
        "wish": {"wish": "repair"},
        "reach": {"by": "phone", "phone": "600 111 222", "when": "morning"},
    }
    walked = []
    for step, said in answers.items():
        assert step_of(page) == step
        assert browser.get(page.url).status_code == 200
        page = browser.post(page.url, said)
        walked.append(step_of(page))
    assert walked == ["files", "cover", "wish", "reach", "check"]
    last = browser.get(page.url)
    for words in ("It does not drain", "Queda agua dentro.", "foto.jpeg", "factura.pdf", "+34600111222", "At home"):
        assertContains(last, words)

    page = browser.post(page.url)

    ticket = Ticket.objects.get()
    assert page.url == f"/portal/cases/{ticket.reference}/sent/"
    assert (ticket.unit, ticket.kind, ticket.channel, ticket.wish) == (
        unit,
        Kind.COMPLAINT,
        Channel.PORTAL,
        Wish.REPAIR,
    )
    assert (ticket.defect_on, ticket.language, ticket.subject) == (yesterday, "en", "It does not drain · Lavadora L9")
    assert ticket.messages.get().text == "Queda agua dentro."
    assert [one.file.name for one in ticket.messages.get().attachments.all()] == ["foto.jpeg", "factura.pdf"]
    stated = Statement.objects.get()
    assert (stated.ticket, stated.symptom, stated.used_for, stated.before) == (
        ticket,
        sees,
        UsedFor.HOME,
        "La cambiamos de sitio.",
    )
    assert (stated.reach_by, stated.reach_phone, stated.reach_when) == (
        ReachBy.PHONE,
        "+34600111222",
        ReachWhen.MORNING,
    )
    filing.refresh_from_db()
    assert (filing.ticket, filing.told, FilingFile.objects.count()) == (ticket, {}, 0)
    letter = OutgoingMessage.objects.get()
    assert (letter.kind, letter.to) == ("case_received", "marta@correo.example")
    for words in ("La cambiamos de sitio.", "It does not drain", "At home"):
        assert words in letter.text


def test_what_was_begun_is_shown_at_home_and_can_be_thrown_away(browser, filing):
    assertContains(browser.get("/portal/"), "You began to tell us")

    browser.post(at(filing, "removal/"))

    assert Filing.objects.count() == 0
    assertNotContains(browser.get("/portal/"), "You began to tell us")


@pytest.mark.parametrize(
    ("step", "said", "wrong"),
    [
        ("since", {"on": "2999-01-01"}, "on"),
        ("since", {"on": "soon"}, "on"),
        ("since", {"used_for": "war"}, "used_for"),
        ("since", {"before": "x" * 4001}, "before"),
        ("wish", {}, "wish"),
        ("wish", {"wish": "a yacht"}, "wish"),
        ("reach", {"by": "pigeon"}, "by"),
        ("reach", {"by": "phone", "phone": ""}, "phone"),
        ("reach", {"by": "phone", "phone": "12"}, "phone"),
        ("what", {"text": "agua " * 5000}, "text"),
    ],
)
def test_a_step_that_cannot_be_is_asked_again_and_keeps_what_was_there(browser, filing, step, said, wrong):
    page = browser.post(at(filing, f"{step}/"), said)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [wrong])
    assertContains(page, "What you wrote is kept below.", status_code=422)
    kept = filing.told
    filing.refresh_from_db()
    assert filing.told == kept


def test_a_step_changed_from_the_last_one_goes_back_there(browser, filing):
    page = browser.get(at(filing, "wish/") + "?then=check")
    assertContains(page, 'name="then" value="check"')

    page = browser.post(at(filing, "wish/"), {"wish": "answer", "then": "check"})

    assertRedirects(page, at(filing, "check/"))
    filing.refresh_from_db()
    assert filing.told["wish"] == {"wish": "answer"}


def test_sending_with_something_missing_leads_to_the_first_such_step(browser, unit):
    filing = begin(unit, told={"what": TOLD["what"]})

    page = browser.post(at(filing, "check/"))

    assertRedirects(page, at(filing, "wish/") + "?then=check", fetch_redirect_response=False)
    assertContains(browser.get(page.url), "Something is still missing")
    assert Ticket.objects.count() == 0


def test_sending_twice_going_back_and_another_window_are_one_case(browser, filing):
    first = browser.post(at(filing, "check/"))
    again = [browser.post(at(filing, f"{step}/"), {"wish": "refund"}) for step in ("check", "wish", "link", "removal")]

    assert {page.url for page in again} == {at(filing, "sent/")}
    assertRedirects(browser.get(at(filing, "sent/")), first.url)
    assertRedirects(browser.get(at(filing, "what/")), at(filing, "sent/"), target_status_code=302)
    assertRedirects(browser.get(at(filing)), at(filing, "sent/"), target_status_code=302)
    ticket = Ticket.objects.get()
    assert (ticket.wish, ticket.submission, OutgoingMessage.objects.count()) == (Wish.REPAIR, filing.uid, 1)


def test_orientation_is_the_decision_of_the_desk(browser, filing):
    shown = browser.get(at(filing, "cover/")).context["look"].decision

    browser.post(at(filing, "check/"))

    assert Ticket.objects.get().decisions.get().decision == shown.to_json()


def test_wishes_come_in_the_order_of_the_law(browser, unit):
    day = timezone.localdate().isoformat()
    filing = begin(unit, told={"what": TOLD["what"], "since": {"on": day, "used_for": "", "before": ""}})

    page = browser.get(at(filing, "wish/"))

    assert [value for value, _label in page.context["form"].fields["wish"].choices] == [
        "repair",
        "replacement",
        "answer",
        "unsure",
    ]
    assertContains(page, "If that fails, you may ask for:")


def test_statement_stands_beside_the_case_at_the_desk(browser, enter, agent, filing):
    browser.post(at(filing, "check/"))

    page = enter(agent).get(f"/desk/tickets/{Ticket.objects.get().reference}/")

    assertContains(page, "Told by the customer")
    assertContains(page, "La cambiamos de sitio.")
    assertContains(page, 'href="tel:+34600111222"')
