"""A morning at the desk without a mouse: the queue, five cases, the bar, a macro, the help."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.browser.desk import alive, focus_stays, has_focus, said, settled, tab_to, words
from tests.cases import open_case
from tests.factories import PASSWORD, AgentFactory, UnitFactory
from tickets.models import Macro, Ticket
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases(transactional_db):
    """Five cases, the one that has waited longest first."""
    now = timezone.now()
    return [
        open_case(unit=UnitFactory(purchase__customer__name=name), now=now - dt.timedelta(hours=9 - n))
        for n, name in enumerate(("Marta Gil", "Jon Arana", "Eva Soler", "Luz Prado", "Iker Sanz"))
    ]


def stands(case):
    case.refresh_from_db()
    return case


def test_work_the_queue_by_keyboard_only(open_page, shot, cases):
    ana, bea = AgentFactory(name="Ana Ruiz"), AgentFactory(name="Bea Sanz")
    Macro.objects.create(
        name="Visita", html="<p>Hola {{first_name}}: vamos mañana.</p>", deeds=[{"do": "tag", "to": "visita"}]
    )
    page = open_page("/account/login/?next=/desk/", language="en")
    keys = page.keyboard

    def press(*names):
        for name in names:
            keys.press(name)
            focus_stays(page)

    def told(text):
        page.get_by_text(text).first.wait_for()
        settled(page)
        focus_stays(page)

    tab_to(page, "[name=login]")
    keys.type(ana.email)
    tab_to(page, "[name=password]")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.locator("[data-row]").nth(4).wait_for()
    alive(page)

    # Down, up and in; take it, answer it.
    press("j", "j", "k")
    keys.press("Enter")
    page.wait_for_url(f"**/{cases[0].reference}/?in=*")
    alive(page)
    keys.press("i")
    told("Ana Ruiz has this case now.")
    page.locator("#composer [contenteditable]").wait_for()
    press("r")
    has_focus(page, "#composer [contenteditable]")
    keys.type("Vamos mañana.")
    press("Control+Enter")
    told("Your reply is on its way.")
    assert (words(page), said(page)[-1]) == ("", "Vamos mañana.")
    shot(page, "answered")
    press("Escape")

    # On to the next of the view: a tag, urgent, resolved.
    keys.press("Shift+j")
    page.wait_for_url(f"**/{cases[1].reference}/?in=*")
    alive(page)
    keys.press("t")
    has_focus(page, "#tag-new")
    keys.type("fuga")
    press("Enter")
    page.locator("#tags .tag-chip").wait_for()
    settled(page)
    press("Tab")
    keys.press("p")
    has_focus(page, "#pick-priority [value='4']")
    focus_stays(page)
    press("ArrowDown", "ArrowUp")
    keys.press("Enter")
    told("Priority: Urgent.")
    shot(page, "urgent")
    keys.press("e")
    has_focus(page, "#steps [name=resolution]")
    focus_stays(page)
    keys.press("R")  # a list takes the first that begins so: Repaired
    tab_to(page, "#steps [contenteditable]")
    keys.type("Hemos cambiado la junta.")
    press("Control+Enter")
    told("The customer is told by e-mail.")
    shot(page, "resolved")
    assert stands(cases[0]).status == Status.WAITING_CUSTOMER
    assert (stands(cases[1]).status, cases[1].resolution, cases[1].priority) == (
        Status.RESOLVED,
        Resolution.REPAIRED,
        4,
    )
    assert [tag.name for tag in cases[1].tags.all()] == ["fuga"]

    # Back to the queue: some of them to Bea.
    keys.press("u")
    page.wait_for_url("**/desk/?**")
    page.locator("[data-row]").first.wait_for()
    alive(page)
    press("j", "x", "Shift+X")
    page.get_by_text("4 selected").wait_for()
    press("Shift+X")
    assert page.locator("[name=case]:checked").count() == 0
    press("x", "j", "x")
    page.get_by_text("2 selected").wait_for()
    keys.press("a")
    has_focus(page, ".bulk-menu [value='assign:me']")
    keys.press("ArrowDown")
    page.wait_for_function("name => document.activeElement?.textContent.includes(name)", arg=bea.name)
    focus_stays(page)
    keys.press("Enter")
    told("Done in 2 cases.")
    page.wait_for_function("() => !document.querySelector('[name=case]:checked')")
    focus_stays(page)
    assert Ticket.objects.filter(assignee=bea).count() == 2
    shot(page, "given")

    # A macro from the command bar, and what the keys are.
    press("j")
    keys.press("Enter")
    page.wait_for_url("**/desk/tickets/**")
    alive(page)
    page.locator("#composer [contenteditable]").wait_for()
    keys.press("Control+k")
    has_focus(page, "#command [role=combobox]")
    keys.type("visita")
    page.locator("[data-macro][aria-selected=true]").wait_for()
    keys.press("Enter")
    page.locator("#composer-deeds .chip").wait_for()
    assert "vamos mañana." in words(page)
    focus_stays(page)
    press("Escape", "?")
    page.locator("#keys:modal").wait_for()
    assert page.locator("#keys [data-keys-here] dt").count() > 15
    shot(page, "keys")
    press("Escape")
    keys.press("r")
    has_focus(page, "#composer [contenteditable]")
    press("Control+Enter")
    told("Your reply is on its way.")
    assert [tag.name for tag in Ticket.objects.get(reference=page.url.split("/")[5]).tags.all()] == ["visita"]
