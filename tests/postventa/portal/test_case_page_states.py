"""The page of a case in every state: what it says, through both of its doors, and that it looks well."""

import os
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CustomerFactory, CustomerUserFactory
from tests.postventa.portal.case_states import STATES, Story
from tickets.links import case_token

pytestmark = pytest.mark.django_db
SAYS = {
    "new": ["It is our turn", "A person reads it", "§", "We have to answer you by"],
    "safety": ["Your safety first", "Do not use the product", "It is our turn"],
    "ours": ["It is our turn", "We are working on it"],
    "yours": ["It is your turn", "Please answer below"],
    "part": ["We are waiting for a part", "You do not have to do anything"],
    "facts": [
        "It is your turn",
        "What is still missing",
        "El número de serie, de la etiqueta de la puerta",
        "¿Desde cuándo pierde agua?",
        "Later is possible too: nothing is closed because that day passes.",
    ],
    "facts_without_points": ["You will find what we asked for in our last message.", "Your answer"],
    "facts_late": ["your case is not closed because that day has passed"],
    "proposal": [
        "It is your turn",
        "We propose this to you",
        "You keep it, and we return part of the price",
        "€120.50",
        "You can answer until",
        "Your rights stay the same if you do not accept.",
        "We proposed a solution",
    ],
    "proposal_late": ["It was open until", "a person looks at it", "The day for answering our proposal has passed."],
    "accepted": ["What we agreed", "It is our turn", "You accepted the solution"],
    "refused": ["What we had proposed", "It is our turn to look for something better", "Prefiero que la arreglen."],
    "promises": ["What we promised you", "We kept it", "We still owe it to you", "Le llamamos con la fecha"],
    "late": ["We had to answer you by", "have not done so yet"],
    "appealed": ["Luis, a supervisor, looks at your case.", "You have an answer by", "You asked for a supervisor"],
    "resolved": ["It was repaired", "El técnico cambió la bomba", "your case opens again"],
    "resolved_silently": ["It was replaced", "Resolved: it was replaced"],
    "declined": [
        "We have not accepted it, for these reasons",
        "Hemos leído el informe del taller con cuidado.",
        "<dt>Que la cambien por otra</dt>",
        "no es de fábrica.</dd>",
        "Who else can help you",
        "You can go to the OMIC.",
        "your case opens again and a person looks at it",
        "Ask for a supervisor",
    ],
    "declined_without_points": ["We have not accepted it, for these reasons", "El golpe del tambor no es de fábrica."],
    "closed": ["It was repaired", "Your case was closed"],
    "over": ["it goes on in another case", "It was repaired"],
    "merged": ["Another case of yours goes on in this one", "Además hace mucho ruido."],
    "spam": ["It is our turn"],
    "long": ["What was before: ", "La respuesta número 99."],
}
HIDES = {
    "yours": ["What is still missing", "I accept it"],
    "facts": ["You will find what we asked for"],
    "proposal": ["We asked you for an answer"],
    "proposal_late": ["I accept it"],
    "accepted": ["I accept it"],
    "appealed": ["Ask for a supervisor"],
    "resolved": ["for these reasons", "Who else can help you"],
    "over": ["Ask for a supervisor"],
    "spam": ["Ask for a supervisor"],
}


def read(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def told(marta):
    """`told("declined")`: the case in that state."""

    def make(state):
        story = Story(marta)
        STATES[state](story)
        return story.case

    return make


@pytest.mark.parametrize("state", STATES)
def test_page_of_a_case_says_what_there_is_to_know(enter, marta, told, state):
    case = told(state)
    signed_in = read(enter(marta).get(f"/portal/cases/{case.reference}/"))
    linked = read(enter(None).get(f"/c/{case_token(case)}/"))
    for page in (signed_in, linked):
        assert [words for words in SAYS[state] if words not in page] == []
        assert [words for words in HIDES.get(state, []) if words in page] == []
        assert page.count('id="latest"') == 1


def test_every_state_has_its_words():
    assert set(SAYS) == set(STATES)


def test_long_conversation_folds_what_is_old_and_stays_quick(enter, marta, told):
    case, browser = told("long"), enter(marta)
    here = f"/portal/cases/{case.reference}/"
    browser.get(here)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        page = read(browser.get(here))
    assert (time.perf_counter() - began, len(asked)) < (2, 40)
    older, _fold, newer = page.partition('<details class="fold earlier">')[2].partition("</details>")
    assert [part.count('<li class="message"') for part in (older, newer)] == [189, 12]
    assert ("La respuesta número 99." in older, "La respuesta número 99." in newer) == (False, True)


PLACES = [(360, False), (1280, False), (360, True)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), PLACES, ids=["phone", "wide", "dark"])
def test_page_of_a_case_is_accessible_and_fits_in_every_state(open_page, axe, live, client, width, dark):
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", language="en")
    client.force_login(CustomerUserFactory(email=marta.email, name=marta.name))
    page = open_page("/theme.css", language="en", phone=width == 360, dark=dark)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    for state, make in STATES.items():
        story = Story(marta)
        make(story)
        page.goto(f"/portal/cases/{story.case.reference}/")
        if folder := os.environ.get("SHOTS"):
            where = Path(folder) / f"{state}-{width}{'-dark' if dark else ''}.png"
            page.screenshot(path=where, full_page=True, animations="disabled")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        _empty_rules()


def _empty_rules() -> None:
    """Each state has its own terms of law and its own settings."""
    from tickets.models import Alternatives, Clock, DeadlineRule, KindRules

    Clock.objects.all().delete()
    for model in (Alternatives, DeadlineRule, KindRules):
        model.objects.all().delete()
