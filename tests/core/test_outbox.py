"""The outbox against a real SMTP server and a real PostgreSQL."""

import datetime as dt
import socket
import threading
import time

import pytest
from django.core.mail import get_connection
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from core.actions.mail import MAX_ATTEMPTS, claim_next_mail, enqueue_mail, reap_mail, send_mail
from core.models import OutgoingMessage
from core.states import Outgoing
from core.tasks import send_outbox

pytestmark = pytest.mark.django_db


def queue(now, **changes):
    fields = {
        "kind": "survey",
        "to": "marta@correo.example",
        "subject": "¿Qué tal su lavadora?",
        "text": "Hola",
        "html": "<p>Hola</p>",
        "language": "es",
    }
    return enqueue_mail(**fields | changes, now=now)


def nowhere():
    return get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=1)


def test_send_outbox_delivers_once_with_the_fixed_message_id(sink):
    message = queue(timezone.now())
    assert (send_outbox(), send_outbox()) == (1, 0)
    message.refresh_from_db()
    assert (message.status, message.attempts, message.claimed_at) == (Outgoing.SENT, 1, None)
    [received] = sink.messages
    assert received["Message-ID"] == message.message_id
    assert received["Subject"] == "¿Qué tal su lavadora?"
    assert [part.get_content_type() for part in received.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_send_outbox_leaves_what_is_not_due(sink):
    queue(timezone.now() + dt.timedelta(hours=1))
    assert (send_outbox(), sink.messages) == (0, [])


def test_send_outbox_claims_nothing_while_the_server_is_away(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        message = queue(timezone.now())
        assert send_outbox() == 0
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Outgoing.QUEUED, 0)


def test_send_mail_puts_back_what_fails_and_gives_up_at_the_cap(now):
    """Nobody listens on port 1: back-off grows, and after the last attempt a person sees it."""
    message = queue(now)
    waits = []
    for _attempt in range(MAX_ATTEMPTS):
        message.refresh_from_db()
        at = message.next_try_at
        claimed = claim_next_mail(now=at)
        assert claimed.pk == message.pk
        assert send_mail(message=claimed, connection=nowhere(), now=at) is False
        message.refresh_from_db()
        waits.append((message.next_try_at - at).total_seconds())
    assert (message.status, message.attempts) == (Outgoing.FAILED, MAX_ATTEMPTS)
    assert message.last_error.startswith("ConnectionRefusedError")
    assert waits[0] < waits[2] < waits[4] <= 3600 * 1.2
    assert claim_next_mail(now=now + dt.timedelta(days=30)) is None


@pytest.mark.parametrize("to", ["no-es-una-direccion@", "+-@[.é", "a@[", "@[]"])
def test_send_outbox_does_not_stop_at_a_message_that_cannot_be_sent(sink, to):
    bad = queue(timezone.now(), to=to)
    queue(timezone.now())
    assert send_outbox() == 1
    bad.refresh_from_db()
    assert (bad.status, bad.attempts, len(sink.messages)) == (Outgoing.FAILED, 1, 1)


def test_reap_mail_gives_back_only_what_a_dead_worker_left(now, settings):
    settings.OUTBOX_STUCK_SECONDS = 300
    old, fresh = queue(now), queue(now)
    assert claim_next_mail(now=now).pk == old.pk
    assert claim_next_mail(now=now + dt.timedelta(seconds=200)).pk == fresh.pk
    assert reap_mail(now=now + dt.timedelta(seconds=301)) == 1
    assert set(OutgoingMessage.objects.values_list("pk", "status")) == {
        (old.pk, Outgoing.QUEUED),
        (fresh.pk, Outgoing.IN_FLIGHT),
    }


def test_send_mail_does_not_mark_what_another_worker_took_over(sink, now):
    """A worker thought dead wakes up: its message was reaped and claimed by another, whose claim stays."""
    queue(now)
    mine = claim_next_mail(now=now)
    later = now + dt.timedelta(hours=1)
    reap_mail(now=later)
    theirs = claim_next_mail(now=later)
    assert send_mail(message=mine, connection=get_connection(), now=later) is True
    theirs.refresh_from_db()
    assert (theirs.status, theirs.claimed_at) == (Outgoing.IN_FLIGHT, later)


def test_enqueue_mail_keeps_a_subject_on_one_line(now):
    assert queue(now, subject="Su caso\r\nBcc: todos@correo.example").subject == "Su caso Bcc: todos@correo.example"


def test_outgoing_message_cannot_be_sent_without_a_when(now):
    message = queue(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMessage.objects.filter(pk=message.pk).update(status=Outgoing.SENT)


@pytest.mark.django_db(transaction=True)
def test_claim_next_mail_never_gives_the_same_one_twice(now):
    for _row in range(40):
        queue(now)
    claimed: list[int] = []

    def work():
        try:
            while message := claim_next_mail(now=now):
                claimed.append(message.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(OutgoingMessage.objects.values_list("pk", flat=True))


def test_reap_mail_gives_up_a_message_that_kills_whoever_sends_it(now, settings):
    """It goes behind the others, ever later, and in the end a person sees it."""
    settings.OUTBOX_STUCK_SECONDS = 300
    killer, waits = queue(now), []
    for _attempt in range(MAX_ATTEMPTS):
        killer.refresh_from_db()
        at = killer.next_try_at
        assert claim_next_mail(now=at).pk == killer.pk
        reaped_at = at + dt.timedelta(seconds=301)
        other = queue(reaped_at - dt.timedelta(seconds=1))
        assert reap_mail(now=reaped_at) == 1
        assert claim_next_mail(now=reaped_at).pk == other.pk
        other.delete()
        killer.refresh_from_db()
        waits.append(int((killer.next_try_at - reaped_at).total_seconds()))
    assert (killer.status, killer.attempts, killer.claimed_at) == (Outgoing.FAILED, MAX_ATTEMPTS, None)
    assert waits == [0, 300, 900, 2100, 3600, 3600, 3600, 3600]
    assert reap_mail(now=now + dt.timedelta(days=30)) == 0


def test_sent_secret_is_forgotten(sink):
    code, letter = queue(timezone.now(), secret=True), queue(timezone.now())
    assert send_outbox() == 2
    assert len(sink.messages) == 2
    assert {message.get_body(["plain"]).get_content().strip() for message in sink.messages} == {"Hola"}
    words = {row.pk: (row.text, row.html) for row in OutgoingMessage.objects.all()}
    assert words == {code.pk: ("", ""), letter.pk: ("Hola", "<p>Hola</p>")}


def test_secret_that_is_given_up_is_forgotten(sink):
    code = queue(timezone.now(), secret=True, to="no-es-una-direccion@")
    assert send_outbox() == 0
    code.refresh_from_db()
    assert (code.status, code.text, code.html) == (Outgoing.FAILED, "", "")


def test_secret_is_not_kept_by_the_database_once_sent(now):
    code = queue(now, secret=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMessage.objects.filter(pk=code.pk).update(status=Outgoing.SENT, sent_at=now)


@pytest.mark.django_db(transaction=True)
def test_send_outbox_does_not_wait_beside_another_for_a_silent_server(settings):
    """A server that takes the call and says nothing holds one worker; the next comes back at once."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent.getsockname()[1]
        settings.EMAIL_TIMEOUT = 3
        message = queue(timezone.now())
        sent = []

        def work():
            try:
                sent.append(send_outbox())
            finally:
                connections.close_all()

        first = threading.Thread(target=work)
        first.start()
        silent.settimeout(10)
        caller, _address = silent.accept()
        began = time.monotonic()
        assert send_outbox() == 0
        assert (time.monotonic() - began < 1, first.is_alive()) == (True, True)
        first.join()
        caller.close()
        silent.settimeout(0.1)
        with pytest.raises(TimeoutError):
            silent.accept()
    message.refresh_from_db()
    assert (sent, message.status, message.attempts) == ([0], Outgoing.QUEUED, 0)
