"""What a customer does on the page of a case, in a real browser: without scripts, by keyboard, on a phone."""

import pytest

from remedies.states import ProposalState
from tests.factories import CustomerFactory, CustomerUserFactory
from tests.postventa.portal.case_states import STATES, Story
from tests.uploads import photo
from tickets.links import case_token
from tickets.models import CompletionRequest, Promise, Proposal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db):
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", language="en")
    told = Story(marta)
    told.user = CustomerUserFactory(email=marta.email, name=marta.name)
    return told


@pytest.fixture
def signed_in(open_page, live, client):
    """`signed_in(story)`: the case on Marta's phone."""

    def enter(story):
        client.force_login(story.user)
        page = open_page("/theme.css", language="en", phone=True)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
        page.goto(f"/portal/cases/{story.case.reference}/")
        return page

    return enter


@pytest.mark.parametrize(("link", "state"), [("I accept it", "accepted"), ("I do not accept it", "refused")])
def test_proposal_is_answered_from_the_letter_without_scripts(open_page, story, link, state):
    STATES["proposal"](story)
    page = open_page(f"/c/{case_token(story.case)}/proposal/", language="en", phone=True, scripts=False)
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_role("textbox").fill("Por la mañana, por favor.")
    page.locator("form.card button").click()
    page.get_by_text("It is our turn now").wait_for()
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.answer.text) == (ProposalState(state), "Por la mañana, por favor.")
    page.go_back()
    page.reload()
    assert Proposal.objects.get().answered_at == proposal.answered_at


def test_facts_are_given_by_keyboard_with_a_photo(signed_in, story, axe, tmp_path):
    STATES["facts"](story)
    picture = tmp_path / "etiqueta.jpg"
    picture.write_bytes(photo().read())
    page = signed_in(story)
    page.get_by_role("button", name="Send it").press("Enter")
    page.get_by_text("Answer at least one of the points").first.wait_for()
    axe(page)
    page.get_by_label("¿Desde cuándo pierde agua?").focus()
    page.keyboard.type("Desde el lunes")
    page.get_by_label("Photos or documents").set_input_files(picture)
    page.locator(".chosen canvas").wait_for()
    page.get_by_role("button", name="Send it").press("Enter")
    page.get_by_text("What you sent is in your case.").wait_for()
    said = story.case.messages.order_by("pk").last()
    assert (said.text, said.attachments.count()) == ("¿Desde cuándo pierde agua?\nDesde el lunes", 1)
    assert CompletionRequest.objects.get().completed_at is not None


def test_supervisor_is_asked_for_on_the_phone(signed_in, story, axe):
    STATES["ours"](story)
    page = signed_in(story)
    page.get_by_role("link", name="Ask for a supervisor").press("Enter")
    page.get_by_label("What should the supervisor look at?").fill("Nadie me llama.")
    page.get_by_role("button", name="Ask for a supervisor").click()
    page.get_by_role("heading", name="Luis, a supervisor, looks at your case.").wait_for()
    axe(page)
    assert Promise.objects.get().owner == story.luis


def test_long_story_unfolds_without_scripts(open_page, story):
    STATES["long"](story)
    page = open_page(f"/c/{case_token(story.case)}/", language="en", phone=True, scripts=False)
    assert page.get_by_text("Otra cosa, la número 3.", exact=True).is_hidden()
    page.locator("details.earlier > summary").click()
    assert page.get_by_text("Otra cosa, la número 3.", exact=True).is_visible()
