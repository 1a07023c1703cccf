"""The pace of the outbox: kept by several workers together, and no slow domain holds up another."""

import datetime as dt
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.mail import claim_next_mail, enqueue_all, enqueue_mail, message_to, reap_mail
from core.daytime import next_by_day
from core.models import OutgoingMessage, SendingPace
from core.pace import BURST
from core.states import Medium, Outgoing

pytestmark = pytest.mark.django_db

SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def slow(settings):
    settings.MAIL_RATE_PER_DOMAIN = {"gmail.com": 60}


def queue(now, *domains, bulk=True, **says):
    given = {"kind": "survey", "subject": "Hola", "text": "Hola", "html": "", "language": "es", "bulk": bulk}
    letters = [
        message_to(to=f"cliente{number}@{domain}", now=now, **given | says) for number, domain in enumerate(domains)
    ]
    enqueue_all(letters)
    return letters


def claim_all(now, **says):
    return [message.to for message in iter(lambda: claim_next_mail(now=now, **says), None)]


def flow(now, seconds, step=5):
    """What goes in so long, looked at every some seconds as the outbox does: pairs of the second and the address."""
    return [(at, to) for at in range(0, seconds, step) for to in claim_all(now + at * SECOND)]


def test_claim_keeps_the_pace_of_a_domain(now):
    queue(now, *["gmail.com"] * 200)
    went = flow(now, 120)
    # A burst of ten seconds at once, then one a second.
    assert [sum(1 for at, _to in went if at == second) for second in (0, 5, 60, 115)] == [11, 5, 5, 5]
    assert len(went) == 11 + 23 * 5


def test_claim_keeps_the_pace_of_the_provider_over_all_domains(now, settings):
    settings.MAIL_RATE_PER_MINUTE, settings.MAIL_RATE_PER_DOMAIN = 120, {}
    queue(now, *[f"d{number}.example" for number in range(300)])
    assert len(flow(now, 60)) == 21 + 11 * 10


def test_claim_never_lets_a_slow_domain_hold_up_another(now):
    queue(now, *["gmail.com"] * 300, "correo.example")
    assert "cliente300@correo.example" in claim_all(now)


def test_claim_sends_all_in_the_end(now):
    """Nobody stands in line for ever: all of them go, in about the time that the pace says."""
    queue(now, *["gmail.com", "correo.example"] * 100)
    went = flow(now, 120)
    assert sorted(to for _at, to in went) == sorted(OutgoingMessage.objects.values_list("to", flat=True))
    assert max(at for at, _to in went) == 90


def test_claim_takes_first_what_somebody_waits_for(now):
    queue(now, *["gmail.com"] * 100)
    claim_all(now)
    [reply] = queue(now + SECOND, "gmail.com", bulk=False, kind="case_replied")
    code = enqueue_mail(
        kind="login_code", to="marta@gmail.com", subject="s", text="t", html="", language="es", secret=True, now=now
    )
    assert claim_next_mail(now=now + SECOND).pk == code.pk  # it waits for no turn, and it is counted
    order = [to for _at, to in flow(now + 5 * SECOND, 10)]
    assert order[0] == reply.to


def test_claim_after_an_outage_keeps_the_pace(now):
    """Nobody worked for an hour: those whose turn has passed do not all go at once."""
    queue(now, *["gmail.com"] * 300)
    claim_all(now)
    later = now + dt.timedelta(hours=1)
    assert len(claim_all(later)) == 11
    assert len([1 for _at, _to in flow(later + 5 * SECOND, 300)]) >= 270


def test_claim_counts_a_turn_of_an_attempt(now):
    """A worker was lost with it: the message takes a turn again, for it knocks at the provider's door again."""
    queue(now, "gmail.com")
    claim_next_mail(now=now)
    first = SendingPace.objects.get(scope="@gmail.com").next_at
    reap_mail(now=now + dt.timedelta(hours=1))
    assert claim_next_mail(now=now + dt.timedelta(hours=1)).paced_at == now + dt.timedelta(hours=1)
    assert (first, SendingPace.objects.get(scope="@gmail.com").next_at) == (
        now + SECOND,
        now + dt.timedelta(hours=1) + SECOND,
    )


