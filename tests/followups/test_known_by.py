"""Whoever has «no tiene» for a phone is not the same person as everybody else who has."""

import datetime as dt

import pytest

from core.actors import SYSTEM
from customers.models import Customer
from followups import queries
from followups.actions.call_people import bury
from followups.actions.dispatch import dispatch_due
from followups.actions.planning_rounds import plan_fresh
from followups.facts import known_by
from followups.models import Invitation
from followups.queries.standing import person_of
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tests.followups.makers import delivered, planned_call, planned_survey, sent_survey

JUNK = ["no tiene", "000000000", "12345", "-"]


@pytest.mark.parametrize("phone", JUNK)
def test_known_by_leaves_out_what_is_no_number(phone):
    assert known_by("ana@correo.example", phone) == ["ana@correo.example"]
    assert known_by("", phone) == []
    assert known_by("", "+34600111222") == ["+34600111222"]


@pytest.mark.django_db
@pytest.mark.parametrize("phone", JUNK)
def test_strangers_with_the_same_words_for_a_phone_stay_strangers(phone):
    one, other = CustomerFactory(phone=phone), CustomerFactory(phone=phone, no_calls=True, no_surveys=True)
    assert list(queries.same_person(one)) == [one]
    assert queries.not_to_be_called([one]) == set()
    assert not person_of(planned_call(delivered(4, customer=one)), NOW).no_calls
    assert other.phone == phone


@pytest.mark.django_db
def test_dispatch_asks_who_has_the_words_of_somebody_else_for_a_phone():
    other = CustomerFactory(phone="no tiene", no_surveys=True)
    sent_survey(delivered(10, customer=other), sent_at=NOW - dt.timedelta(days=3))
    open_case(unit=UnitFactory(purchase__customer=other), now=NOW - dt.timedelta(days=1))
    survey = planned_survey(delivered(6, customer=CustomerFactory(phone="no tiene")))
    assert dispatch_due(now=NOW) == (1, 1)
    survey.refresh_from_db()
    assert survey.state == "sent"


@pytest.mark.django_db
def test_plan_follows_who_has_the_words_of_somebody_else_for_a_phone():
    CustomerFactory(phone="000000000", deceased=True)
    unit = delivered(1, customer=CustomerFactory(phone="000000000"))
    plan_fresh(now=NOW)
    assert list(Invitation.objects.filter(delivery=unit.delivery).values_list("state", "reason")) == [("planned", "")]


@pytest.mark.django_db
def test_somebody_who_died_is_not_all_who_have_no_phone():
    one, other = CustomerFactory(phone="no tiene"), CustomerFactory(phone="no tiene")
    call, survey = planned_call(delivered(4, customer=one)), planned_survey(delivered(6, customer=other))
    bury(call, SYSTEM, NOW)
    survey.refresh_from_db()
    assert (survey.state, Customer.objects.get(pk=other.pk).deceased) == ("planned", False)
