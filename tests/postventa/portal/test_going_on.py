"""What a customer sees of cases that were merged, split or went on, and of replies that are not out yet."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.actors import actor_of
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import UnitFactory
from tests.uploads import photo
from tickets.actions.aside import mark_spam
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.splitting import split_message
from tickets.actions.status import resolve_ticket
from tickets.actions.taking_back import take_back
from tickets.links import case_token
from tickets.models import KindRules, Ticket
from tickets.states import Resolution

pytestmark = pytest.mark.django_db
HTML = "<p>Pruebe <strong>esto</strong>:</p><ul><li>uno</li></ul>"


@pytest.fixture
def by(agent):
    return actor_of(agent)


@pytest.fixture
def unit(marta):
    return UnitFactory(purchase__customer=marta, product__name="Lavadora L9")


@pytest.fixture
def merged(unit, by):
    """A case with a photo and a note, merged into another of Marta's: (merged, where it goes on)."""
    one = open_case(unit=unit, text="Pierde agua", files=[photo()], now=timezone.now())
    other = open_case(unit=unit, text="Hace ruido", now=timezone.now())
    add_note(ticket=one, text="Nota interna", by=by, now=timezone.now())
    merge_tickets(ticket=one, into=other, by=by, now=timezone.now())
    return one, other


def address(ticket):
    return f"/portal/cases/{ticket.reference}/"


def told(page):
    return [str(entry.words) or entry.message.text for entry in page.context["story"]]


def test_merged_case_leads_to_where_it_goes_on(browser, merged):
    one, other = merged
    page = browser.get(address(one), follow=True)
    assert page.redirect_chain == [(address(other), 302)]
    assertContains(page, f"Your case {one.reference} goes on here.")
    assertContains(page, "Pierde agua", count=1)
    assertContains(page, "Hace ruido")
    assertNotContains(page, "Nota interna")
    assert told(page) == [
        "Pierde agua",
        "Your case was opened",
        "Hace ruido",
        "We looked up what covers your product",
        "Another case of yours goes on in this one",
    ]


def test_merged_case_is_not_listed_apart(browser, merged):
    one, other = merged
    for page in (browser.get("/portal/cases/"), browser.get("/portal/")):
        assertNotContains(page, address(one))
        assertContains(page, address(other))


def test_link_of_a_merged_case_leads_to_where_it_goes_on_with_its_files(enter, merged):
    one, other = merged
    visitor = enter(None)
    page = visitor.get(f"/c/{case_token(one)}/", follow=True)
    assert page.status_code == 200
    assert page.context["ticket"] == other
    file = one.messages.first().attachments.get()
    shown = visitor.get(f"/c/{case_token(other)}/files/{file.pk}/")
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"


def test_words_in_a_merged_case_are_said_where_it_goes_on(browser, enter, merged):
    one, other = merged
    page = browser.post(address(one), {"text": "¿Y bien?", "submission": uuid.uuid4()})
    assertRedirects(page, f"{address(other)}#latest")
    by_link = enter(None).post(f"/c/{case_token(one)}/", {"text": "¿Hola?", "submission": uuid.uuid4()}, follow=True)
    assert by_link.context["ticket"] == other
    assert [message.text for message in other.messages.all()] == ["Hace ruido", "¿Y bien?", "¿Hola?"]


def test_unmerged_case_is_itself_again_and_nothing_is_told_of_it(browser, merged, by):
    one, other = merged
    unmerge_ticket(ticket=one, by=by, now=timezone.now())
    assert told(browser.get(address(one)))[:2] == ["Your case was opened", "Pierde agua"]
    assert "Another case of yours goes on in this one" not in told(browser.get(address(other)))


def test_story_costs_the_same_queries_for_one_merged_case_and_for_three(browser, merged, by, django_assert_num_queries):
    from postventa.portal.story import story_of

    _one, other = merged
    with django_assert_num_queries(5):
        story_of(other, timezone.now())
    for _ in range(2):
        another = open_case(unit=other.unit, files=[photo()], now=timezone.now())
        merge_tickets(ticket=another, into=other, by=by, now=timezone.now())
    with django_assert_num_queries(5):
        story_of(other, timezone.now())


