"""Surveys that wait for a customer's answers, where they look at their things: theirs, and nobody else's."""

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import actor_of
from followups.links import survey_token
from followups.models import Invitation
from tests.cases import open_case
from tests.factories import CustomerFactory, UnitFactory
from tests.followups.makers import case_survey, delivered, resolved, sent_survey
from tickets.links import case_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def about_delivery(marta):
    unit = delivered(6, customer=marta)
    survey = sent_survey(unit, sent_at=timezone.now() - dt.timedelta(hours=1))
    survey.unit_shown = unit
    return survey


@pytest.fixture
def about_case(marta, agent):
    at = timezone.now() - dt.timedelta(days=1)
    ticket = resolved(open_case(unit=UnitFactory(purchase__customer=marta), now=at), by=actor_of(agent), at=at)
    return case_survey(ticket, state="sent", sent_at=timezone.now())


def link(survey):
    return f'href="/s/{survey_token(survey)}/"'


def shown(visitor, address, *surveys):
    page = visitor.get(address).content.decode()
    return [link(survey) in page for survey in surveys]


def places(about_delivery, about_case):
    return {
        "home": "/portal/",
        "product": f"/portal/products/{about_delivery.unit_shown.pk}/",
        "repaired": f"/portal/products/{about_case.ticket.unit_id}/",
        "case": f"/portal/cases/{about_case.ticket.reference}/",
        "link": f"/c/{case_token(about_case.ticket)}/",
    }


def test_open_surveys_stand_where_they_belong(browser, about_delivery, about_case):
    found = {
        name: shown(browser, address, about_delivery, about_case)
        for name, address in places(about_delivery, about_case).items()
    }
    assert found == {
        "home": [True, True],
        "product": [True, False],
        "repaired": [False, True],
        "case": [False, True],
        "link": [False, True],
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "answered", "answered_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)},
        {"revoked_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)},
        {"expires_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"state": "planned", "sent_at": None, "expires_at": None},
        {"state": "suppressed", "reason": "sampled_out", "sent_at": None, "expires_at": None},
    ],
)
def test_surveys_that_take_no_answers_are_not_shown(browser, about_delivery, about_case, fields):
    Invitation.objects.update(**fields)
    assert [
        shown(browser, address, about_delivery, about_case) for address in places(about_delivery, about_case).values()
    ] == [[False, False]] * 5


def test_surveys_of_somebody_else_are_not_shown(enter, about_delivery):
    other = CustomerFactory(email="otra@correo.example")
    theirs = sent_survey(delivered(6, customer=other), sent_at=timezone.now())
    assert shown(enter(other), "/portal/", about_delivery, theirs) == [False, True]


def test_survey_of_the_buyer_is_not_shown_to_whoever_got_the_product(enter, about_delivery):
    unit, other = about_delivery.unit_shown, CustomerFactory(email="otra@correo.example")
    type(unit).objects.filter(pk=unit.pk).update(holder=other, changed_hands_on=timezone.localdate())
    visitor = enter(other)
    assert visitor.get(f"/portal/products/{unit.pk}/").status_code == 200
    assert shown(visitor, f"/portal/products/{unit.pk}/", about_delivery) == [False]


def test_open_surveys_cost_one_query(browser, marta, django_assert_num_queries):
    from core.actors import customer_by_link
    from postventa.portal.surveyed import open_surveys

    for _ in range(5):
        sent_survey(delivered(6, customer=marta), sent_at=timezone.now())
    with django_assert_num_queries(1):
        found = open_surveys(customer_by_link(marta.email), timezone.now())
        assert [bool(one.asks and one.until and one.url) for one in found] == [True] * 3
