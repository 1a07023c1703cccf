"""The coverage card in a real browser: answered, decided otherwise and lifted in place, with every fold open."""

import pytest

from tests.cases import open_case
from tests.postventa.desk.test_browser import settled, sign_in  # noqa: F401 (a fixture)
from warranties.states import Verdict

# From the top: what slides under the bar while somebody scrolls is no fault of the page. What is folded is fetched.
OPEN_ALL = "document.querySelectorAll('#coverage details').forEach(fold => { fold.open = true }), scrollTo(0, 0)"


@pytest.mark.parametrize("how", [{}, {"phone": True}, {"dark": True}], ids=["wide", "phone", "dark"])
def test_card_is_answered_overridden_and_lifted_in_place(sign_in, axe, how):  # noqa: F811
    case = open_case()
    page = sign_in(f"/desk/tickets/{case.reference}/", **how)
    said = []
    page.on("console", lambda line: said.append(line.text))
    page.evaluate("window.stayed = true")
    card = page.locator("#coverage")

    def open_all():
        page.evaluate(OPEN_ALL)
        card.locator("[hx-get]").first.wait_for(state="detached")
        settled(page)

    card.locator("select[name=cause]").select_option("misuse")
    card.get_by_role("button", name="Decide again").first.click()
    page.get_by_text("Coverage decided again.").wait_for()
    settled(page)
    open_all()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    card.get_by_role("radio", name="Covered", exact=True).check()
    card.get_by_label("Why", exact=True).fill("Fisura de fábrica.")
    card.get_by_role("button", name="Decide it so").click()
    page.get_by_text("You have decided: Covered.").wait_for()
    settled(page)
    open_all()
    axe(page)
    card.get_by_text("The computation now says").wait_for()
    assert case.decisions.first().override_verdict == Verdict.COVERED
    card.get_by_role("button", name="Leave it to the computation").click()
    page.get_by_text("The computation decides again.").wait_for()
    settled(page)
    assert (page.evaluate("window.stayed"), said) == (True, [])
    assert (case.decisions.first().override_verdict, case.decisions.count()) == ("", 4)