def test_held_reply_is_not_there_yet(browser, unit, by, settings):
    case = open_case(unit=unit, now=timezone.now())
    before = told(browser.get(address(case)))
    said = reply_to_customer(ticket=case, text="¿Qué código?", hold=True, files=[photo()], by=by, now=timezone.now())
    assert told(browser.get(address(case))) == before
    assert browser.get(f"/portal/files/{said.attachments.get().pk}/").status_code == 404
    said.held_until = timezone.now() - dt.timedelta(seconds=1)
    said.save()
    assert told(browser.get(address(case)))[-2:] == ["¿Qué código?", "We asked you for an answer"]
    shown = browser.get(f"/portal/files/{said.attachments.get().pk}/")
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"


def test_reply_that_was_taken_back_never_was(browser, unit, by):
    case = open_case(unit=unit, now=timezone.now())
    before = told(browser.get(address(case)))
    said = reply_to_customer(ticket=case, text="¿Qué código?", hold=True, by=by, now=timezone.now())
    take_back(message=said, by=by, now=timezone.now())
    assert told(browser.get(address(case))) == before


def test_reply_is_read_with_its_formatting_on_the_page_and_in_the_letter(browser, unit, by):
    case = open_case(unit=unit, now=timezone.now())
    reply_to_customer(ticket=case, text="Pruebe esto:\n\n- uno", html=HTML, by=by, now=timezone.now())
    assertContains(browser.get(address(case)), f'<div class="rich">{HTML}</div>')
    letter = OutgoingMessage.objects.latest("pk")
    assert HTML in letter.html
    assert "Pruebe esto:\n\n- uno" in letter.text
    resolve_ticket(
        ticket=case, resolution=Resolution.EXPLAINED, text="Pruebe esto:", html=HTML, by=by, now=timezone.now()
    )
    assert HTML in OutgoingMessage.objects.latest("pk").html


def test_html_that_was_not_cleaned_runs_nowhere(browser, unit, by):
    case = open_case(unit=unit, now=timezone.now())
    bad = '<p onclick="x()">Hola<script>alert(1)</script><img src=x onerror=alert(1)></p>'
    reply_to_customer(ticket=case, text="Hola", html=bad, by=by, now=timezone.now())
    for page in (browser.get(address(case)).content.decode(), OutgoingMessage.objects.latest("pk").html):
        assert [word in page for word in ("alert(1)", "onclick", "onerror")] == [False] * 3


def test_split_says_nothing_to_the_customer_in_the_first_case(browser, unit, by):
    case = open_case(unit=unit, now=timezone.now())
    before = told(browser.get(address(case)))
    new = split_message(message=case.messages.get(), by=by, now=timezone.now())
    assert told(browser.get(address(case))) == before
    assert told(browser.get(address(new)))[:2] == ["Your case was opened", case.messages.get().text]


def test_late_words_go_on_in_a_new_case(browser, enter, unit, by):
    then = timezone.now() - dt.timedelta(days=40)
    case = open_case(unit=unit, now=then)
    KindRules.objects.create(kind=case.kind, reopen_days=30)
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=by, now=then)
    assertContains(browser.get(address(case)), "what you write here goes on in another case")

    page = browser.post(address(case), {"text": "Otra vez", "submission": uuid.uuid4()}, follow=True)

    new = Ticket.objects.latest("pk")
    assert page.redirect_chain == [(f"{address(new)}#latest", 302)]
    assertContains(page, f"Your case {case.reference} goes on here.")
    by_link = enter(None).post(f"/c/{case_token(case)}/", {"text": "Más", "submission": uuid.uuid4()}, follow=True)
    assert by_link.context["ticket"] == new


def test_words_that_open_a_case_again_are_what_one_comes_back_to(browser, unit, by):
    case = open_case(unit=unit, now=timezone.now())
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=by, now=timezone.now())

    page = browser.post(address(case), {"text": "Ha vuelto a fallar", "submission": uuid.uuid4()}, follow=True)

    assert page.redirect_chain == [(f"{address(case)}#latest", 302)]
    newest = page.content.decode().split('id="latest"')[1].split("</li>")[0]
    assert "Ha vuelto a fallar" in newest


def test_words_in_spam_are_taken_as_any_others(browser, unit, by):
    case = open_case(unit=unit, now=timezone.now())
    mark_spam(ticket=case, by=by, now=timezone.now())
    page = browser.post(address(case), {"text": "Soy yo", "submission": uuid.uuid4()})
    assertRedirects(page, f"{address(case)}#latest")
