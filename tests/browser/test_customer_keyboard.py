"""A customer who uses the keyboard alone: coming in, complaining, accepting; and always sees where she is."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from core.actors import actor_of
from remedies.states import ProposalState
from tests.browser.desk import focus_stays, has_focus, tab_to
from tests.browser.marta import EMAIL
from tests.factories import AgentFactory, CustomerFactory, UnitFactory
from tests.filings import symptom
from tickets.actions.proposing import propose
from tickets.models import Proposal, Ticket
from tickets.states import Resolution

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit(transactional_db):
    moment = timezone.now() - dt.timedelta(days=7)
    unit = UnitFactory(
        purchase__customer=CustomerFactory(name="Marta Gil", email=EMAIL, language="en"),
        purchase__purchased_at=moment - dt.timedelta(days=4), delivery__delivered_at=moment,
    )  # fmt: skip
    symptom(unit)
    symptom(unit, words_es="No centrifuga", words_en="It does not spin", position=1)
    return unit


class Keys:
    """Tab, Enter, Space and arrows; after each the focus is somewhere, and seen."""

    def __init__(self, page):
        self.page = page

    def to(self, selector):
        tab_to(self.page, selector)
        focus_stays(self.page)
        assert self.page.evaluate("() => document.activeElement.matches(':focus-visible')")

    def press(self, *names):
        for name in names:
            self.page.keyboard.press(name)
            focus_stays(self.page)

    def type(self, selector, text):
        self.to(selector)
        self.page.keyboard.type(text)

    def enter(self, selector, heading):
        """Press it, and wait for the page to which it leads."""
        self.to(selector)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name=heading, exact=True).first.wait_for()


def test_customer_comes_in_complains_and_accepts_by_keyboard_alone(open_page, letters, shot, unit):
    page = open_page("/", language="en")
    keys, go_on = Keys(page), ".way .button.primary"

    # The first stop of every page leads past the bar.
    page.keyboard.press("Tab")
    has_focus(page, "a[href='#main']")
    page.keyboard.press("Enter")
    has_focus(page, "#main")
    keys.enter("main a.primary", "What is your e-mail?")
    keys.type("[name=email]", EMAIL)
    keys.enter("main form .primary", "Type the code")
    code = re.search(r"^\s{4}(\S+)\s*$", letters(EMAIL, 1)[0].get_body(("plain",)).get_content(), re.M).group(1)
    keys.type("[name=code]", code)
    keys.enter("[name=code]", "My products")

    keys.to("a[href$='/case/']")
    shot(page, "home")
    page.keyboard.press("Enter")
    page.locator("[name=choice]").first.wait_for()
    keys.to("[name=choice]")
    keys.press("Space", "ArrowDown")
    shot(page, "choice")
    assert page.get_by_label("It does not spin").is_checked()
    keys.type("textarea[name=text]", "It hums and stands still.")
    keys.enter(go_on, "How it began")
    keys.to("[name=used_for]")
    keys.press("Space")
    keys.enter(go_on, "Photos, or the receipt")
    keys.to("input[type=file]")
    keys.enter(go_on, "What covers it")
    keys.to("details summary")
    keys.press("Enter")
    page.locator("details[open]").first.wait_for()
    keys.enter(go_on, "What would you like?")
    keys.to("[name=wish]")
    keys.press("Space", "ArrowDown")
    keys.enter(go_on, "How can we reach you?")
    keys.enter(go_on, "Check it, and send it")
    keys.enter(go_on, "We have your case")
    ticket = Ticket.objects.get()
    assert (ticket.statement.symptom.words_en, ticket.statement.used_for) == ("It does not spin", "home")

    now = timezone.now()
    propose(
        ticket=ticket, resolution=Resolution.REPAIRED, text="Lo reparamos.", by=actor_of(AgentFactory()),
        open_until=now.date() + dt.timedelta(days=9), now=now,
    )  # fmt: skip
    keys.enter(f"main a.primary[href$='/{ticket.reference}/']", "We propose this to you")
    keys.enter("#proposal a.primary", "Do you accept it?")
    keys.type("textarea[name=text]", "In the morning, please.")
    keys.to("main form .primary")
    shot(page, "accepting")
    page.keyboard.press("Space")
    page.get_by_text("You have accepted.").first.wait_for()
    shot(page, "accepted")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.answer.text) == (ProposalState.ACCEPTED, "In the morning, please.")
