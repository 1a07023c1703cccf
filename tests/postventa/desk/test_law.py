"""The card «Law», its forms and the resolution form: doors of the case's side of the law."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from core.models import OutgoingMessage
from core.richtext import Words
from tests.cases import open_case
from tests.factories import CustomerUserFactory
from tests.law_rows import TRLGDCU, alternatives, big_company, rule
from tests.tickets.rows import everything
from tickets.actions.aside import mark_spam
from tickets.actions.completion import ask_to_complete
from tickets.actions.legal_starts import say_legal_start
from tickets.actions.merging import merge_tickets
from tickets.actions.points import set_points
from tickets.states import DeadlineEvent, Status, TermUnit

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def bound(db):
    """Spain's two terms for an answer, and 14 days to return the money."""
    rule()
    big_company()
    rule("es-refund", event=DeadlineEvent.REFUND, amount=14, unit=TermUnit.CALENDAR_DAYS, kinds=[])


@pytest.fixture
def case(bound, now):
    return open_case(now=now, text="Gotea. ¿Quién paga la visita? ¿Cuándo vienen?")


@pytest.fixture
def here(case):
    return f"/desk/tickets/{case.reference}/"


def page_of(desk, here):
    return desk.get(here).content.decode()


def law_of(page):
    return page.partition('id="law"')[2].partition("</section>")[0]


def send_points(desk, here, case, texts, **answers):
    form = {"texts": texts} | {f"answer_{case.points.get(text=text).pk}": said for text, said in answers.items()}
    return desk.post(f"{here}points/", form)


def test_card_shows_each_term_with_its_length_and_citation(desk, here):
    card = law_of(page_of(desk, here))
    assert card.count("§") == 2
    calendar, working = card.index("15 calendar days"), card.index("15 working days")
    assert calendar < working
    assert (TRLGDCU in card, "No term of law runs" in card) == (True, False)


def test_card_of_a_case_without_terms_says_so(desk, db):
    question = open_case(kind="question")
    assert "No term of law runs in this case." in law_of(page_of(desk, f"/desk/tickets/{question.reference}/"))


@pytest.mark.parametrize("what", ["starts", "points"])
def test_card_costs_the_same_queries_for_any_number_of_rows(desk, case, here, agent, now, what):
    desk.get("/desk/")
    costs = []
    for count in (1, 3, 15):
        if what == "points":
            set_points(ticket=case, texts=[f"¿{n}?" for n in range(count)], by=agent, now=now)
        else:
            for n in range(count):
                at = now - dt.timedelta(days=n, minutes=count)
                say_legal_start(ticket=case, event=DeadlineEvent.REFUND, at=at, by=agent, now=now)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(here).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]


def test_say_a_date_starts_its_clock_and_is_told(desk, case, here, now):
    happened = timezone.localtime(now - dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    response = desk.post(f"{here}law/starts/", {"event": "refund", "at": happened, "number": "12/34"}, follow=True)
    assertRedirects(response, here)
    page = response.content.decode()
    assert "the law&#x27;s clock counts from it" in page
    assert ("said a date from which the law counts: Refund" in page, "12/34" in law_of(page)) == (True, True)
    assert case.clocks.filter(due="legal", anchor__startswith="start:").count() == 1


def test_say_a_date_of_which_no_rule_knows_says_so(desk, case, here, now):
    happened = timezone.localtime(now - dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    page = desk.post(f"{here}law/starts/", {"event": "form", "at": happened}, follow=True).content.decode()
    assert "No term that binds us counts from it, so that no clock runs." in page
    assert "No term that binds us counts from it." in law_of(page)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"event": "refund", "at": ""}, 422),
        ({"event": "refund", "at": "pronto"}, 422),
        ({"event": "", "at": "2026-01-01T10:00"}, 422),
        ({"event": "answer", "at": "2026-01-01T10:00"}, 422),
        ({"event": "refund", "at": "2999-01-01T10:00"}, 409),
        ({"event": "refund", "at": "1026-01-01T10:00"}, 409),
        ({"event": "refund", "at": "2026-01-01T10:00", "number": "9" * 41}, 422),
    ],
)
def test_say_a_date_that_cannot_be_writes_nothing(desk, case, here, given, status):
    before = everything()
    assert (desk.post(f"{here}law/starts/", given).status_code, everything()) == (status, before)


