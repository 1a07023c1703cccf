"""Sending what is due: the world is looked at again, and each one goes out once."""

import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import timezone

from core.actors import actor_of
from core.models import OutgoingMessage
from customers.models import Customer, Delivery
from followups import tasks
from followups.actions import dispatch
from followups.actions.dispatch import dispatch_next
from followups.links import invitation_id_of
from followups.models import Invitation, Plan
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory
from tests.followups.makers import case_survey, delivered, planned_survey, resolved, the_plan
from tickets.actions.status import reopen_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def send(now=NOW):
    return dispatch_next(plan=the_plan(), now=now)


def mails():
    return OutgoingMessage.objects.filter(kind="survey")


def test_dispatch_sends_a_due_survey_with_its_message():
    unit = delivered(6, customer=CustomerFactory(language="en", name="Ann Lee"))
    survey = planned_survey(unit)
    assert send() == survey
    survey.refresh_from_db()
    mail = mails().get()
    assert (survey.state, survey.sent_at, survey.mail) == ("sent", NOW, mail)
    assert (mail.to, mail.language, mail.subject) == (survey.customer.email, "en", "How was your delivery?")
    token = mail.text.partition("/s/")[2].partition("/")[0]
    assert invitation_id_of(token) == survey.pk
    assert unit.product.name in mail.text
    assert f"/s/{token}/" in mail.html
    assert send() is None


def test_dispatch_leaves_what_is_not_due():
    survey = planned_survey(due_at=NOW + dt.timedelta(minutes=1))
    assert send() is None
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
        (off(Customer, email=""), "no_address"),
        (off(Delivery, delivered_at=None, delivered_on=None), "not_delivered"),
        (off(Delivery, delivered_at=NOW - dt.timedelta(days=31)), "too_late"),
        (lambda survey: open_case(customer=survey.customer), "open_case"),
        (lambda survey: CustomerFactory(email=survey.customer.email, no_surveys=True), "opted_out"),
        (lambda survey: open_case(customer=CustomerFactory(email=survey.customer.email)), "open_case"),
    ],
)
def test_dispatch_suppresses_with_the_reason(change, reason):
    survey = planned_survey()
    change(survey)
    send()
    survey.refresh_from_db()
    assert (survey.state, survey.reason, survey.mail, survey.sent_at) == ("suppressed", reason, None, None)
    assert mails().count() == 0


@pytest.mark.parametrize(("days", "state"), [(89, "suppressed"), (91, "sent")])
@pytest.mark.parametrize("source", ["planned", "imported"])
def test_dispatch_does_not_ask_a_person_again_soon(days, state, source):
    email = "marta@correo.example"
    earlier = delivered(days + 5, customer=CustomerFactory(email=email))
    planned_survey(earlier, state="sent", sent_at=NOW - dt.timedelta(days=days), source=source)
    survey = planned_survey(delivered(6, customer=CustomerFactory(email=email)))
    send()
    survey.refresh_from_db()
    assert (survey.state, survey.reason) == (state, "asked_recently" if state == "suppressed" else "")


def test_dispatch_waits_for_an_installation_that_came_later():
    unit = delivered(6, installed_days_ago=1)
    survey = planned_survey(unit)
    send()
    survey.refresh_from_db()
    assert (survey.state, mails().count()) == ("planned", 0)
    assert survey.due_at > NOW + dt.timedelta(days=3)


def resolved_case(**kwargs):
    at = NOW - dt.timedelta(hours=25)
    ticket = open_case(now=at - dt.timedelta(days=1), **kwargs)
    return resolved(ticket, by=actor_of(AgentFactory()), at=at)


def test_dispatch_asks_about_a_case_in_its_language():
    ticket = resolved_case(language="en")
    case_survey(ticket)
    assert send().state == "sent"
    mail = mails().get()
    assert (mail.language, mail.subject) == ("en", f"How did we handle your case {ticket.reference}?")


def test_dispatch_asks_about_a_case_soon_after_a_delivery_survey():
    ticket = resolved_case()
    planned_survey(customer=ticket.customer, state="sent", sent_at=NOW - dt.timedelta(days=3))
    case_survey(ticket)
    assert send().state == "sent"


@pytest.mark.parametrize("reason", ["reopened", "safety", "too_late"])
def test_dispatch_suppresses_a_case_survey_with_the_reason(reason):
    ticket = resolved_case()
    if reason == "reopened":
        reopen_ticket(ticket=ticket, by=actor_of(AgentFactory()), now=NOW)
    elif reason == "safety":
        Ticket.objects.update(safety=True)
    else:
        Ticket.objects.update(resolved_at=NOW - dt.timedelta(days=8))
    case_survey(ticket)
    assert (send().reason, mails().count()) == (reason, 0)


def test_dispatch_puts_off_one_that_fails_and_sends_the_others(monkeypatch):
    bad, good = planned_survey(due_at=NOW - dt.timedelta(hours=2)), planned_survey()
    ask = dispatch.ask

    def fail(invitation, now):
        mail = ask(invitation, now)
        if invitation.pk == bad.pk:
            raise ValueError("a template that cannot be")
        return mail

    monkeypatch.setattr(dispatch, "ask", fail)
    assert [send().pk, send().pk, send()] == [bad.pk, good.pk, None]
    bad.refresh_from_db()
    assert (bad.state, bad.due_at, bad.mail) == ("planned", NOW + dt.timedelta(hours=1), None)
    assert [mail.to for mail in mails()] == [good.customer.email]


@pytest.mark.django_db(transaction=True)
def test_dispatch_at_once_asks_a_person_once():
    for number in range(6):
        planned_survey(delivered(6, customer=CustomerFactory(email="marta@correo.example", ref=f"M-{number}")))
    plan, start = the_plan(), threading.Barrier(3)

    def run():
        start.wait(10)
        while dispatch_next(plan=plan, now=NOW):
            pass
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = sorted(Invitation.objects.values_list("state", "reason"))
    assert states == [("sent", "")] + [("suppressed", "asked_recently")] * 5
    assert mails().count() == 1


def test_task_sends_all_that_is_due():
    for _ in range(3):
        planned_survey()
    Delivery.objects.update(delivered_at=timezone.now() - dt.timedelta(days=7))
    assert tasks.send_due_surveys(unknown="ignored") == 3
    assert tasks.send_due_surveys() == 0
    assert mails().count() == 3


def test_task_sends_nothing_when_follow_ups_are_switched_off():
    planned_survey()
    Plan.objects.update(active=False)
    assert tasks.send_due_surveys() == 0
    assert Invitation.objects.get().state == "planned"
