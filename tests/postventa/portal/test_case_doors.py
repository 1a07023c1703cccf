"""What is done on the page of a case: answering a proposal, giving facts, asking for a supervisor, the receipt.

Each through both doors, and through neither for who has no business there.
"""

import datetime as dt
import uuid

import pytest
from django.core import signing
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from remedies.states import ProposalState
from tests.factories import AgentFactory, CustomerFactory
from tests.postventa.portal.case_states import STATES, Story
from tests.uploads import photo, program
from tickets.actions.completion import withdraw_request
from tickets.actions.merging import merge_tickets
from tickets.actions.proposing import withdraw_proposal
from tickets.links import case_token
from tickets.models import CompletionRequest, Promise, Proposal, TicketEvent
from tickets.states import EventKind, Status

pytestmark = pytest.mark.django_db
PARTS = ("proposal/", "facts/", "appeal/", "receipt.pdf")
DOORS = ["signed in", "by link"]


@pytest.fixture
def story(marta):
    """`story("proposal")`: Marta's case in that state."""

    def tell(state):
        told = Story(marta)
        STATES[state](told)
        return told

    return tell


@pytest.fixture(params=DOORS)
def stand(request, enter, marta):
    """`browser, here = stand(case)`: before the case, through one door and then through the other."""

    def before(case):
        if request.param == "by link":
            return enter(None), f"/c/{case_token(case)}/"
        return enter(marta), f"/portal/cases/{case.reference}/"

    return before


def written():
    rows = [list(model.objects.values()) for model in (Proposal, CompletionRequest, Promise)]
    return rows, TicketEvent.objects.count()


# ——— A proposal
def say(proposal, answer, **given):
    return {"proposal": proposal.pk, "answer": answer, "submission": uuid.uuid4(), **given}


@pytest.mark.parametrize("answer", ["", "?answer=yes", "?answer=no", "?answer=maybe"])
def test_page_of_a_proposal_answers_nothing_by_being_read(stand, story, answer):
    case = story("proposal").case
    browser, here = stand(case)
    before = written()
    for method in (browser.get, browser.head):
        assert method(f"{here}proposal/{answer}").status_code == 200
    assert written() == before


def test_page_of_a_proposal_asks_the_answer_that_was_chosen(stand, story):
    browser, here = stand(story("proposal").case)
    assertContains(browser.get(f"{here}proposal/?answer=yes"), "Yes, I accept it")
    assertContains(browser.get(f"{here}proposal/?answer=no"), "What would you prefer?")
    assertContains(browser.get(f"{here}proposal/"), f'href="{here}proposal/?answer=no"')


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [("yes", ProposalState.ACCEPTED, "You have accepted."), ("no", ProposalState.REFUSED, "You have not accepted.")],
)
def test_proposal_is_answered_once(stand, story, answer, state, says):
    case = story("proposal").case
    (browser, here), proposal = stand(case), Proposal.objects.get()
    sent = say(proposal, answer, text="Gracias.")
    for _ in range(2):  # a double click
        assertRedirects(browser.post(f"{here}proposal/", sent), here, fetch_redirect_response=False)
    assertContains(browser.get(here), says)
    proposal.refresh_from_db()
    case.refresh_from_db()
    assert (proposal.state, proposal.answer.text, case.status) == (state, "Gracias.", Status.OPEN)
    assert case.messages.filter(kind="customer").count() == 2
    assertRedirects(browser.get(f"{here}proposal/?answer=no"), here)


def test_proposal_answered_otherwise_afterwards_says_so_and_changes_nothing(stand, story):
    browser, here = stand(story("accepted").case)
    before = written()
    page = browser.post(f"{here}proposal/", say(Proposal.objects.get(), "no", text="Mejor no."))
    assertContains(page, "This proposal does not stand any more.", status_code=422)
    assert written() == before


@pytest.mark.parametrize("state", ["proposal_late", "refused"])
def test_proposal_that_is_not_open_cannot_be_accepted(stand, story, state):
    browser, here = stand(story(state).case)
    before = written()
    assert browser.post(f"{here}proposal/", say(Proposal.objects.get(), "yes")).status_code == 422
    assert written() == before


def test_proposal_that_was_replaced_is_not_answered_by_an_old_page(stand, story):
    told = story("proposal")
    old = Proposal.objects.get()
    told.proposed(ago=dt.timedelta(minutes=1))
    browser, here = stand(told.case)
    assert browser.post(f"{here}proposal/", say(old, "yes")).status_code == 422
    assert [row.state for row in Proposal.objects.order_by("pk")] == ["withdrawn", "open"]


