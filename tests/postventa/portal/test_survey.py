"""The survey, opened by its link."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from core.actors import actor_of
from followups.actions.answering import finish_survey, record_answer
from followups.links import survey_token
from followups.models import Answer, Call, Invitation, Loop, Questionnaire
from followups.questionnaires import script_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, UnitFactory
from tests.followups.makers import NPS, case_survey, delivered, make_version, questionnaire, resolved, sent_survey
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def sent(customer=None, **kwargs):
    return sent_survey(delivered(6, customer=customer), **{"sent_at": timezone.now() - dt.timedelta(hours=1), **kwargs})


def path(survey, code=""):
    return f"/s/{survey_token(survey)}/{code}{'/' if code else ''}"


def answers():
    return sorted((answer.question, answer.value, answer.text) for answer in Answer.objects.all())


def walk(client, survey, *given):
    """Open the link and answer what each page asks, as the browser would."""
    response = client.get(path(survey), follow=True)
    for value in given:
        response = client.post(response.request["PATH_INFO"], {"answer": value}, follow=True)
        assert response.status_code == 200
    return response


def test_survey_about_a_delivery_goes_question_by_question(client):
    survey = sent()
    response = walk(client, survey, 5, 1, "Muy amables")
    assert response.request["PATH_INFO"] == path(survey, "thanks")
    assert answers() == [("comment", None, "Muy amables"), ("complete", 1, ""), ("csat", 5, "")]
    survey.refresh_from_db()
    assert (survey.state, survey.opened_ticket, Ticket.objects.count()) == ("answered", None, 0)


def about_case(**says):
    """The survey about a case that was resolved yesterday, sent a moment ago."""
    at = timezone.now() - dt.timedelta(days=1)
    unit = UnitFactory(purchase__customer=CustomerFactory(phone="+34600111222", language="en"))
    ticket = resolved(open_case(unit=unit, now=at), by=actor_of(AgentFactory()), at=at)
    plan = {"plan": make_version(trigger="resolved", **says)} if says else {}
    return case_survey(ticket, state="sent", sent_at=timezone.now() - dt.timedelta(minutes=1), **plan)


def test_survey_about_a_case_asks_what_belongs_to_the_answers(client):
    survey = about_case()
    response = walk(client, survey, 2, 0, 4)
    assert response.request["PATH_INFO"] == path(survey, "outcome")
    assert "Step 4 of 6" in _words(response)
    response = walk(client, survey, 1, 6, "Sigue goteando")
    assert response.request["PATH_INFO"] == path(survey, "thanks")
    assert answers() == [
        ("ces", 6, ""),
        ("comment", None, "Sigue goteando"),
        ("csat", 2, ""),
        ("outcome", 1, ""),
        ("resolved", 0, ""),
        ("treatment", 4, ""),
    ]


def test_survey_does_not_ask_what_does_not_belong(client):
    survey = about_case()
    response = walk(client, survey, 5, 1, 5)
    assert response.request["PATH_INFO"] == path(survey, "ces")
    assert "Step 4 of 5" in _words(response)
    assert "Postventa made it easy" in _words(response)
    for verb in (client.get, client.post):
        assert verb(path(survey, "outcome"), {"answer": 1}).url == path(survey)
    assert ("outcome", 1, "") not in answers()


def _words(response):
    """The page as it is read, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_unhappy_survey_about_a_case_says_that_somebody_calls(client):
    survey = about_case()
    response = walk(client, survey, 1, 0, 1, 1, 1, "Mal")
    loop = Loop.objects.get()
    assert loop.call == Call.objects.get()
    words = _words(response)
    assert "A person calls you:" in words
    assert "your data" not in words
    assert survey.ticket.reference in words
    Loop.objects.update(closed_at=timezone.now())
    assert "Somebody has spoken with you" in _words(client.get(path(survey, "thanks")))


