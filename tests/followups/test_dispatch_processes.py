"""Real processes that send at once, and one that is killed between taking and writing."""

import datetime as dt
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection, transaction

from core.models import OutgoingMessage
from followups.actions.dispatch import dispatch_due
from followups.models import Invitation
from tests.factories import NOW, CustomerFactory
from tests.followups.makers import NPS, delivered, only_plan, planned_survey, questionnaire

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, RECORDS = 15, 4
MINUTE = dt.timedelta(minutes=1)
SEND = """
import datetime as dt, django
django.setup()
from followups.actions import dispatch
{before}
now = dt.datetime.fromisoformat("{now}")
while dispatch.dispatch_due(now=now, limit={limit}).seen:
    pass
"""
HANG = """
import sys, time
def hang(letters):
    list(letters)
    print("taken", flush=True)
    time.sleep(600)
dispatch.enqueue_all = hang
"""


def sender(processes, *, before="", limit=7, **pipes):
    code = SEND.format(before=before, now=NOW.isoformat(), limit=limit)
    return subprocess.Popen([sys.executable, "-c", code], env=processes.environment(), **pipes)


def people():
    """Each known by several numbers: two share the e-mail, two the phone, and one record joins them."""
    plan = only_plan()
    for record in range(RECORDS):
        for number in range(PEOPLE):
            email = f"p{number}@correo.example" if record != 1 else ""
            phone = f"+346001112{number:02d}" if record in (0, 1) else ""
            customer = CustomerFactory(email=email, phone=phone)
            medium = "sms" if record == 1 else "email"
            planned_survey(delivered(6, customer=customer), plan=plan, medium=medium)


def test_send_by_two_processes_asks_each_person_once(processes, monkeypatch):
    monkeypatch.setenv("SMS_BACKEND", "core.sms.FileSms")
    people()
    senders = [sender(processes) for _number in range(2)]
    assert [one.wait(120) for one in senders] == [0, 0]
    asked = Invitation.objects.filter(state="sent").values_list("customer__email", "customer__phone")
    # Record 1 is joined to the others by record 0 alone: by its phone.
    by_email = [email for email, _phone in asked if email]
    by_phone = [phone for _email, phone in asked if phone]
    assert len(by_email) == len(set(by_email))
    assert len(by_phone) == len(set(by_phone))
    assert set(by_email) == {f"p{number}@correo.example" for number in range(PEOPLE)}
    assert OutgoingMessage.objects.filter(kind="survey").count() == len(asked)
    states = Invitation.objects.exclude(state="sent").values_list("state", "reason")
    assert set(states) == {("suppressed", "asked_recently")}


def test_send_waits_for_a_survey_about_us_that_another_holds():
    email, taken, done = "marta@correo.example", threading.Event(), threading.Event()
    first = planned_survey(delivered(6, customer=CustomerFactory(email=email)))
    us = planned_survey(delivered(7, customer=CustomerFactory(email=email)), questionnaire=questionnaire(*NPS))

    def hold():
        with transaction.atomic():
            Invitation.objects.select_for_update().get(pk=us.pk)
            taken.set()
            done.wait(60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert taken.wait(60)
    assert dispatch_due(now=NOW) == (1, 0)
    done.set()
    other.join()
    assert dispatch_due(now=NOW) == (1, 1)
    assert dispatch_due(now=NOW + 5 * MINUTE) == (1, 0)
    states = dict(Invitation.objects.values_list("pk", "state"))
    assert states == {first.pk: "suppressed", us.pk: "sent"}


def test_send_killed_between_taking_and_writing_loses_nothing(processes):
    plan = only_plan()
    surveys = [planned_survey(delivered(6), plan=plan) for _number in range(12)]
    killed = sender(processes, before=HANG, limit=5, stdout=subprocess.PIPE)
    assert killed.stdout.readline() == b"taken\n"
    # What it holds is not waited for: the others go out meanwhile.
    assert dispatch_due(now=NOW) == (7, 7)
    killed.kill()
    killed.wait()
    killed.stdout.close()
    wait_until_given_back()
    assert Invitation.objects.filter(state="planned").count() == 5
    assert dispatch_due(now=NOW) == (5, 5)
    assert set(Invitation.objects.values_list("state", "tries")) == {("sent", 0)}
    assert OutgoingMessage.objects.count() == len(surveys)


# By this database: other tests have theirs on the same server.
HELD = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND classid = 5001 AND datname = current_database()
"""


def wait_until_given_back(seconds=20):
    """PostgreSQL sees by itself that whoever held the rows is gone."""
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while True:
            cursor.execute(HELD)
            if not cursor.fetchone()[0]:
                return
            assert time.monotonic() < until, "what a dead worker held was not given back"
            time.sleep(dt.timedelta(milliseconds=100).total_seconds())
