"""A person is left in peace for a time after each survey, whatever it was about and whatever number they had."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from customers.models import Customer
from followups.actions.dispatch import dispatch_due
from followups.models import Invitation, Policy
from tests.factories import NOW, CustomerFactory
from tests.followups.makers import NPS, delivered, only_plan, planned_survey, questionnaire

pytestmark = pytest.mark.django_db

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
ANA, LUIS = "ana@correo.example", "luis@correo.example"
PHONE = "+34600111222"
KINDS = {"about": ("delivery", 1), "us": NPS}


def person(email=ANA, phone=""):
    return CustomerFactory(email=email, phone=phone)


def ask(kind, customer, plan, **says):
    unit = delivered(6, customer=customer)
    return planned_survey(unit, plan=plan, questionnaire=questionnaire(*KINDS[kind]), **says)


# What went out so many days ago (to whom), what is due (to whom), what becomes of it.
CASES = [
    ("nothing before", [], [("about", {})], ["sent"]),
    ("a day before the end", [("about", 89, {})], [("about", {})], ["asked_recently"]),
    ("on the day it ends", [("about", 90, {})], [("about", {})], ["sent"]),
    ("another person", [("about", 1, {"email": LUIS})], [("about", {})], ["sent"]),
    ("by another number, same phone", [("about", 1, {"email": LUIS, "phone": PHONE})], [("about", {"phone": PHONE})],
     ["asked_recently"]),
    ("by another phone, same e-mail", [("about", 1, {"phone": "+34600999888"})], [("about", {"phone": PHONE})],
     ["asked_recently"]),
    ("no address is nobody's", [("about", 1, {"email": "", "phone": PHONE})], [("about", {"phone": ""})], ["sent"]),
    ("one about us after one about what happened", [("about", 89, {})], [("us", {})], ["asked_recently"]),
    ("and when its time is over", [("about", 90, {})], [("us", {})], ["sent"]),
    ("one about us after another", [("us", 179, {})], [("us", {})], ["asked_recently"]),
    ("and half a year later", [("us", 180, {})], [("us", {})], ["sent"]),
    ("one about what happened after one about us", [("us", 89, {})], [("about", {})], ["asked_recently"]),
    ("which rests only its own time", [("us", 100, {})], [("about", {})], ["sent"]),
    ("the last one counts", [("about", 200, {}), ("about", 30, {})], [("about", {})], ["asked_recently"]),
    ("both count, each its time", [("us", 170, {}), ("about", 100, {})], [("us", {})], ["asked_recently"]),
    ("two due of one person", [], [("about", {}), ("about", {})], ["sent", "asked_recently"]),
    ("two due of two persons", [], [("about", {}), ("about", {"email": LUIS})], ["sent", "sent"]),
    ("the one about us goes first", [], [("about", {}), ("us", {})], ["asked_recently", "sent"]),
    ("unless it may not", [("us", 100, {})], [("about", {}), ("us", {})], ["sent", "asked_recently"]),
    ("three of one phone", [], [("about", {"email": LUIS, "phone": PHONE}), ("about", {"phone": PHONE}),
     ("us", {"email": "", "phone": PHONE})], ["sent", "asked_recently", "no_address"]),
    ("who is beside both", [], [("about", {"phone": PHONE}), ("about", {"email": LUIS, "phone": PHONE}),
     ("about", {"email": LUIS, "phone": "+34600999888"})], ["sent", "asked_recently", "sent"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "due", "ends"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
@pytest.mark.parametrize("limit", [1, 100])
def test_dispatch_leaves_people_in_peace(before, due, ends, limit):
    plan = only_plan()
    for kind, days, who in before:
        ask(kind, person(**who), plan, state="sent", sent_at=NOW - days * DAY)
    asked = [
        ask(kind, person(**who), plan, due_at=NOW - (len(due) - number) * MINUTE)
        for number, (kind, who) in enumerate(due)
    ]
    finish(limit)
    assert [how(one) for one in asked] == ends


def finish(limit):
    """Until nothing is left: who waits for another survey is looked at some minutes later."""
    for minutes in (0, 5, 10):
        while dispatch_due(now=NOW + minutes * MINUTE, limit=limit).seen:
            pass


def how(survey):
    survey.refresh_from_db()
    return survey.reason or survey.state


@pytest.mark.parametrize("source", ["planned", "imported"])
def test_dispatch_counts_what_an_earlier_system_asked(source):
    plan = only_plan()
    ask("about", person(), plan, state="sent", sent_at=NOW - 10 * DAY, source=source)
    survey = ask("about", person(), plan)
    finish(100)
    assert how(survey) == "asked_recently"


def test_dispatch_goes_by_the_days_of_the_policy():
    Policy.objects.update_or_create(id=1, defaults={"transaction_days": 10, "relation_days": 20})
    plan = only_plan()
    ask("us", person(), plan, state="sent", sent_at=NOW - 15 * DAY)
    about, us = ask("about", person(), plan), ask("us", person(), plan)
    finish(100)
    assert (how(about), how(us)) == ("sent", "asked_recently")


PEOPLE = [{"email": ANA}, {"email": ANA, "phone": PHONE}, {"email": LUIS}, {"email": ""}, {"email": LUIS}]
RECORDS = st.integers(0, len(PEOPLE) - 1)
KIND = st.sampled_from(sorted(KINDS))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.tuples(KIND, RECORDS, st.sampled_from([5, 85, 95, 170, 200])), max_size=4),
    due=st.lists(st.tuples(KIND, RECORDS), min_size=1, max_size=8),
    wishes=st.dictionaries(RECORDS, st.sampled_from(["no_surveys", "minor", "in_dispute"]), max_size=1),
)
@example(before=[("us", 2, 95)], due=[("about", 2), ("us", 2), ("about", 2)], wishes={})
@example(before=[("us", 0, 95)], due=[("about", 0), ("about", 0), ("us", 0), ("us", 0)], wishes={})
def test_dispatch_of_many_is_dispatch_of_each(before, due, wishes):
    """In one batch, and one by one, each survey ends the same."""
    ends = []
    for limit in (100, 1, 3):
        Invitation.objects.all().delete()
        plan, people = only_plan(), [person(**who) for who in PEOPLE]
        for number, wish in wishes.items():
            Customer.objects.filter(pk=people[number].pk).update(**{wish: True})
        for kind, who, days in before:
            ask(kind, people[who], plan, state="sent", sent_at=NOW - days * DAY)
        asked = [
            ask(kind, people[who], plan, due_at=NOW - (len(due) - number) * MINUTE)
            for number, (kind, who) in enumerate(due)
        ]
        finish(limit)
        ends.append([how(one) for one in asked])
        Invitation.objects.all().delete()
        Customer.objects.filter(pk__in=[one.pk for one in people]).update(email="", phone="")
    assert ends[0] == ends[1] == ends[2]