@pytest.mark.parametrize(("noun", "field"), [("done", "done_at"), ("withdrawal", "withdrawn_at")])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_end_or_withdraw_a_date(desk, case, here, agent, now, noun, field, headers):
    start = say_legal_start(ticket=case, event=DeadlineEvent.REFUND, at=now, by=agent, now=now)
    response = desk.post(f"{here}law/starts/{start.pk}/{noun}/", headers=headers)
    start.refresh_from_db()
    assert (response.status_code, getattr(start, field) is not None) == (200 if headers else 302, True)
    if headers:
        assert 'id="law" hx-swap-oob="true"' in response.content.decode()


def test_end_a_date_that_was_withdrawn_is_told(desk, case, here, agent, now):
    start = say_legal_start(ticket=case, event=DeadlineEvent.REFUND, at=now, by=agent, now=now)
    desk.post(f"{here}law/starts/{start.pk}/withdrawal/")
    before = everything()
    response = desk.post(f"{here}law/starts/{start.pk}/done/")
    assert (response.status_code, everything()) == (409, before)


def test_form_to_complete_offers_the_least_day_with_its_law(desk, case, here):
    page = desk.get(f"{here}completions/").content.decode()
    assert "at least 10 working days" in page
    assert 'name="until" value="20' in page


def completion(case, until, text="¿La factura?", **given):
    seen = case.messages.latest("pk").pk
    return {"text": text, "until": until, "seen": seen, "submission": uuid.uuid4()} | given


def test_ask_to_complete_waits_for_the_customer_and_is_shown(desk, case, here, now):
    until = (now + dt.timedelta(days=40)).date()
    response = desk.post(f"{here}completions/", completion(case, until.isoformat()), follow=True)
    assertRedirects(response, here)
    case.refresh_from_db()
    card = law_of(response.content.decode())
    assert (case.status, "The customer was asked to complete it" in card) == (Status.WAITING_CUSTOMER, True)
    assert ("Stopped" in card, "Still incomplete" in card) == (True, False)
    assert "asked the customer to complete it by" in response.content.decode()


def test_ask_to_complete_in_too_short_a_time_is_refused_with_the_law(desk, case, here, now):
    before = everything()
    until = (now + dt.timedelta(days=2)).date().isoformat()
    response = desk.post(f"{here}completions/", completion(case, until))
    assert (response.status_code, everything()) == (409, before)
    page = response.content.decode()
    assert ("The law gives the customer at least 10 working days" in page, "¿La factura?" in page) == (True, True)


@pytest.mark.parametrize("given", [{"text": ""}, {"until": ""}, {"until": "mañana"}, {"text": "a\x00b"}])
def test_ask_to_complete_without_words_or_day_writes_nothing(desk, case, here, given):
    before = everything()
    response = desk.post(f"{here}completions/", completion(case, "2999-01-01") | given)
    assert (response.status_code, everything()) == (422, before)


def test_ask_to_complete_shows_what_the_customer_said_meanwhile(desk, case, here, now):
    before = everything()
    until = (now + dt.timedelta(days=40)).date().isoformat()
    response = desk.post(f"{here}completions/", completion(case, until, seen=0))
    assert (response.status_code, everything()) == (409, before)
    assert "Gotea." in response.content.decode()


@pytest.fixture
def asked(case, agent, now):
    return ask_to_complete(ticket=case, words=Words("¿La factura?"), by=agent, now=now - dt.timedelta(minutes=5))


