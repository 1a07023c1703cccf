"""Visitors without JavaScript, and the letters that reach them."""

import time

import pytest


@pytest.fixture
def visitor():
    """A new browser without JavaScript: nobody is signed in."""
    from django_webtest import DjangoTestApp

    return DjangoTestApp


@pytest.fixture
def letters(sink, wait_until):
    """Have the worker send the outbox again and again, as beat does, and return the letters to an address, in order."""
    from core.models import OutgoingMessage
    from core.tasks import send_outbox

    def sent_to(address, count):
        def have_come():
            if len([m for m in sink.messages if m["To"] == address]) >= count:
                return True
            send_outbox.delay()
            time.sleep(0.4)
            return False

        wait_until(
            have_come,
            why=f"{count} letters to {address}; outbox {list(OutgoingMessage.objects.values('to', 'status'))}",
        )
        return [m for m in sink.messages if m["To"] == address]

    return sent_to
