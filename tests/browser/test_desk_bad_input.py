"""What a browser would never send, sent: it is said why, nothing is written, and the page is whole and quick."""

from __future__ import annotations

import time
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import actor_of, customer_by_link
from core.models import OutgoingMessage, StoredFile
from core.richtext import words_of
from tests.browser.desk import alive
from tests.cases import open_case
from tests.factories import AgentFactory
from tests.tickets.rows import everything
from tests.uploads import photo
from tickets.actions.conversation import add_note, write_as_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import set_parent
from tickets.actions.status import resolve_ticket
from tickets.rules import MAX_TEXT
from tickets.states import Resolution

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"hx-request": "true"}
NASTY = (
    "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    '<p style="position:fixed" onclick="alert(1)">Hola <a href="javascript:alert(1)">aquí</a> &amp; <b>adiós</b></p>'
)


@pytest.fixture
def case(transactional_db):
    return open_case(now=timezone.now())


@pytest.fixture
def ana(transactional_db):
    return AgentFactory(name="Ana Ruiz", language="en")


@pytest.fixture
def post(ana, case):
    """`post("state/", {"to": "closed"})`: what stands in the answer, once it is sure that nothing was written."""
    client = Client(headers={"accept-language": "en"}, raise_request_exception=True)
    client.force_login(ana)

    def send(noun: str, form: dict, *, htmx: bool) -> str:
        before, files, mail = everything(), StoredFile.objects.count(), OutgoingMessage.objects.count()
        answer = client.post(f"/desk/tickets/{case.reference}/{noun}", form, headers=HTMX if htmx else {})
        assert answer.status_code in ((200, 409, 422) if htmx else (409, 422))
        assert (everything(), StoredFile.objects.count(), OutgoingMessage.objects.count()) == (before, files, mail)
        return answer.content.decode()

    return send


def reply(case, **given):
    seen = case.messages.last().pk
    form = {"kind": "reply", "then": "waiting_customer", "seen": seen, "submission": uuid.uuid4(), "text": "Vamos."}
    return form | given


@pytest.mark.parametrize("htmx", [True, False])
def test_text_of_ten_thousand_lines_is_refused_and_stays_in_the_composer(post, case, htmx):
    text = "Una línea más.\n" * 10_000
    page = post("messages/", reply(case, text=text), htmx=htmx)
    assert f"{MAX_TEXT:,}" in page or str(MAX_TEXT) in page
    assert htmx or page.count("Una línea más.") >= 10_000


@pytest.mark.parametrize("htmx", [True, False])
def test_two_hundred_files_are_refused_with_their_number(post, case, htmx):
    page = post("messages/", reply(case, files=many_photos()), htmx=htmx)
    assert "200" in page
    assert htmx or "Vamos." in page


def test_two_hundred_files_are_refused_by_a_draft(post, case):
    page = post("drafts/reply/files/", {"files": many_photos()}, htmx=True)
    assert ('class="error"' in page, case.drafts.count()) == (True, 0)


def many_photos():
    return [photo(f"{n}.jpg", size=(8, 8)) for n in range(200)]


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("to", ["closed", "new", "resolved", "exploded", ""])
def test_illegal_transition_is_refused(post, htmx, to):
    assert 'data-tone="warn"' in post("state/", {"to": to}, htmx=htmx)


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("into", ["itself", "child", "merged", "stranger", "nowhere"])
def test_merge_that_cannot_be_is_refused(post, case, ana, htmx, into):
    by, now = actor_of(ana), timezone.now()
    other = open_case(customer=None if into == "stranger" else case.customer, now=now)
    if into == "child":
        set_parent(ticket=other, parent=case, by=by, now=now)
    if into == "merged":
        merge_tickets(ticket=other, into=open_case(customer=case.customer, now=now), by=by, now=now)
    reference = {"itself": case.reference, "nowhere": "PV-2222-2222"}.get(into, other.reference)
    page = post("merging/", {"other": reference}, htmx=htmx)
    assert 'data-tone="warn"' in page or 'class="error' in page or 'role="alert"' in page


@pytest.mark.parametrize("htmx", [True, False])
def test_resolved_case_is_not_resolved_again(post, case, ana, htmx):
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=actor_of(ana), now=timezone.now())
    form = {"resolution": "refunded", "text": "", "submission": uuid.uuid4(), "seen": 10**6}
    assert 'data-tone="warn"' in post("resolution/", form, htmx=htmx)


def test_scripts_in_messages_are_words_and_long_ones_are_folded(enter, shot, sound, case, ana):
    now, customer = timezone.now(), customer_by_link(case.customer.email)
    write_as_customer(ticket=case, text=NASTY, by=customer, now=now)
    write_as_customer(ticket=case, text="línea\n" * 3000, by=customer, now=now)
    write_as_customer(ticket=case, text="W" * 5000, by=customer, now=now)
    rich = words_of(NASTY)
    add_note(ticket=case, text=rich.text, html=rich.html, by=actor_of(ana), now=now)
    page = enter(ana, "/desk/", language="en")
    started = time.monotonic()
    page.goto(f"/desk/tickets/{case.reference}/")
    alive(page)
    assert time.monotonic() - started < 5
    assert page.title().startswith(case.reference)
    assert page.locator("#timeline :is(script, img, [onclick], [onerror], [style], a[href^=javascript])").count() == 0
    assert "<script>document.title" in page.locator("#timeline .message-body").nth(1).inner_text()
    assert "Hola aquí & adiós" in page.locator("#timeline .message-body").last.inner_text()
    shot(page, "nasty")
    sound(page, "en")
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/desk/")
    assert page.title() != "taken"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