def test_unhappy_survey_about_a_case_says_that_it_was_opened_again(client):
    survey = about_case(loop_by="case")
    response = walk(client, survey, 1, 0, 1, 1, 1, "Mal")
    survey.ticket.refresh_from_db()
    assert (survey.ticket.status, Ticket.objects.count()) == ("open", 1)
    assert f"We opened your case again, with your answers in it {survey.ticket.reference}" in _words(response)


def test_unhappy_survey_opens_a_case_and_says_so(client):
    survey = sent()
    response = walk(client, survey, 1, 0, "Llegó roto")
    ticket = Ticket.objects.get()
    survey.refresh_from_db()
    assert (survey.opened_ticket, ticket.channel) == (ticket, "survey")
    assert ticket.reference in response.content.decode()
    assert survey.customer.email not in response.content.decode()
    again = client.post(path(survey, "comment"), {"answer": "Otra vez"}, follow=True)
    assert (again.request["PATH_INFO"], Ticket.objects.count()) == (path(survey, "thanks"), 1)
    assert answers()[0] == ("comment", None, "Llegó roto")


@pytest.mark.parametrize(
    "code", ["", "csat", "csat/1", "csat/5", "complete", "complete/0", "comment", "thanks", "stop"]
)
def test_survey_get_records_nothing(client, code):
    """Whoever guards a mailbox opens every link of a letter, many times."""
    survey = sent()
    for _ in range(50):
        client.get(path(survey, code) + "?answer=1", follow=True)
    client.head(path(survey, code))
    client.get(path(survey, code), headers={"sec-purpose": "prefetch"})
    survey.refresh_from_db()
    survey.customer.refresh_from_db()
    assert (survey.state, survey.started_at, answers(), survey.customer.no_surveys) == ("sent", None, [], False)


def test_score_of_the_letter_is_chosen_and_sent_by_one_button(client):
    survey = sent()
    page = client.get(path(survey, "csat/2"))
    assert (page.context["form"]["answer"].value(), page.context["chosen"]) == (2, 2)
    assert page.content.decode().count("checked") == 1
    response = client.post(path(survey, "csat"), {"answer": 2})
    assert (response.url, answers()) == (path(survey, "complete"), [("csat", 2, "")])


def test_score_of_the_letter_shows_what_was_chosen_last_and_not_what_was_said_before(client):
    survey = sent()
    walk(client, survey, 4)
    assert client.get(path(survey, "csat/2")).context["form"]["answer"].value() == 2
    assert answers() == [("csat", 4, "")]


@pytest.mark.parametrize("value", [0, 6, 99999999999999999999])
def test_score_that_is_none_leads_to_its_question(client, value):
    survey = sent()
    assert client.get(path(survey, f"csat/{value}")).url == path(survey, "csat")


@pytest.mark.parametrize("address", ["nps/3", "outcome/1", "csat/-1", "csat/x"])
def test_score_of_another_question_is_not_found(client, address):
    assert client.get(path(sent(), address)).status_code == 404


def test_score_is_not_posted(client):
    survey = sent()
    assert client.post(path(survey, "csat/2"), {"answer": 2}).status_code == 405
    assert answers() == []


def test_recommendation_goes_from_zero_to_ten(client):
    survey = sent(CustomerFactory(language="en"), questionnaire=questionnaire(*NPS))
    page = client.get(path(survey, "nps"))
    assert page.content.decode().count('type="radio"') == 11
    assert "asks you because you have bought from us" in _words(page)
    response = client.post(path(survey, "nps"), {"answer": 0})
    assert (response.url, answers()) == (path(survey, "comment"), [("nps", 0, "")])


def test_survey_keeps_partial_answers_and_goes_on_where_it_was_left(client):
    survey = sent()
    walk(client, survey, 4)
    client.cookies.clear()
    response = client.get(path(survey), follow=True)
    assert response.request["PATH_INFO"] == path(survey, "complete")
    back = client.get(path(survey, "csat"))
    assert back.context["form"]["answer"].value() == 4
    client.post(path(survey, "csat"), {"answer": 3})
    assert answers() == [("csat", 3, "")]


def test_survey_lets_optional_questions_be_left_empty(client):
    survey = sent()
    walk(client, survey, 4, "", "  ")
    assert answers() == [("csat", 4, "")]
    survey.refresh_from_db()
    assert survey.state == "answered"