def test_proposal_that_was_withdrawn_is_gone_from_the_page(stand, story):
    told = story("proposal")
    withdraw_proposal(proposal=Proposal.objects.get(), by=told.by, now=told.now)
    browser, here = stand(told.case)
    assertNotContains(browser.get(here), "I accept it")
    assertRedirects(browser.get(f"{here}proposal/"), here)


def test_proposal_of_a_merged_case_is_answered_where_it_goes_on(stand, story):
    told = story("proposal")
    into = told.opened("Y hace ruido.")
    browser, here = stand(told.case)
    merge_tickets(ticket=told.case, into=into, by=told.by, now=told.now)
    assert browser.get(f"{here}proposal/").status_code == 302
    answer = browser.post(f"{here}proposal/", say(Proposal.objects.get(), "yes"))
    assert (answer.status_code, Proposal.objects.get().answer.ticket) == (302, into)


@pytest.mark.parametrize("sent", [{}, {"answer": "yes"}, {"proposal": "x", "answer": "yes"}, {"answer": "perhaps"}])
def test_proposal_form_that_was_tampered_with_answers_nothing(stand, story, sent):
    browser, here = stand(story("proposal").case)
    before = written()
    assert browser.post(f"{here}proposal/", sent).status_code == 422
    assert written() == before


def test_proposal_of_another_case_does_not_exist(stand, story, marta):
    told = story("proposal")
    browser, here = stand(told.opened("Otra cosa."))
    before = written()
    assert browser.post(f"{here}proposal/", say(Proposal.objects.get(), "yes")).status_code == 404
    assert browser.get(f"{here}proposal/").status_code == 404
    assert written() == before


# ——— What is missing
def test_facts_are_given_point_by_point(stand, story):
    case = story("facts").case
    (browser, here), request = stand(case), CompletionRequest.objects.get()
    sent = {"asked": request.pk, "point_0": "A12-99", "point_2": "Va adjunta", "submission": uuid.uuid4()}
    for files in ([photo()], [photo()]):
        answer = browser.post(f"{here}facts/", sent | {"files": files})
        assertRedirects(answer, here, fetch_redirect_response=False)
    request.refresh_from_db()
    case.refresh_from_db()
    said = case.messages.get(submission=sent["submission"])
    assert said.text == "El número de serie, de la etiqueta de la puerta\nA12-99\n\nUna foto de la factura\nVa adjunta"
    assert (said.attachments.count(), request.completed_at is None, case.status) == (1, False, Status.OPEN)
    page = browser.get(here)
    assertContains(page, "What you sent is in your case.")
    assertNotContains(page, "What is still missing")
    assertRedirects(browser.get(f"{here}facts/"), here)


def test_facts_have_a_page_of_their_own(stand, story):
    browser, here = stand(story("facts").case)
    assertContains(browser.get(f"{here}facts/"), "Una foto de la factura", count=2)  # the box, and in what we wrote


@pytest.mark.parametrize(
    ("typed", "file", "says"),
    [("", None, "Answer at least one of the points"), ("Lunes", program, "is not a photo or a PDF")],
    ids=["nothing", "program"],
)
def test_facts_that_cannot_be_taken_keep_what_was_written(stand, story, counts, typed, file, says):
    browser, here = stand(story("facts").case)
    before = counts()
    sent = {"asked": CompletionRequest.objects.get().pk, "point_1": typed, "files": [file()] if file else []}
    page = browser.post(f"{here}facts/", sent)
    assertContains(page, says, status_code=422)
    assert (page.context["facts"]["point_1"].value(), counts()) == (typed, before)


def test_facts_that_were_typed_while_the_request_was_withdrawn_arrive(stand, story):
    told = story("facts")
    request = CompletionRequest.objects.get()
    withdraw_request(request=request, by=told.by, now=told.now)
    browser, here = stand(told.case)
    sent = {"asked": request.pk, "point_1": "Desde el lunes", "submission": uuid.uuid4()}
    assert browser.post(f"{here}facts/", sent).status_code == 302
    assert told.case.messages.get(submission=sent["submission"]).text.endswith("Desde el lunes")


def test_facts_of_a_case_of_which_nothing_was_asked_do_not_exist(stand, story, counts):
    browser, here = stand(story("new").case)
    before = counts()
    assertRedirects(browser.get(f"{here}facts/"), here)
    assert browser.post(f"{here}facts/", {"text": "Hola"}).status_code == 404
    assert counts() == before