@pytest.mark.parametrize(("noun", "field"), [("done", "completed_at"), ("withdrawal", "withdrawn_at")])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_request_is_completed_by_hand_or_withdrawn(desk, here, asked, noun, field, headers):
    response = desk.post(f"{here}completions/{asked.pk}/{noun}/", headers=headers)
    asked.refresh_from_db()
    assert (response.status_code, getattr(asked, field) is not None) == (200 if headers else 302, True)


def test_request_whose_day_passed_closes_nothing_and_says_who_has_to_prove(desk, case, here, agent, now):
    ask_to_complete(ticket=case, words=Words("¿La factura?"), by=agent, now=now - dt.timedelta(days=30))
    card = law_of(page_of(desk, here))
    assert ("art. 13.3 and 13.4" in card, "Still incomplete" in card) == (True, True)
    case.refresh_from_db()
    assert case.status == Status.WAITING_CUSTOMER


def test_resolve_while_the_customer_has_time_wants_a_tick(desk, case, here, asked):
    before = everything()
    form = {"resolution": "repaired", "text": "Ya.", "seen": case.messages.latest("pk").pk, "submission": uuid.uuid4()}
    response = desk.post(f"{here}resolution/", form)
    assert (response.status_code, everything()) == (409, before)
    assert 'name="anyway"' in response.content.decode()
    assert desk.post(f"{here}resolution/", form | {"anyway": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.RESOLVED


def test_points_offer_the_questions_and_keep_the_answers(desk, case, here):
    offered = desk.get(f"{here}points/").content.decode()
    assert "¿Quién paga la visita?\n¿Cuándo vienen?" in offered
    assertRedirects(send_points(desk, here, case, "¿Quién paga la visita?\r\n¿Cuándo vienen?"), here)
    answers = {"¿Quién paga la visita?": "Nosotros.", "¿Cuándo vienen?": ""}
    assertRedirects(send_points(desk, here, case, "¿Quién paga la visita?\n¿Cuándo vienen?", **answers), here)
    assert [(point.text, point.answer) for point in case.points.all()] == list(answers.items())
    assert "1 not answered" in law_of(page_of(desk, here))


def test_points_that_do_not_fit_are_refused_and_stay_typed(desk, case, here):
    before = everything()
    response = desk.post(f"{here}points/", {"texts": "x" * 301})
    assert (response.status_code, everything()) == (409, before)
    assert "x" * 301 in response.content.decode()


def refusal(case, **given):
    seen = case.messages.latest("pk").pk
    return {"resolution": "declined", "text": "No es un defecto.", "seen": seen, "submission": uuid.uuid4()} | given


def test_decline_answers_each_point_in_the_form_and_tells_it(desk, case, here, agent, now):
    alternatives()
    set_points(ticket=case, texts=["¿Quién paga?"], by=agent, now=now)
    name = f"answer_{case.points.get().pk}"
    assert name in desk.get(f"{here}resolution/").content.decode()
    before = everything()
    assert desk.post(f"{here}resolution/", refusal(case)).status_code == 422
    assert everything() == before
    assert desk.post(f"{here}resolution/", refusal(case, **{name: "El cliente."})).status_code == 302
    letter = OutgoingMessage.objects.get(kind="case_resolved")
    assert ("¿Quién paga?\nEl cliente." in letter.text, "OMIC" in letter.text) == (True, True)


def test_decline_without_alternatives_says_where_a_manager_writes_them(desk, case, here):
    before = everything()
    response = desk.post(f"{here}resolution/", refusal(case))
    assert (response.status_code, everything()) == (409, before)
    assert "«Settings», «Who else can help»" in response.content.decode()


def test_answers_of_another_resolution_are_not_kept(desk, case, here, agent, now):
    set_points(ticket=case, texts=["¿Quién paga?"], by=agent, now=now)
    name = f"answer_{case.points.get().pk}"
    form = refusal(case, resolution="repaired", **{name: "Da igual."})
    assert desk.post(f"{here}resolution/", form).status_code == 302
    assert (case.points.get().answer, case.messages.last().text) == ("", "No es un defecto.")


NOUNS = ["law/starts/", "law/starts/{start}/done/", "law/starts/{start}/withdrawal/", "points/"]
NOUNS += ["completions/", "completions/{asked}/done/", "completions/{asked}/withdrawal/"]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["nobody", "customer"])
def test_outsider_finds_nothing(case, here, agent, now, asked, noun, who):
    start = say_legal_start(ticket=case, event=DeadlineEvent.REFUND, at=now, by=agent, now=now)
    client = Client()
    if who == "customer":
        client.force_login(CustomerUserFactory(email=case.customer.email))
    before = everything()
    response = client.post(here + noun.format(start=start.pk, asked=asked.pk), {"texts": "¿?"})
    assert (response.status_code, everything()) == (302 if who == "nobody" else 404, before)


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if "{" in noun])
def test_row_of_another_case_is_not_found(desk, case, agent, now, asked, noun):
    start = say_legal_start(ticket=case, event=DeadlineEvent.REFUND, at=now, by=agent, now=now)
    other = open_case(now=now)
    before = everything()
    there = f"/desk/tickets/{other.reference}/" + noun.format(start=start.pk, asked=asked.pk)
    assert (desk.post(there).status_code, everything()) == (404, before)


