"""The desk in a real browser: by keyboard, in place, by two agents at once, signed out meanwhile."""

import pytest

from tests.cases import open_case
from tests.factories import NOW, PASSWORD, AgentFactory
from tickets.actions.conversation import write_as_customer
from tickets.states import Status


@pytest.fixture
def sign_in(open_page):
    """`sign_in("/desk/")`: that page, of an agent who has just signed in."""

    def enter(path, agent=None, **how):
        agent = agent or AgentFactory()
        page = open_page(f"/account/login/?next={path}", language="en", **how)
        page.fill("input[name=login]", agent.email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"**{path}")
        return page

    return enter


def test_walk_the_queue_by_keyboard_and_reply(sign_in, axe):
    first, second = open_case(now=NOW), open_case(now=NOW.replace(hour=11))
    page = sign_in("/desk/")
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{second.reference}/?in=*")
    axe(page)
    page.keyboard.press("n")
    page.keyboard.type("Es la tercera.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Note saved.").wait_for()
    page.locator("#h-coverage").click()
    page.keyboard.press("r")
    page.keyboard.type("Vamos mañana.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your reply is on its way.").wait_for()
    axe(page)
    assert page.locator(".message").count() == 3
    assert page.locator("#composer [contenteditable]").inner_text().strip() == ""
    second.refresh_from_db()
    assert (second.status, first.messages.count()) == (Status.WAITING_CUSTOMER, 1)
    page.locator("#h-coverage").click()
    page.keyboard.press("/")
    page.keyboard.type(first.reference)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{first.reference}/")


def settled(page):
    """Wait until htmx has taken in all that it put on the page; a script is quicker than that, a person is not."""
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added").first.wait_for(state="detached")


def test_words_stay_in_the_composer_while_the_rest_changes(sign_in):
    case = open_case()
    page = sign_in(f"/desk/tickets/{case.reference}/")
    page.locator("#composer [contenteditable]").fill("A medias…")
    page.get_by_role("button", name="Take it").click()
    page.get_by_text("has this case now.").wait_for()
    settled(page)
    page.locator("#pick-priority > summary").click()
    page.get_by_role("button", name="Urgent").click()
    page.get_by_text("Priority: Urgent.").wait_for()
    settled(page)
    page.get_by_role("button", name="Waiting for a part").click()
    page.get_by_text("State: Waiting for a part.").wait_for()
    settled(page)
    page.get_by_text("Resolve", exact=True).click()
    page.get_by_label("How it was resolved").select_option("repaired")
    page.get_by_role("button", name="Resolve and tell the customer").click()
    page.get_by_text("The customer is told by e-mail.").wait_for()
    settled(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Open it again first").wait_for()
    settled(page)
    assert page.locator("#composer [contenteditable]").inner_text().strip() == "A medias…"
    page.get_by_role("button", name="Open again").click()
    page.get_by_text("The case is open again.").wait_for()
    settled(page)
    assert page.locator("#composer [contenteditable]").inner_text().strip() == "A medias…"


def test_take_reply_and_resolve_leave_the_console_clean(sign_in):
    case = open_case()
    page = sign_in(f"/desk/tickets/{case.reference}/")
    said = []
    assert page.locator("#rail a[href*='view=mine'] .count").inner_text() == "0"
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.locator("#case-head").get_by_role("button", name="Take it").click()
    page.get_by_text("has this case now.").wait_for()
    settled(page)
    assert page.locator("#rail a[href*='view=mine'] .count").inner_text() == "1"
    page.locator("#composer [contenteditable]").fill("Vamos mañana.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your reply is on its way.").wait_for()
    settled(page)
    page.locator("#pick-priority > summary").click()
    page.get_by_role("button", name="Urgent").click()
    page.get_by_text("Priority: Urgent.").wait_for()
    settled(page)
    page.get_by_text("Resolve", exact=True).click()
    page.get_by_label("How it was resolved").select_option("repaired")
    page.get_by_role("button", name="Resolve and tell the customer").click()
    page.get_by_text("The customer is told by e-mail.").wait_for()
    settled(page)
    page.get_by_role("button", name="Open again").click()
    page.get_by_text("The case is open again.").wait_for()
    settled(page)
    page.wait_for_timeout(200)  # htmx settles what it swapped a moment later
    assert said == []
    assert page.locator("#case-head").get_by_role("button", name="Take it").count() == 0


def test_reply_over_unread_words_asks_and_keeps_words_and_file(sign_in, tmp_path):
    case = open_case()
    page = sign_in(f"/desk/tickets/{case.reference}/")
    paper = tmp_path / "presupuesto.pdf"
    paper.write_bytes(b"%PDF-1.4 hola")
    page.locator("#composer [contenteditable]").fill("Vamos mañana.")
    page.get_by_text("Attach", exact=True).click()
    page.locator("#composer-files").set_input_files(paper)
    write_as_customer(ticket=case, text="Ya se ha arreglado sola.", by=_owner(case), now=NOW)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Something new was said").wait_for()
    page.locator(".message", has_text="Ya se ha arreglado sola.").wait_for()
    assert page.locator("#composer [contenteditable]").inner_text().strip() == "Vamos mañana."
    page.get_by_role("button", name="Send anyway").click()
    page.get_by_text("Your reply is on its way.").wait_for()
    assert case.messages.last().attachments.get().file.name == "presupuesto.pdf"
    assert page.locator("#composer-files").evaluate("input => input.files.length") == 0


def test_signed_out_meanwhile_is_said_and_sent_after_signing_in_again(sign_in):
    case, ana = open_case(), AgentFactory()
    page = sign_in(f"/desk/tickets/{case.reference}/", ana)
    page.locator("#composer [contenteditable]").fill("Vamos mañana.")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("You have been signed out.").wait_for()
    assert (page.locator("#composer [contenteditable]").inner_text().strip(), case.messages.count()) == (
        "Vamos mañana.",
        1,
    )
    with page.context.expect_page() as opened:
        page.get_by_text("Sign in in another tab").click()
    other = opened.value
    other.fill("input[name=login]", ana.email)
    other.fill("input[name=password]", PASSWORD)
    other.press("input[name=password]", "Enter")
    other.wait_for_url("**/desk/")
    assert page.context.cookies() != cookies
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your reply is on its way.").wait_for()
    assert case.messages.count() == 2


@pytest.mark.parametrize("how", [{"phone": True}, {"dark": True}], ids=["phone", "dark"])
def test_pages_are_accessible_on_a_phone_and_in_the_dark(sign_in, axe, how):
    case = open_case(text="Sale humo")
    page = sign_in("/desk/", **how)
    places = ["/desk/", f"/desk/tickets/{case.reference}/", "/desk/tickets/new/?who=marta"]
    places += [f"/desk/customers/{case.customer_id}/", f"/desk/units/{case.unit_id}/"]
    places += [f"/desk/tickets/new/?unit={case.unit_id}", "/desk/?q=nadie"]
    for place in places:
        page.goto(place)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def _owner(case):
    from core.actors import customer_by_link

    return customer_by_link(case.customer.email)