@pytest.mark.parametrize("value", ["", "0", "6", "x", "1.5"])
def test_survey_asks_again_when_the_score_is_none(client, value):
    survey = sent()
    response = client.post(path(survey, "csat"), {"answer": value})
    assert (response.status_code, answers()) == (422, [])


def test_survey_does_not_close_without_the_score(client):
    survey = sent()
    response = client.post(path(survey, "comment"), {"answer": "Bien"})
    assert response.url == path(survey, "csat")
    survey.refresh_from_db()
    assert survey.state == "sent"


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "nothing", lambda t: t.swapcase()])
def test_survey_with_a_changed_link_is_not_found(client, change):
    survey = sent()
    token = change(survey_token(survey))
    for address in (f"/s/{token}/", f"/s/{token}/csat/", f"/s/{token}/thanks/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/s/{token}/csat/", {"answer": 5}).status_code == 404
    assert answers() == []


def test_survey_not_sent_yet_is_not_found(client):
    survey = sent(state="planned", sent_at=None)
    assert client.get(path(survey)).status_code == 404


def _erase(survey):
    empty = dict.fromkeys(("name", "email", "phone", "address", "city", "postal_code"), "")
    type(survey.customer).objects.filter(pk=survey.customer_id).update(erased_at=timezone.now(), **empty)


def _revoke(survey):
    Invitation.objects.filter(pk=survey.pk).update(revoked_at=timezone.now())


def _expire(survey):
    Invitation.objects.filter(pk=survey.pk).update(expires_at=timezone.now())


ENDS = [
    (_expire, "Its link took answers until"),
    (_revoke, "We took this survey back"),
    (_erase, "Your data were erased, as you asked."),
]


@pytest.mark.parametrize(("end", "words"), ENDS)
def test_survey_that_ends_between_two_pages_says_why(client, end, words):
    survey = sent(CustomerFactory(language="en"))
    walk(client, survey, 1)
    end(survey)
    for answer in (
        client.get(path(survey), follow=True),
        client.get(path(survey, "complete")),
        client.get(path(survey, "csat/5")),
        client.post(path(survey, "complete"), {"answer": 0}),
        client.post(path(survey, "comment"), {"answer": "Tarde"}),
    ):
        assert (answer.status_code, words in _words(answer)) == (410, True)
    survey.refresh_from_db()
    assert (survey.state, answers(), Ticket.objects.count()) == ("sent", [("csat", 1, "")], 0)


def test_survey_that_was_answered_thanks_whoever_comes_back(client):
    survey = sent()
    walk(client, survey, 5, 1, "Bien")
    for address in ("", "csat", "csat/1", "comment"):
        assert client.get(path(survey, address), follow=True).request["PATH_INFO"] == path(survey, "thanks")
    assert answers()[-1] == ("csat", 5, "")


NOT_KEPT = "You had answered already: this new answer was not kept."


def test_new_answer_to_a_survey_that_was_answered_is_said_not_to_be_kept(client):
    survey = sent(CustomerFactory(language="en"))
    walk(client, survey, 5, 1, "Bien, gracias")
    for same in (client.get(path(survey, "csat/5"), follow=True), client.get(path(survey), follow=True)):
        assert NOT_KEPT not in _words(same)
    same = client.post(path(survey, "comment"), {"answer": "Bien, \r\ngracias "}, follow=True)
    assert NOT_KEPT not in _words(same)
    for other in (
        client.get(path(survey, "csat/1"), follow=True),
        client.post(path(survey, "csat"), {"answer": 1}, follow=True),
        client.post(path(survey, "comment"), {"answer": "Mal"}, follow=True),
    ):
        assert NOT_KEPT in _words(other)
        assert f'href="mailto:{settings.COMPANY["email"]}"' in other.content.decode()
    assert answers() == [("comment", None, "Bien, gracias"), ("complete", 1, ""), ("csat", 5, "")]