@pytest.mark.parametrize("noun", ["law/starts/", "points/", "completions/"])
def test_spam_is_refused(desk, case, here, agent, now, noun):
    mark_spam(ticket=case, by=agent, now=now)
    before = everything()
    form = completion(case, (now + dt.timedelta(days=40)).date().isoformat())
    form |= {"event": "refund", "at": "2026-01-01T10:00", "texts": "¿Quién?"}
    assert (desk.post(here + noun, form).status_code, everything()) == (409, before)


@pytest.mark.parametrize("bound_too", [True, False])
def test_who_has_to_prove_is_said_only_where_that_law_binds(desk, agent, now, bound_too, db):
    rule()
    if bound_too:
        big_company()
    case = open_case(now=now - dt.timedelta(days=31))
    ask_to_complete(ticket=case, words=Words("¿La factura?"), by=agent, now=now - dt.timedelta(days=30))
    card = law_of(page_of(desk, f"/desk/tickets/{case.reference}/"))
    assert ("Nothing is closed by that." in card, "Ley 10/2025" in card.partition("Nothing is closed")[2]) == (
        True,
        bound_too,
    )


@pytest.mark.parametrize("bound_too", [True, False])
@pytest.mark.parametrize(
    ("noun", "words"),
    [("done", "our term begins again today"), ("withdrawal", "our term goes on as it was")],
)
def test_request_that_ends_speaks_of_our_term_only_where_one_stood_still(desk, agent, now, bound_too, noun, words, db):
    rule()
    if bound_too:
        big_company()
    case = open_case(now=now - dt.timedelta(hours=1))
    request = ask_to_complete(ticket=case, words=Words("¿La factura?"), by=agent, now=now - dt.timedelta(minutes=5))
    here = f"/desk/tickets/{case.reference}/"
    page = desk.post(f"{here}completions/{request.pk}/{noun}/", follow=True).content.decode()
    assert (words in page) == bound_too
    if noun == "done":
        assert ("completed what was missing" in page, "Our term begins again" in page) == (True, bound_too)


def test_decline_asks_for_the_answers_to_points_of_merged_complaints(desk, case, here, agent, now):
    alternatives()
    other = open_case(customer=case.customer, unit=case.unit, now=now)
    set_points(ticket=other, texts=["¿Y el ruido?"], by=agent, now=now)
    name = f"answer_{other.points.get().pk}"
    merge_tickets(ticket=other, into=case, by=agent, now=now)
    assert "¿Y el ruido?" in law_of(page_of(desk, here))
    assert desk.post(f"{here}resolution/", refusal(case)).status_code == 422
    assert desk.post(f"{here}resolution/", refusal(case, **{name: "Es normal."})).status_code == 302
    assert "¿Y el ruido?\nEs normal." in OutgoingMessage.objects.get(kind="case_resolved").text
