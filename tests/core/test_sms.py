"""Text messages go by the outbox too."""

import datetime as dt

import pytest
from django.utils import timezone

from core.actions.mail import MAX_ATTEMPTS, enqueue_all, message_to
from core.models import OutgoingMessage
from core.sms import FileSms, sms_backend
from core.tasks import send_outbox, send_texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts(settings, tmp_path):
    settings.SMS_BACKEND, settings.SMS_DIR = "core.sms.FileSms", str(tmp_path / "sms")
    return FileSms()


def queue(to="+34600111222", **says):
    given = {"kind": "survey", "medium": "sms", "text": "¿Qué tal?", "language": "es", "now": timezone.now()}
    message = message_to(to=to, **given | says)
    enqueue_all([message])
    return message


def test_send_texts_writes_each_once(texts):
    message = queue()
    assert (send_texts(), send_texts()) == (1, 0)
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("sent", 1)
    [written] = texts.messages
    assert (written["to"], written["text"], written["message_id"]) == ("+34600111222", "¿Qué tal?", message.message_id)


def test_send_texts_again_is_the_same_message(texts):
    message = queue()
    for _time in range(2):
        FileSms().send(to=message.to, text=message.text, message_id=message.message_id)
    assert (len(texts.deliveries), len(texts.messages)) == (2, 1)


def test_send_texts_leaves_letters_and_the_outbox_leaves_texts(sink, texts):
    queue()
    queue(to="marta@correo.example", medium="email", subject="Hola")
    assert (send_outbox(), len(sink.messages), texts.messages) == (1, 1, [])
    assert (send_texts(), len(sink.messages), len(texts.messages)) == (1, 1, 1)


def test_send_texts_without_who_sends_them_keeps_them(settings):
    settings.SMS_BACKEND = ""
    message = queue()
    assert (sms_backend(), send_texts()) == (None, 0)
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)


class Away:
    """A provider that cannot be reached."""

    def send(self, *, to, text, message_id):
        raise TimeoutError("nobody answers")


class Picky:
    """A provider that takes no such number."""

    def send(self, *, to, text, message_id):
        raise ValueError(to)


def test_send_texts_backs_off_from_a_provider_that_is_away(settings):
    settings.SMS_BACKEND = "tests.core.test_sms.Away"
    first, second = queue(), queue(to="+34600111333")
    assert send_texts() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts, first.last_error) == ("queued", 1, "TimeoutError: nobody answers")
    assert first.next_try_at > timezone.now() + dt.timedelta(seconds=20)
    assert second.attempts == 0  # no attempt of the others is used up meanwhile
    for _attempt in range(MAX_ATTEMPTS):
        OutgoingMessage.objects.filter(status="queued").update(next_try_at=timezone.now())
        send_texts()
        send_texts()
    assert set(OutgoingMessage.objects.values_list("status", "attempts")) == {("failed", MAX_ATTEMPTS)}


def test_send_texts_gives_up_a_number_that_cannot_be(settings):
    settings.SMS_BACKEND = "tests.core.test_sms.Picky"
    message = queue(to="12")
    assert send_texts() == 0
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("failed", 1)