def test_new_answer_about_a_case_says_to_write_it_there(client):
    survey = about_case()
    walk(client, survey, 5, 1, 5, 7, "Bien")
    words = _words(client.post(path(survey, "csat"), {"answer": 1}, follow=True))
    assert f"Write it in your case {survey.ticket.reference}, and a person reads it." in words


def test_score_of_the_letter_counts_the_questions_that_follow_it(client):
    items = [{"ask": "delivery_csat"}, {"ask": "comment", "if": {"question": "csat", "values": [1, 2]}}]
    asked = Questionnaire.objects.create(code="breve", version=1, use="survey", items=items, created_at=NOW)
    survey = sent(CustomerFactory(language="en"), questionnaire=asked)
    low, high = (_words(client.get(path(survey, f"csat/{score}"))) for score in (1, 5))
    assert ("Step 1 of 2" in low, "Finish" in low) == (True, False)
    assert ("Step 1 of 1" in high, "Finish" in high) == (True, True)
    assert answers() == []


def test_survey_in_two_tabs_keeps_the_last_word_of_each_question(client):
    survey = about_case()
    walk(client, survey, 2, 0)
    client.get(path(survey, "outcome"))
    other = Client()
    other.post(path(survey, "resolved"), {"answer": 1})
    response = client.post(path(survey, "outcome"), {"answer": 1})
    assert response.url == path(survey)
    assert client.get(path(survey)).url == path(survey, "treatment")
    assert answers() == [("csat", 2, ""), ("resolved", 1, "")]


def test_survey_goes_back_to_what_was_answered(client):
    survey = sent()
    page = walk(client, survey, 4)
    assert f'href="{path(survey, "csat")}"' in page.content.decode()
    page = client.get(path(survey, "csat"))
    assert page.context["form"]["answer"].value() == 4


def test_survey_says_who_asks_why_and_until_when(client):
    survey = sent(CustomerFactory(language="en"))
    page = client.get(path(survey, "csat"))
    words = _words(page)
    assert "Postventa asks you because this was delivered to you on" in words
    assert f"takes answers until {survey.expires_at.day} {survey.expires_at:%B %Y}" in words
    assert path(survey, "stop") in page.content.decode()


def test_survey_has_no_other_questions(client):
    assert client.get(path(sent(), "nps")).status_code == 404


@pytest.mark.parametrize(("cookie", "language"), [(None, "en"), ("es", "es"), ("xx", "en")])
def test_survey_speaks_the_language_of_the_customer_or_the_one_chosen(client, cookie, language):
    survey = sent(CustomerFactory(language="en"))
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get(path(survey, "csat"), headers={"accept-language": "es"})
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_survey_whose_last_button_was_pressed_twice_thanks_twice():
    """The other press closes the survey between our look at it and our answer."""
    survey = sent()
    record_answer(invitation=survey, question=script_of(survey.questionnaire.items).score, value=5, now=timezone.now())

    def press():
        try:
            return Client().post(path(survey, "comment"), {"answer": "Bien"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            held = Invitation.objects.select_for_update().get(pk=survey.pk)
            pressed = other.submit(press)
            while not _somebody_waits():
                assert not pressed.done()
            comment = script_of(survey.questionnaire.items).question("comment")
            record_answer(invitation=held, question=comment, text="Bien", now=timezone.now())
            finish_survey(invitation=held, now=timezone.now())
        answer = pressed.result()
    assert (answer.status_code, answer["Location"]) == (302, path(survey, "thanks"))


def _somebody_waits() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_survey_is_private(client):
    response = client.get(path(sent(), "csat"))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_survey_stops_a_machine(client, monkeypatch):
    survey = sent()
    codes = [*["csat", "complete"] * 30, "csat"]
    statuses = [client.post(path(survey, code), {"answer": 1}).status_code for code in codes]
    assert (statuses[:60], statuses[60]) == ([302] * 60, 429)


def test_survey_costs_few_queries(client, django_assert_max_num_queries):
    survey = sent()
    with django_assert_max_num_queries(3):
        client.get(path(survey, "csat"))
    assert Invitation.objects.count() == 1
