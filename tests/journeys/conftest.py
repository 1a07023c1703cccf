"""Visitors without JavaScript, and the letters that reach them."""

import pytest


@pytest.fixture
def visitor():
    """A new browser without JavaScript: nobody is signed in."""
    from django_webtest import DjangoTestApp

    return DjangoTestApp


@pytest.fixture
def letters(sink, wait_until):
    """Have the worker send the outbox, and return the letters to an address, in order."""
    from core.models import OutgoingMessage
    from core.tasks import send_outbox

    def sent_to(address, count):
        send_outbox.delay()
        wait_until(
            lambda: len([m for m in sink.messages if m["To"] == address]) >= count,
            why=f"{count} letters to {address}; outbox {list(OutgoingMessage.objects.values('to', 'status'))}",
        )
        return [m for m in sink.messages if m["To"] == address]

    return sent_to
