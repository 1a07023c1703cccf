"""The queue in a real browser: choosing rows, and rows that change while the page is open."""

import re

import pytest

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.status import resolve_ticket
from tickets.states import Priority, Resolution

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def colleague():
    return AgentFactory(name="Luis Pérez")


@pytest.fixture
def queue(open_page, live):
    """`queue(user)`: the queue of somebody who is signed in; the clock of the refresh is in the test's hands."""
    from django.conf import settings
    from django.test import Client

    def enter(path="/desk/", **look):
        client = Client()
        client.force_login(AgentFactory(name="Ana Ruiz"))
        page = open_page("/theme.css", language="en", **look)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": live.url}]
        )
        page.goto(path)
        return page

    return enter


def refresh(page):
    with page.expect_response(re.compile("/desk/queue/rows/")) as answer:
        page.evaluate("document.dispatchEvent(new Event('queue:refresh'))")
    page.wait_for_timeout(100)
    return answer.value.status


def references(page):
    return page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.id.slice(4))")


def test_rows_change_in_place_and_scroll_and_focus_stay(queue, colleague):
    cases = [open_case(now=NOW.replace(minute=n)) for n in range(28)]
    page = queue()
    assert refresh(page) == 204
    page.locator(f"#row-{cases[20].reference} .row-link").focus()
    page.evaluate("scrollTo(0, 200)")
    top = page.locator(f"#row-{cases[20].reference}").evaluate("row => row.getBoundingClientRect().top")
    resolve_ticket(ticket=cases[0], resolution=Resolution.REPAIRED, text="", by=actor_of(colleague), now=NOW)
    change_priority(ticket=cases[5], priority=Priority.URGENT, by=actor_of(colleague), now=NOW)
    assert refresh(page) == 200
    assert references(page) == [case.reference for case in cases[1:]]
    assert page.locator(f"#row-{cases[5].reference}.fresh").count() == 1
    assert page.evaluate("document.activeElement.closest('[data-row]').id") == f"row-{cases[20].reference}"
    now = page.locator(f"#row-{cases[20].reference}").evaluate("row => row.getBoundingClientRect().top")
    assert abs(now - top) < 2
    assert page.locator("#rail [data-count=open]").inner_text() == "27"


def test_rows_do_not_move_under_the_pointer_nor_while_some_are_chosen(queue, colleague):
    first, second = open_case(now=NOW), open_case(now=NOW.replace(hour=11))
    page = queue()
    page.locator(f"#row-{second.reference} .row-check input").check()
    third = open_case(now=NOW.replace(hour=9))
    assign_ticket(ticket=first, assignee=colleague, by=actor_of(colleague), now=NOW)
    refresh(page)
    assert references(page) == [first.reference, second.reference]
    assert page.locator("[data-news]").inner_text() == "2 cases changed — show"
    page.get_by_role("button", name="show").click()
    assert references(page) == [third.reference, first.reference, second.reference]
    assert page.locator(".row-check :checked").get_attribute("value") == second.reference
    assert page.locator("[data-selected]").inner_text() == "1 selected"
    page.keyboard.press("Escape")
    assert page.locator("[data-selected]").inner_text() == ""


def test_choosing_a_range_all_and_the_whole_view(queue, axe):
    cases = [open_case(now=NOW.replace(minute=n)) for n in range(32)]
    page = queue()
    boxes = page.locator(".row-check input")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    chosen = page.locator(".row-check :checked").evaluate_all("boxes => boxes.map(box => box.value)")
    assert chosen == [case.reference for case in cases[1:5]]
    axe(page)
    page.locator(".bulkbar [data-select-all]").click()
    assert page.locator("[data-selected]").inner_text() == "30 selected"
    page.get_by_role("button", name="Select all 32 in this view").click()
    assert page.evaluate("new FormData(document.getElementById('bulk')).get('all')") == "view=open"
    boxes.nth(0).click()
    assert page.evaluate("new FormData(document.getElementById('bulk')).get('all')") is None
    assert page.locator("[data-selected]").inner_text() == "29 selected"


def test_x_chooses_the_row_that_has_the_focus(queue):
    case = open_case()
    page = queue()
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator(".row-check :checked").get_attribute("value") == case.reference
    page.keyboard.press("x")
    assert page.locator(".row-check :checked").count() == 0


def test_signed_out_meanwhile_is_a_quiet_word(queue):
    open_case()
    page = queue()
    page.context.clear_cookies(name="sessionid")
    assert refresh(page) == 401
    page.get_by_text("You have been signed out.").wait_for()


def test_filters_are_chosen_in_a_fold_and_taken_away_by_a_chip(queue, axe):
    case, other = open_case(), open_case(text="Sale humo por detrás")
    page = queue()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("checkbox", name="Urgent").check()
    axe(page)
    page.get_by_role("button", name="Show these cases").click()
    assert references(page) == [other.reference]
    page.get_by_role("list", name="Filters").get_by_role("link").click()
    assert references(page) == [case.reference, other.reference]


@pytest.mark.parametrize("look", [{"scripts": False}, {"phone": True, "dark": True}], ids=["no-script", "phone-dark"])
def test_queue_is_a_plain_page(queue, axe, look):
    open_case(text="Sale humo")
    page = queue("/desk/?only=safety", **look)
    assert page.locator("[data-row]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".row-check input").check()
    page.locator(".bulkbar").wait_for()
    if look.get("scripts", True):
        axe(page)
