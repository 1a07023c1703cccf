"""The survey, opened by its link."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from core.actors import actor_of
from followups.actions.answering import finish_survey, record_answer
from followups.links import survey_token
from followups.models import Answer, Invitation
from followups.models.invitation import LINK_DAYS
from followups.questionnaires import QUESTIONNAIRES
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory
from tests.followups.makers import case_survey, delivered, resolved, sent_survey
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


def test_survey_about_a_case_asks_its_four_questions(client):
    at = timezone.now() - dt.timedelta(days=1)
    ticket = resolved(open_case(now=at), by=actor_of(AgentFactory()), at=at)
    survey = case_survey(ticket, state="sent", sent_at=timezone.now())
    response = walk(client, survey, 2, 6, 0)
    assert "Postventa" in response.content.decode()
    response = walk(client, survey, "Sigue goteando")
    assert answers() == [("ces", 6, ""), ("comment", None, "Sigue goteando"), ("csat", 2, ""), ("resolved", 0, "")]
    assert (response.context["unhappy"], Ticket.objects.count()) == (True, 1)
    assert f"/portal/cases/{ticket.reference}/" in response.content.decode()


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


@pytest.mark.parametrize("code", ["", "csat", "complete", "comment", "thanks"])
def test_survey_get_records_nothing(client, code):
    survey = sent()
    client.get(path(survey, code) + "?answer=1", follow=True)
    client.head(path(survey, code))
    survey.refresh_from_db()
    assert (survey.state, survey.started_at, answers()) == ("sent", None, [])


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


def test_survey_too_old_is_over(client):
    survey = sent(sent_at=timezone.now() - dt.timedelta(days=61))
    page = client.get(path(survey), follow=True)
    assert (page.status_code, page.context["days"]) == (410, LINK_DAYS)
    assert client.post(path(survey, "csat"), {"answer": 5}).status_code == 410
    assert answers() == []


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
    record_answer(invitation=survey, question=QUESTIONNAIRES[survey.questionnaire][0], value=5, now=timezone.now())

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
    statuses = [client.post(path(survey, "csat"), {"answer": 5}).status_code for _ in range(61)]
    assert (statuses[:60], statuses[60]) == ([302] * 60, 429)


def test_survey_costs_few_queries(client, django_assert_max_num_queries):
    survey = sent()
    with django_assert_max_num_queries(2):
        client.get(path(survey, "csat"))
    assert Invitation.objects.count() == 1
