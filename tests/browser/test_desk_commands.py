"""The command bar, the keys and the bar of many cases, in a real browser and without a mouse."""

from __future__ import annotations

import pytest

from catalog.models import Article
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, UnitFactory
from tickets.models import Macro, Ticket
from tickets.states import Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(transactional_db):
    return AgentFactory(name="Ana Ruiz", language="en")


@pytest.fixture
def cases(transactional_db):
    unit = UnitFactory()
    return [open_case(unit=unit, now=NOW.replace(hour=hour)) for hour in (7, 8, 9)]


def has_focus(page, selector):
    page.wait_for_function("selector => document.activeElement?.matches(selector)", arg=selector)


LOOKS = [pytest.param("en", {}, id="en-laptop"), pytest.param("es", {"phone": True, "dark": True}, id="es-phone-dark")]


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_command_bar_opens_at_once_and_goes_anywhere(enter, sound, shot, ana, cases, language, look):
    Article.objects.create(title="Limpiar el filtro", html="<p>Ciérrelo.</p>", language="es", updated_at=NOW)
    page = enter(ana, "/desk/", language=language, **look)
    page.keyboard.press("Control+k")
    page.locator("#command:modal").wait_for()
    has_focus(page, "#command [role=combobox]")
    page.get_by_role("option", name="Limpiar el filtro").wait_for()
    shot(page, "open")
    page.evaluate("scrollTo(0, 0)")
    sound(page, language)
    page.keyboard.type("limpiar filtro")
    page.locator("[data-href][aria-selected=true]", has_text="Limpiar").wait_for()
    shot(page, "found")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/articles/*/")
    sound(page, language)
    page.keyboard.press("Control+k")
    page.keyboard.type(cases[0].reference)
    page.locator("[data-search-words][aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/tickets/{cases[0].reference}/**")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    page.locator("#command:not([open])").wait_for(state="attached")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_keys_are_listed_and_can_be_switched_off(enter, sound, shot, ana, cases, language, look):
    page = enter(ana, "/desk/", language=language, **look)
    page.keyboard.press("?")
    page.locator("#keys:modal").wait_for()
    assert page.locator("#keys [data-keys-here] dt").count() > 8
    shot(page, "keys")
    sound(page, language)
    page.locator("[data-keys-switch]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("j")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('.row-link')") is False
    page.keyboard.press("Control+k")
    page.locator("#command [data-keys-open]").click()
    page.locator("#keys [data-keys-switch]").check()
    page.locator("#keys form button").click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    has_focus(page, ".row-link")


def test_keys_do_nothing_while_one_types(enter, ana, cases):
    page = enter(ana, "/desk/", language="en")
    page.keyboard.press("/")
    has_focus(page, "input[name=q]")
    page.keyboard.type("gmjx?i")
    assert page.locator("input[name=q]").input_value() == "gmjx?i"
    assert page.url.endswith("/desk/")


def test_two_keys_lead_to_a_view(enter, ana, cases):
    page = enter(ana, "/desk/", language="en")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**view=mine**")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**view=open**")


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_many_cases_are_changed_by_keyboard_in_place(enter, sound, shot, ana, cases, language, look):
    Macro.objects.create(name="Urgente", deeds=[{"do": "tag", "to": "prisa"}])
    page = enter(ana, "/desk/", language=language, **look)
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    shot(page, "chosen")
    page.keyboard.press("p")
    has_focus(page, ".bulk-menu [value='priority:1']")
    shot(page, "menu")
    sound(page, language)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("[data-bulk-done]").wait_for()
    assert sorted(Ticket.objects.values_list("priority", flat=True)) == [2, 4, 4]
    page.wait_for_function("() => document.querySelectorAll('[name=case]:checked').length === 0")
    assert page.evaluate("document.activeElement !== document.body")
    shot(page, "done")
    sound(page, language)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("l")
    has_focus(page, ".bulk-menu [name=deed][value^='macro:']")
    page.keyboard.press("Enter")
    page.locator("[data-bulk-done]").wait_for()
    page.wait_for_function("() => document.querySelectorAll('[name=case]:checked').length === 0")
    assert Ticket.objects.filter(tags__name="prisa").count() == 1


def test_merge_asks_in_place_and_leaving_it_changes_nothing(enter, sound, shot, ana, cases):
    page = enter(ana, "/desk/", language="en")
    for box in page.locator("[name=case]").all():
        box.check()
    page.locator("#bulk [value=merge]").click()
    page.locator(".bulk-ask h2").wait_for()
    has_focus(page, ".bulk-ask h2")
    shot(page, "merge")
    sound(page, "en")
    page.locator("[data-bulk-cancel]").click()
    assert page.locator("#bulk-said").inner_html() == ""
    page.locator("#bulk [value=merge]").click()
    page.locator(".bulk-ask [value=merge]").click()
    page.locator("[data-bulk-done]").wait_for()
    assert Ticket.objects.filter(merged_into=cases[0]).count() == 2


def test_many_cases_are_changed_without_scripts(enter, sound, ana, cases):
    page = enter(ana, "/desk/", language="en", scripts=False)
    page.locator("[name=case]").first.check()
    page.locator("#bulk [value='assign:me']").click()
    page.wait_for_url("**/desk/?**")
    assert Ticket.objects.filter(assignee=ana).count() == 1
    page.locator("[name=case]").first.check()
    page.locator(".bulk-menu").first.locator("summary").click()
    page.locator(".bulk-menu").first.locator("[name=ask]").click()
    page.locator("[value='priority:4']").click()
    page.wait_for_url("**/desk/?**")
    assert Ticket.objects.filter(priority=4).count() == 1
    sound(page, "en", scripts=False)


def test_macros_come_first_by_their_key(enter, sound, ana, cases):
    Macro.objects.create(name="Urgente", deeds=[{"do": "priority", "to": 4}])
    page = enter(ana, f"/desk/tickets/{cases[0].reference}/", language="en")
    page.keyboard.press("l")
    page.locator("[data-macro][aria-selected=true]").wait_for()
    sound(page, "en")
    page.keyboard.press("Enter")
    page.get_by_text("Done: Urgente.").wait_for()
    cases[0].refresh_from_db()
    assert cases[0].priority == 4


def test_macro_goes_into_the_reply_with_its_deeds(enter, sound, shot, ana, cases):
    Macro.objects.create(
        name="Visita mañana",
        html="<p>Hola {{first_name}}: <strong>vamos mañana</strong>.</p>",
        deeds=[{"do": "priority", "to": 3}, {"do": "tag", "to": "visita"}],
    )
    case = cases[0]
    page = enter(ana, f"/desk/tickets/{case.reference}/", language="en")
    page.keyboard.press("Control+k")
    page.keyboard.type("visita manana")
    page.keyboard.press("Enter")
    page.locator("#composer-deeds .chip").first.wait_for()
    assert page.evaluate("richtext.get(document.querySelector('[data-composer]'))").count("vamos mañana") == 1
    assert page.locator("#composer-deeds .chip").count() == 2
    shot(page, "chips")
    sound(page, "en")
    page.locator("[data-remove-deed]").last.click()
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.querySelectorAll('.message').length > 1")
    case.refresh_from_db()
    assert (case.priority, case.tags.count(), case.status) == (3, 0, Status.WAITING_CUSTOMER)
    assert case.messages.last().text == "Hola Marta: vamos mañana."
