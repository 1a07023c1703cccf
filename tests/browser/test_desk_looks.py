"""The desk's dialogs, menus and pages of one moment, in both languages, on a laptop, a phone and in the dark."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from core.actors import actor_of
from core.richtext import Words
from tests.browser.desk import alive, settled
from tests.cases import open_case
from tests.factories import AgentFactory
from tests.uploads import photo
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.drafts import attach_files, save_draft
from tickets.actions.merging import merge_tickets
from tickets.actions.relations import relate, set_parent
from tickets.actions.sending import send_reply
from tickets.actions.tagging import add_tags
from tickets.states import MessageKind, Status

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [pytest.param("en", {}, id="en-laptop"), pytest.param("es", {"phone": True, "dark": True}, id="es-phone-dark")]
DIALOGS = ("relations", "parent", "merging", "spam", "answers", "splitting")
FOLDS = ("pick-assignee", "pick-priority", "pick-team", "pick-kind", "pick-cause", "pick-subject")


@pytest.fixture
def ana(transactional_db):
    return AgentFactory(name="Ana Ruiz")


@pytest.fixture
def case(ana):
    """One that has everything: kin, tags, a merged one, a note of a colleague, a draft with a file."""
    now = timezone.now() - dt.timedelta(hours=2)
    bea = actor_of(AgentFactory(name="Bea Sanz de la Encina y Torresandino"))
    case = open_case(text="Sale humo por detrás y huele a quemado.", files=[photo()], now=now)
    others = [open_case(customer=case.customer, text=f"Otra cosa {n}.", now=now) for n in range(3)]
    relate(one=case, other=others[0], by=bea, now=now)
    set_parent(ticket=others[1], parent=case, by=bea, now=now)
    merge_tickets(ticket=others[2], into=case, by=bea, now=now)
    add_tags(ticket=case, names=["seguridad", "una etiqueta de verdad bastante larga"], by=bea, now=now)
    reply_to_customer(ticket=case, text="Desenchúfela.", by=bea, now=now)
    add_note(ticket=case, text="Es la tercera de este lote.", by=bea, now=now)
    mine = {"ticket": case, "kind": MessageKind.REPLY, "by": actor_of(ana), "now": now}
    save_draft(words=Words("Mañana pasa un técnico."), **mine)
    attach_files(uploads=[photo("x" * 60 + ".jpg")], **mine)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_case_with_everything_and_its_dialogs_are_accessible(enter, sound, shot, axe, ana, case, language, look):
    page = enter(ana, f"/desk/tickets/{case.reference}/", language=language, **look)
    alive(page)
    page.locator("#composer [contenteditable]").focus()  # on a phone the rest of the composer comes with it
    page.locator(".attach summary").click()
    settled(page)
    sound(page, language)
    shot(page, "case")
    for noun in DIALOGS:
        page.evaluate(f'document.querySelector(\'a[hx-get*="/{noun}/"][hx-target="#deed"]\').click()')
        page.locator("#deed:modal h2").wait_for()
        settled(page)
        sound(page, language)
        shot(page, noun)
        page.keyboard.press("Escape")
        page.locator("#deed:modal").wait_for(state="detached")
    for fold in FOLDS:
        page.locator(f"#{fold} > summary").click()
        settled(page)
        axe(page, within="#fields")
        page.locator(f"#{fold} > summary").click()
    page.locator("[data-photo]").first.click()
    page.locator("#lightbox:modal").wait_for()
    sound(page, language)
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_what_passes_is_accessible_too(enter, sound, axe, shot, ana, case, language, look):
    """A reply that is held, a word that came meanwhile, a case that was merged, the menus of the bar."""
    by, now = actor_of(ana), timezone.now()
    given = {"words": Words("Vamos ya."), "then": Status.OPEN, "submission": uuid.uuid4(), "by": by, "now": now}
    send_reply(ticket=case, **given)
    page = enter(ana, f"/desk/tickets/{case.reference}/", language=language, **look)
    alive(page)
    page.locator("#held [data-held]").wait_for()
    sound(page, language)
    shot(page, "held")
    page.goto(f"/desk/tickets/{case.merged.get().reference}/")
    sound(page, language)
    shot(page, "merged")
    page.goto("/desk/")
    alive(page)
    page.locator("[name=case]").first.check()
    for menu in page.locator("#bulk .bulk-menu").all():
        menu.locator("summary").click()
        menu.locator("[name=deed], p").first.wait_for()
        axe(page, within=".bulkbar")  # what it covers cannot be pressed
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), menu.inner_text()
    page.locator("#bulk [value=spam]").click()
    page.locator(".bulk-ask").wait_for()
    sound(page, language)
    shot(page, "spam")
