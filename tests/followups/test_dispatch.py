"""Sending what is due: the world is looked at again, and each one goes out once."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import actor_of
from core.models import OutgoingMessage
from customers.models import Customer, Delivery
from followups import tasks
from followups.actions import dispatch
from followups.actions.dispatch import BATCH, TRIES, dispatch_due
from followups.actions.stuck import retry_survey
from followups.links import invitation_id_of
from followups.models import Invitation, Plan, Trouble
from tests.cases import open_case
from tests.daytime import day_zone
from tests.factories import NOW, AgentFactory, CustomerFactory
from tests.followups.makers import (
    NPS,
    case_survey,
    delivered,
    make_version,
    only_plan,
    planned_survey,
    questionnaire,
    resolved,
)
from tickets.actions.status import reopen_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def send(now=NOW, limit=BATCH):
    return dispatch_due(now=now, limit=limit)


def mails():
    return OutgoingMessage.objects.filter(kind="survey")


def ends():
    return sorted(Invitation.objects.values_list("state", "reason"))


def test_dispatch_sends_a_due_survey_with_its_message():
    unit = delivered(6, customer=CustomerFactory(language="en", name="Ann Lee"))
    survey = planned_survey(unit)
    assert send() == (1, 1)
    survey.refresh_from_db()
    mail = mails().get()
    assert (survey.state, survey.sent_at, survey.mail) == ("sent", NOW, mail)
    assert (survey.expires_at, survey.tries) == (NOW + 60 * DAY, 0)
    assert survey.remind_at == (NOW + 4 * DAY).replace(hour=9)  # ten in the morning in Madrid
    assert (mail.to, mail.language, mail.subject) == (survey.customer.email, "en", "How was your delivery?")
    assert (mail.bulk, mail.zone, mail.medium) == (True, "Europe/Madrid", "email")
    token = mail.text.partition("/s/")[2].partition("/")[0]
    assert invitation_id_of(token) == survey.pk
    assert unit.product.name in mail.text
    assert [f"/s/{token}/csat/{score}/" in mail.html for score in range(6)] == [False, *[True] * 5]
    assert send() == (0, 0)


def test_dispatch_leaves_what_is_not_due():
    survey = planned_survey(due_at=NOW + dt.timedelta(minutes=1))
    assert send() == (0, 0)
    survey.refresh_from_db()
    assert (survey.state, mails().count()) == ("planned", 0)


def off(model, **values):
    def change(survey):
        model.objects.update(**values)

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (off(Customer, no_surveys=True), "opted_out"),
        (off(Customer, minor=True), "minor"),
        (off(Customer, deceased=True), "deceased"),
        (off(Customer, in_dispute=True), "dispute"),
        (off(Customer, email=""), "no_address"),
        (off(Customer, erased_at=NOW, email="", name="", phone="", address="", city="", postal_code=""), "erased"),
        (off(Delivery, delivered_at=None, delivered_on=None), "not_delivered"),
        (off(Delivery, delivered_at=NOW - dt.timedelta(days=31)), "too_late"),
        (lambda survey: open_case(customer=survey.customer), "open_case"),
        (lambda survey: CustomerFactory(email=survey.customer.email, no_surveys=True), "opted_out"),
        (lambda survey: CustomerFactory(phone=survey.customer.phone, deceased=True), "deceased"),
        (lambda survey: open_case(customer=CustomerFactory(email=survey.customer.email)), "open_case"),
        (lambda survey: open_case(customer=CustomerFactory(phone=survey.customer.phone)), "open_case"),
    ],
)
def test_dispatch_suppresses_with_the_reason(change, reason):
    survey = planned_survey(delivered(6, customer=CustomerFactory(phone="+34600111222")))
    change(survey)
    assert send() == (1, 0)
    survey.refresh_from_db()
    assert (survey.state, survey.reason, survey.mail, survey.sent_at) == ("suppressed", reason, None, None)
    assert mails().count() == 0


def test_dispatch_does_not_ask_about_what_was_dangerous():
    unit = delivered(6)
    ticket = open_case(customer=unit.purchase.customer, unit=unit, now=NOW - 3 * DAY)
    resolved(ticket, by=actor_of(AgentFactory()), at=NOW - 2 * DAY)
    Ticket.objects.update(safety=True)
    planned_survey(unit)
    send()
    assert (ends(), mails().count()) == ([("suppressed", "safety")], 0)


def test_dispatch_waits_for_an_installation_that_came_later():
    unit = delivered(6, installed_days_ago=1)
    survey = planned_survey(unit)
    assert send() == (1, 0)
    survey.refresh_from_db()
    assert (survey.state, mails().count()) == ("planned", 0)
    assert survey.due_at > NOW + dt.timedelta(days=3)


def test_dispatch_of_a_plan_after_installation_asks_about_what_is_installed():
    plan = make_version(trigger="installed", survey_delay=2)
    undone = planned_survey(delivered(6), plan=plan)
    done = planned_survey(delivered(6, installed_days_ago=3), plan=plan)
    send()
    assert list(Invitation.objects.order_by("pk").values_list("pk", "state", "reason")) == [
        (undone.pk, "suppressed", "not_delivered"),
        (done.pk, "sent", ""),
    ]


@pytest.mark.parametrize(
    ("zone", "opens"), [("America/Tijuana", dt.datetime(2026, 11, 16, 17, tzinfo=dt.UTC)), ("Europe/Madrid", None)]
)
def test_dispatch_wakes_nobody(zone, opens):
    """At noon in Madrid it is three in the night in Tijuana."""
    survey = planned_survey(delivered(6, customer=CustomerFactory(timezone=zone)))
    now = dt.datetime(2026, 11, 16, 11, tzinfo=dt.UTC)
    dispatch_due(now=now)
    survey.refresh_from_db()
    assert (survey.state, survey.due_at) == (("planned", opens) if opens else ("sent", survey.due_at))


def resolved_case(**kwargs):
    at = NOW - dt.timedelta(hours=25)
    ticket = open_case(now=at - dt.timedelta(days=1), **kwargs)
    return resolved(ticket, by=actor_of(AgentFactory()), at=at)


def test_dispatch_asks_about_a_case_in_its_language():
    ticket = resolved_case(language="en")
    case_survey(ticket)
    assert send() == (1, 1)
    mail = mails().get()
    assert (mail.language, mail.subject) == ("en", f"How did we handle your case {ticket.reference}?")


@pytest.mark.parametrize("reason", ["reopened", "safety", "too_late"])
def test_dispatch_suppresses_a_case_survey_with_the_reason(reason):
    ticket = resolved_case()
    if reason == "reopened":
        reopen_ticket(ticket=ticket, by=actor_of(AgentFactory()), now=NOW)
    elif reason == "safety":
        Ticket.objects.update(safety=True)
    else:
        Ticket.objects.update(resolved_at=NOW - dt.timedelta(days=9))
    case_survey(ticket)
    send()
    assert (ends(), mails().count()) == ([("suppressed", reason)], 0)


def test_dispatch_asks_by_text_message_where_the_plan_says_so(settings):
    settings.SMS_BACKEND = "core.sms.FileSms"
    plan = make_version(medium="email_sms")
    for email, phone in (("a@correo.example", "+34600111222"), ("", "+34600111333"), ("", "912")):
        unit = delivered(6, customer=CustomerFactory(email=email, phone=phone, language="es"))
        planned_survey(unit, plan=plan, medium="email_sms")
    assert send() == (3, 2)
    assert sorted(mails().values_list("medium", "to")) == [("email", "a@correo.example"), ("sms", "+34600111333")]
    text = mails().get(medium="sms").text
    assert (len(text) < 160, text.count("http")) == (True, 1)
    assert ends() == [("sent", ""), ("sent", ""), ("suppressed", "no_address")]


def test_dispatch_writes_to_no_phone_when_nobody_sends_texts(settings):
    settings.SMS_BACKEND = ""
    planned_survey(delivered(6, customer=CustomerFactory(phone="+34600111222")), medium="sms")
    send()
    assert ends() == [("suppressed", "no_address")]


def spoil(monkeypatch, *bad):
    """These surveys cannot be made."""
    make = dispatch.letter_of

    def fail(invitation, *args, **kwargs):
        if invitation.pk in bad:
            raise ValueError("a template that cannot be")
        return make(invitation, *args, **kwargs)

    monkeypatch.setattr(dispatch, "letter_of", fail)


def test_dispatch_puts_off_one_that_fails_and_sends_the_others(monkeypatch):
    bad, good = planned_survey(due_at=NOW - dt.timedelta(hours=2)), planned_survey()
    spoil(monkeypatch, bad.pk)
    assert (send(), send()) == ((2, 1), (0, 0))
    bad.refresh_from_db()
    assert (bad.state, bad.due_at, bad.mail, bad.tries) == ("planned", NOW + HOUR, None, 1)
    assert [mail.to for mail in mails()] == [good.customer.email]


def test_dispatch_sends_the_others_when_the_database_refuses_one(monkeypatch):
    """What PostgreSQL cannot keep shows only when all are written together."""
    good, bad, twin = (planned_survey() for _number in range(3))
    Customer.objects.filter(pk=twin.customer_id).update(email=good.customer.email)
    original = dispatch.letter_of

    def spoiled(invitation, *args, **kwargs):
        letter = original(invitation, *args, **kwargs)
        if invitation.pk == bad.pk:
            letter.text = "\x00"
        return letter

    monkeypatch.setattr(dispatch, "letter_of", spoiled)
    assert send() == (3, 1)
    assert {one.pk: (one.state, one.reason, one.tries) for one in Invitation.objects.all()} == {
        good.pk: ("sent", "", 0),
        bad.pk: ("planned", "", 1),
        twin.pk: ("suppressed", "asked_recently", 0),
    }
    assert mails().count() == 1


def test_dispatch_gives_up_after_the_last_try_and_a_person_sees_it(monkeypatch):
    bad = planned_survey()
    spoil(monkeypatch, bad.pk)
    for number in range(TRIES + 1):
        send(NOW + number * HOUR)
    bad.refresh_from_db()
    trouble = Trouble.objects.get()
    assert (bad.state, bad.tries, bad.sent_at) == ("stuck", TRIES, None)
    assert (trouble.kind, trouble.invitation, trouble.detail, trouble.settled_at) == (
        "not_sent",
        bad,
        "ValueError",
        None,
    )
    monkeypatch.undo()
    agent = AgentFactory()
    retry_survey(invitation=bad, by=actor_of(agent), now=NOW + 8 * HOUR)
    trouble.refresh_from_db()
    assert (trouble.settled_at, trouble.settled_by) == (NOW + 8 * HOUR, agent)
    assert send(NOW + 8 * HOUR) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_dispatch_at_once_asks_a_person_once():
    plan = only_plan()
    for number in range(6):
        customer = CustomerFactory(email="marta@correo.example", ref=f"M-{number}")
        planned_survey(delivered(6, customer=customer), plan=plan)
    for number in range(6):
        customer = CustomerFactory(phone="+34600111222", ref=f"P-{number}")
        planned_survey(delivered(6, customer=customer), plan=plan)
    start = threading.Barrier(3)

    def run():
        start.wait(10)
        while dispatch_due(now=NOW, limit=2).seen:
            pass
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends() == [("sent", "")] * 2 + [("suppressed", "asked_recently")] * 10
    assert mails().count() == 2


@pytest.mark.django_db(transaction=True)
def test_dispatch_does_not_wait_for_whom_somebody_forgets():
    """Who is being erased just now is looked at in the next round."""
    held, free = planned_survey(), planned_survey()
    done = []

    def run():
        done.append(dispatch_due(now=NOW))
        connections.close_all()

    with transaction.atomic():
        list(Customer.objects.filter(pk=held.customer_id).select_for_update())
        other = threading.Thread(target=run)
        other.start()
        other.join(20)
    assert done == [(1, 1)]
    assert [mail.to for mail in mails()] == [free.customer.email]


@pytest.mark.parametrize("size", [3, 30])
def test_dispatch_asks_the_database_as_often_for_many(size):
    def queries(number):
        for _survey in range(number):
            planned_survey()
        with CaptureQueriesContext(connection) as seen:
            assert send() == (number, number)
        return len(seen)

    queries(1)
    assert queries(1) == queries(size)


def test_dispatch_sends_a_survey_about_us_before_one_about_what_happened():
    email = "marta@correo.example"
    first = planned_survey(delivered(6, customer=CustomerFactory(email=email)), due_at=NOW - 2 * HOUR)
    about_us = planned_survey(
        delivered(7, customer=CustomerFactory(email=email)), due_at=NOW - HOUR, questionnaire=questionnaire(*NPS)
    )
    assert send(limit=1) == (2, 1)  # whoever is claimed takes it along
    assert send(NOW + HOUR) == (0, 0)
    assert {one.pk: (one.state, one.reason) for one in Invitation.objects.all()} == {
        first.pk: ("suppressed", "asked_recently"),
        about_us.pk: ("sent", ""),
    }
    assert "Postventa" in mails().get().subject


def test_task_sends_all_that_is_due():
    for _ in range(3):
        planned_survey()
    Delivery.objects.update(delivered_at=timezone.now() - dt.timedelta(days=7))
    Customer.objects.update(timezone=day_zone())
    assert tasks.send_due_surveys(unknown="ignored") == 3
    assert tasks.send_due_surveys() == 0
    assert mails().count() == 3


def test_task_sends_nothing_of_a_plan_that_is_switched_off():
    survey = planned_survey()
    Plan.objects.update(live=None, live_since=None)
    assert send() == (1, 0)
    survey.refresh_from_db()
    assert (survey.state, survey.due_at, mails().count()) == ("planned", NOW + HOUR, 0)
    Plan.objects.filter(pk=survey.plan.plan_id).update(live=survey.plan, live_since=NOW)
    assert send(NOW + HOUR) == (1, 1)
