"""Two people on one case: they see each other, nobody answers over a colleague, no word is lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.actors import actor_of, customer_by_link
from tests.browser.desk import alive, editor, said, words, write
from tests.cases import open_case
from tests.factories import AgentFactory
from tickets.actions.conversation import add_note, write_as_customer

pytestmark = pytest.mark.django_db(transaction=True)
MINE = "Mañana pasa un técnico entre las 9 y las 11."


@pytest.fixture
def case(transactional_db):
    return open_case(now=timezone.now())


@pytest.fixture
def two(enter, case):
    """Ana and Bea, each in a browser of her own, on the same case."""
    people = [AgentFactory(name=name, language="en") for name in ("Ana Ruiz", "Bea Sanz")]
    pages = [enter(person, f"/desk/tickets/{case.reference}/", language="en") for person in people]
    for page in pages:
        alive(page)
        editor(page)
    return pages


def look_again(page):
    """The next sign of life, now and not in some seconds."""
    with page.expect_response("**/presence/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def looks_until_alone(page, most=20):
    """A browser says that it leaves while it leaves: whoever looks in that moment still sees it."""
    for _ in range(most):
        look_again(page)
        page.wait_for_timeout(300)
        if not page.locator("[data-viewer]").count():
            return
    raise AssertionError("somebody is still here")


def in_sight(page, selector):
    return page.locator(selector).evaluate(
        "one => (({ top, bottom }) => top >= 0 && bottom <= innerHeight)(one.getBoundingClientRect())"
    )


def test_both_see_each_other_and_who_is_writing(two, shot, sound):
    ana, bea = two
    look_again(ana)
    ana.get_by_text("Bea Sanz is here").wait_for()
    bea.get_by_text("Ana Ruiz is here").wait_for()
    with bea.expect_request(lambda request: 'name="writing"' in (request.post_data or "")) as told:
        write(bea, "Hola")
    told.value.response()
    look_again(ana)
    ana.get_by_text("Bea Sanz is writing").wait_for()
    shot(ana, "writing")
    sound(ana, "en")
    bea.goto("/desk/")
    looks_until_alone(ana)
    bea.locator(".row-viewer[title^='Ana Ruiz']").wait_for()


def test_reply_over_a_colleague_waits_and_keeps_every_word(two, case, shot, sound):
    ana, bea = two
    write(bea, MINE)
    write(ana, "¿Qué código sale en el visor?")
    ana.keyboard.press("Control+Enter")
    ana.get_by_text("Your reply is on its way.").wait_for()
    bea.keyboard.press("Control+Enter")
    newer = bea.locator("#newer")
    newer.wait_for()
    assert newer.locator("mark").all_inner_texts() == ["¿Qué código sale en el visor?"]
    assert (words(bea), case.messages.count()) == (MINE, 2)
    assert said(bea)[-1] == "¿Qué código sale en el visor?"
    assert in_sight(bea, "#timeline > :last-child")
    assert in_sight(bea, "#newer")
    shot(bea, "newer")
    sound(bea, "en")
    newer.get_by_text("Keep editing").click()
    bea.keyboard.press("End")
    bea.keyboard.type(" Gracias.")
    # The customer speaks too: what was read once does not let the next pass.
    write_as_customer(ticket=case, text="Sale F04.", by=customer_by_link(case.customer.email), now=timezone.now())
    bea.keyboard.press("Control+Enter")
    bea.locator("#newer mark", has_text="Sale F04.").wait_for()
    assert (words(bea), case.messages.count()) == (f"{MINE} Gracias.", 3)
    bea.get_by_role("button", name="Send anyway").click()
    bea.get_by_text("Your reply is on its way.").wait_for()
    assert (words(bea), said(bea)[1:]) == ("", ["¿Qué código sale en el visor?", "Sale F04.", f"{MINE} Gracias."])
    look_again(ana)
    ana.locator("#news a").click()
    ana.locator(".message", has_text="Gracias.").wait_for()
    assert said(ana) == said(bea)


def test_note_of_a_colleague_warns_before_the_reply(two, case, shot, sound):
    ana, bea = two
    bea.locator("#composer [data-kind=note]").locator("..").click()
    write(bea, "Ojo: ya le prometimos una nueva.")
    bea.keyboard.press("Control+Enter")
    bea.get_by_text("Note saved.").wait_for()
    look_again(ana)
    ana.locator("#news a").click()
    ana.locator(".before-reply").wait_for()
    assert "Bea Sanz left a note above" in ana.locator(".before-reply").inner_text()
    shot(ana, "note-before-reply")
    sound(ana, "en")
    ana.locator("#composer [data-kind=note]").locator("..").click()
    ana.locator(".before-reply").wait_for(state="hidden")
    assert bea.locator(".before-reply").count() == 0


def test_note_that_came_meanwhile_stops_the_reply(two, case):
    _ana, bea = two
    write(bea, MINE)
    add_note(ticket=case, text="Ya está resuelto por teléfono.", by=actor_of(AgentFactory()), now=timezone.now())
    bea.keyboard.press("Control+Enter")
    bea.locator("#newer mark", has_text="Ya está resuelto por teléfono.").wait_for()
    assert (words(bea), case.messages.count()) == (MINE, 2)