# ——— A supervisor
def test_supervisor_is_asked_for_and_the_page_says_who_and_by_when(stand, story):
    case = story("ours").case
    browser, here = stand(case)
    assertContains(browser.get(f"{here}appeal/"), "they answer you by")
    sent = {"text": "Nadie me llama.", "submission": uuid.uuid4()}
    for _ in range(2):
        assertRedirects(browser.post(f"{here}appeal/", sent), here, fetch_redirect_response=False)
    assertContains(browser.get(here), "Luis, a supervisor, looks at your case.")
    assert case.events.filter(kind=EventKind.APPEAL).count() == 1
    assertRedirects(browser.get(f"{here}appeal/"), f"{here}#supervisor", fetch_redirect_response=False)


def test_supervisor_twice_in_a_week_is_told_when_again(stand, story):
    browser, here = stand(story("appealed").case)
    before = written()
    page = browser.post(f"{here}appeal/", {"text": "Otra vez.", "submission": uuid.uuid4()})
    assertContains(page, "You can ask again from", status_code=422)
    assert (page.context["form"]["text"].value(), written()) == ("Otra vez.", before)


def test_supervisor_in_spam_is_refused_without_saying_what_it_was_taken_for(stand, story):
    browser, here = stand(story("spam").case)
    before = written()
    page = browser.post(f"{here}appeal/", {"text": "Quiero hablar con alguien.", "submission": uuid.uuid4()})
    assertContains(page, "A supervisor cannot be asked for in this case any more.", status_code=422)
    assertNotContains(page, "This case is spam", status_code=422)
    assert written() == before


def test_supervisor_of_a_refused_case_opens_it_again(stand, story):
    case = story("declined").case
    browser, here = stand(case)
    assertContains(browser.get(f"{here}appeal/"), "Your case opens again.")
    browser.post(f"{here}appeal/", {"submission": uuid.uuid4()})
    case.refresh_from_db()
    assert case.status == Status.OPEN


# ——— Who has no business there
def test_parts_of_somebody_elses_case_do_not_exist(enter, story, counts):
    case = story("proposal").case
    before = counts(), written()
    for who in (CustomerFactory(email="otra@correo.example"), AgentFactory()):
        browser = enter(who)
        for part in PARTS:
            for method in (browser.get, browser.post):
                assert method(f"/portal/cases/{case.reference}/{part}").status_code in (404, 405)
    assert (counts(), written()) == before


def test_parts_without_sign_in_lead_to_one(enter, story, counts):
    case = story("proposal").case
    before = counts(), written()
    for part in PARTS:
        path = f"/portal/cases/{case.reference}/{part}"
        for method in (enter(None).get, enter(None).post):
            answer = method(path)
            assert answer.status_code == 405 or answer.url == f"/account/login/code/?next={path}"
    assert (counts(), written()) == before


def test_parts_by_a_link_that_is_no_good_do_not_exist(enter, story, counts, monkeypatch):
    told = story("proposal")
    case, other = told.case, told.opened("Otra cosa.")
    good = case_token(case)
    late = signing.time.time() + 61 * 86_400
    before = counts(), written()
    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x", case_token(other) + "x"):
        for part in PARTS:
            for method in (enter(None).get, enter(None).post):
                assert method(f"/c/{token}/{part}").status_code in (404, 405)
    monkeypatch.setattr(signing.time, "time", lambda: late)
    assert {enter(None).get(f"/c/{good}/{part}").status_code for part in PARTS} == {404}
    assert (counts(), written()) == before


def test_parts_by_the_link_of_another_case_are_those_of_that_one(enter, story):
    told = story("proposal")
    other = told.opened("Otra cosa.")
    answer = enter(None).post(f"/c/{case_token(other)}/proposal/", say(Proposal.objects.get(), "yes"))
    assert (answer.status_code, Proposal.objects.get().state) == (404, "open")


def test_staff_do_not_speak_in_the_customers_name(enter, story):
    case = story("proposal").case
    answer = enter(AgentFactory()).post(f"/c/{case_token(case)}/proposal/", say(Proposal.objects.get(), "yes"))
    assert (answer.status_code, Proposal.objects.get().state) == (404, "open")


@pytest.mark.parametrize("part", ["proposal/", "facts/", "appeal/"])
def test_parts_too_often_are_told_to_wait_and_keep_the_words(stand, story, part):
    state = {"proposal/": "proposal", "facts/": "facts", "appeal/": "ours"}[part]
    browser, here = stand(story(state).case)
    for _ in range(60):
        browser.post(f"{here}{part}", {"text": "x" * 20_001})
    before, proposal = written(), Proposal.objects.first()
    sent = say(proposal, "no", text="Por favor") if proposal else {"text": "Por favor"}
    page = browser.post(f"{here}{part}", sent)
    assertContains(page, "Please wait some minutes", status_code=429)
    assertContains(page, "Por favor", status_code=429)
    assert written() == before
