"""The outbox against an SMTP server that refuses, hangs and drops."""

import asyncio
import datetime as dt

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from core.actions.mail import enqueue_all, message_to
from core.models import OutgoingMessage
from core.tasks import send_outbox
from dev.keeper import free_port
from dev.sink import Folder

pytestmark = pytest.mark.django_db


class Moody(Folder):
    """A server that does to each message what `moods` says next; then it is well."""

    moods: tuple[str, ...] = ()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the name aiosmtpd calls)
        mood, *rest = self.moods or ("well",)
        self.moods = tuple(rest)
        if mood == "busy":
            return "451 Try later"
        if mood == "refuses":
            return "554 Not from you"
        if mood == "drops":
            server.transport.close()
            return "250 never heard"
        if mood == "hangs":
            await asyncio.sleep(3)
            return "250 too late"
        return await super().handle_DATA(server, session, envelope)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("nadie"):
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def moody(tmp_path, settings):
    folder = Moody(tmp_path / "mail")
    server = Controller(folder, hostname="127.0.0.1", port=0, decode_data=False)
    server.port = free_port()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield folder
    server.stop()


def queue(*names):
    now = timezone.now()
    letters = [
        message_to(
            kind="survey", to=f"{name}@correo.example", subject="Hola", text="Hola", html="", language="es", now=now
        )
        for name in names
    ]
    enqueue_all(letters)
    return letters


def state(letter):
    letter.refresh_from_db()
    return letter.status, letter.attempts


@pytest.mark.parametrize("mood", ["busy", "refuses", "drops", "hangs"])
def test_send_outbox_goes_on_after_a_message_that_fails(moody, mood):
    moody.moods = (mood,)
    first, second = queue("ana", "luis")
    assert send_outbox() == 1
    assert (state(first), state(second)) == (("queued", 1), ("sent", 1))
    assert first.next_try_at > timezone.now() + dt.timedelta(seconds=15)
    OutgoingMessage.objects.update(next_try_at=timezone.now())
    assert (send_outbox(), state(first)) == (1, ("sent", 2))
    assert sorted(message["Message-ID"] for message in moody.messages) == sorted([first.message_id, second.message_id])


def test_send_outbox_puts_back_whom_the_server_does_not_know(moody):
    nobody, ana = queue("nadie", "ana")
    assert (send_outbox(), state(nobody), state(ana)) == (1, ("queued", 1), ("sent", 1))
    assert "550" in nobody.last_error


def test_send_outbox_survives_a_bad_quarter_of_an_hour(moody):
    """Whatever the server does in between, each arrives once it is well."""
    letters = queue(*[f"c{number}" for number in range(12)])
    moody.moods = ("busy", "drops", "well", "refuses", "drops", "well", "busy", "busy")
    for _round in range(6):
        send_outbox()
        OutgoingMessage.objects.filter(status="queued").update(next_try_at=timezone.now())
    assert {state(letter)[0] for letter in letters} == {"sent"}
    assert len(moody.messages) == len(moody.deliveries) == 12
