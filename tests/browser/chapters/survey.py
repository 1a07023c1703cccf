"""A day after it was resolved she is asked how it went, and says it."""

from __future__ import annotations

import re

from django.utils import timezone

from followups.models import Answer, Invitation
from followups.tasks import plan_fresh, send_due_surveys
from tests.browser.marta import Marta
from tickets.models import Ticket


def say_how_it_went(marta: Marta, ticket: Ticket) -> None:
    """One question to a page, back and forth."""
    plan_fresh()
    marta.waits(Invitation.objects.get(ticket=ticket).due_at - timezone.now())
    send_due_surveys()
    letter = marta.letter()
    (scored,) = (line for line in letter.splitlines() if line.endswith("/csat/4/"))
    (survey,) = (line for line in letter.splitlines() if re.search(r"/s/[^/]+/$", line))
    page = marta.follows(scored)
    page.locator("input[value='4']:checked").wait_for(state="attached")
    marta.seen(page, "survey-from-the-letter")
    page = marta.follows(survey)
    assert Answer.objects.count() == 0
    marta.seen(page, "survey-1")
    marta.press(page, "Next")
    page.locator("[aria-invalid=true], .error, .errorlist").first.wait_for()
    marta.seen(page, "survey-1-unanswered")
    page.locator("label:has(input[value='4'])").click()
    marta.press(page, "Next")
    page.wait_for_url("**/resolved/")
    marta.goes(page, "Back")
    page.wait_for_url("**/csat/")
    page.locator("input[value='4']:checked").wait_for(state="attached")
    marta.press(page, "Next")
    page.wait_for_url("**/resolved/")
    page.locator("label:has(input[value='2'])").click()
    marta.press(page, "Next")
    page.wait_for_url("**/treatment/")
    page.locator("label:has(input[value='5'])").click()
    marta.press(page, "Next")
    page.wait_for_url("**/outcome/")
    page.locator("label:has(input[value='3'])").click()
    marta.press(page, "Next")
    page.wait_for_url("**/ces/")
    page.locator("label:has(input[value='6'])").click()
    marta.seen(page, "survey-5")
    marta.press(page, "Next")
    page.locator("textarea").fill("Puntuales y amables.")
    marta.seen(page, "survey-6")
    marta.press(page, "Finish")
    marta.heads(page, "Thank you for your answers")
    marta.seen(page, "thanks")
    assert dict(Answer.objects.values_list("question", "value")) == {
        "csat": 4, "resolved": 2, "treatment": 5, "outcome": 3, "ces": 6, "comment": None,
    }  # fmt: skip