def test_claim_without_limits_keeps_no_pace(now, settings):
    settings.MAIL_RATE_PER_DOMAIN = {}
    queue(now, *["gmail.com"] * 50)
    assert (len(claim_all(now)), SendingPace.objects.count()) == (50, 0)


def test_claim_asks_as_often_however_many_wait(now):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            claim_next_mail(now=now)
        return len(seen)

    queue(now, *["correo.example"] * 3)
    few = queries()
    queue(now, *["correo.example"] * 200)
    assert queries() == few


def test_claim_of_texts_has_a_pace_of_its_own(now, settings):
    settings.SMS_RATE_PER_MINUTE = 6
    enqueue_all(
        message_to(kind="survey", medium="sms", to=f"+3460011122{number}", text="Hola", language="es", now=now)
        for number in range(5)
    )
    queue(now, "correo.example")
    assert claim_all(now, medium=Medium.SMS) == ["+34600111220", "+34600111221"]
    assert claim_all(now) == ["cliente0@correo.example"]


@pytest.mark.parametrize(
    ("zone", "moment", "goes"),
    [
        ("Europe/Madrid", "2026-11-16T19:59:00+00:00", "2026-11-16T19:59:00+00:00"),
        ("Europe/Madrid", "2026-11-16T20:00:00+00:00", "2026-11-17T08:00:00+00:00"),
        ("Europe/Madrid", "2026-11-16T05:00:00+00:00", "2026-11-16T08:00:00+00:00"),
        ("Atlantic/Canary", "2026-11-16T20:30:00+00:00", "2026-11-16T20:30:00+00:00"),
        ("America/Tijuana", "2026-11-16T11:00:00+00:00", "2026-11-16T17:00:00+00:00"),
        ("Europe/Madrid", "2026-03-28T22:00:00+00:00", "2026-03-29T07:00:00+00:00"),
        ("no/such", "2026-11-16T20:00:00+00:00", "2026-11-17T08:00:00+00:00"),
    ],
)
def test_claim_waits_for_the_day_of_who_reads_it(zone, moment, goes):
    moment, goes = dt.datetime.fromisoformat(moment), dt.datetime.fromisoformat(goes)
    assert next_by_day(moment, zone) == goes
    [letter] = queue(moment, "correo.example", zone=zone)
    claimed = claim_next_mail(now=moment)
    letter.refresh_from_db()
    assert (claimed is not None, letter.next_try_at) == (moment == goes, goes)
    assert (claimed or claim_next_mail(now=goes)).pk == letter.pk


WORKER = """
import datetime as dt, django
django.setup()
from core.actions.mail import claim_next_mail
now = dt.datetime.fromisoformat("{now}")
for at in range(0, 60, 5):
    while claim_next_mail(now=now + dt.timedelta(seconds=at)):
        pass
"""


@pytest.mark.django_db(transaction=True)
def test_claim_by_two_workers_keeps_one_pace(now, processes):
    """Two real processes, each with its own idea of where it is; what they claim together keeps the pace."""
    queue(now, *["gmail.com"] * 200)
    environment = processes.environment() | {"MAIL_RATE_PER_DOMAIN": "gmail.com=60"}
    code = [sys.executable, "-c", WORKER.format(now=now.isoformat())]
    workers = [subprocess.Popen(code, env=environment) for _number in range(2)]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    moments = sorted(OutgoingMessage.objects.filter(status=Outgoing.IN_FLIGHT).values_list("claimed_at", flat=True))
    # At most what one alone would claim; less when one was far ahead of the other all the time.
    assert 33 <= len(moments) <= 11 + 11 * 5
    for first in moments:
        within = [moment for moment in moments if first <= moment < first + MINUTE]
        assert len(within) <= 60 + BURST / SECOND + 1
