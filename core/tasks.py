"""Celery's door to the ground: the outbox, and photos to be drawn."""

import time

import structlog
from celery import shared_task
from django.core.mail import get_connection
from django.utils import timezone

from core.actions.imports import forget_import_files
from core.actions.mail import claim_next_mail, open_connection, reap_mail, send_mail, send_text
from core.actions.preparing import prepare_file as prepare_one
from core.actions.preparing import prepare_files as prepare_all
from core.clock import now
from core.sms import sms_backend
from core.states import Medium

log = structlog.get_logger(__name__)

RUN_SECONDS = 50
DRAWING_SECONDS = 8  # a sweep: letters and the rest do not wait for it


@shared_task
def send_outbox(**kwargs: object) -> int:
    """Send due messages, one claim at a time, for at most RUN_SECONDS; how many went out.

    While the mail server does not answer nothing is claimed, so that no message uses up its attempts.
    """
    sent, until = 0, time.monotonic() + RUN_SECONDS
    connection = get_connection()
    try:
        is_open = open_connection(connection)
        while is_open and time.monotonic() < until and (message := claim_next_mail(now=now())):
            if send_mail(message=message, connection=connection, now=now()):
                sent += 1
            else:
                connection.close()
                is_open = open_connection(connection)
    except OSError as error:
        log.warning("mail_server_unreachable", error=type(error).__name__)
    finally:
        connection.close()
    return sent


@shared_task
def send_texts(**kwargs: object) -> int:
    """Send due text messages, for at most RUN_SECONDS; how many went out. Without who sends them, none."""
    sent, until, backend = 0, time.monotonic() + RUN_SECONDS, sms_backend()
    while backend and time.monotonic() < until and (message := claim_next_mail(medium=Medium.SMS, now=now())):
        if not send_text(message=message, backend=backend, now=now()):
            break  # the provider may be away: no more attempts are used up until the next round
        sent += 1
    return sent


@shared_task
def reap_outbox(**kwargs: object) -> int:
    """Give back what dead workers left in flight."""
    return reap_mail(now=now())


@shared_task
def forget_old_imports(**kwargs: object) -> int:
    """Delete the files of imports that ended long ago."""
    return forget_import_files(now=timezone.now())


@shared_task
def prepare_file(file_id: int, **kwargs: object) -> bool:
    """Draw anew a photo that was accepted a moment ago."""
    return prepare_one(pk=file_id, now=timezone.now())


@shared_task
def prepare_files(**kwargs: object) -> int:
    """Draw what lost its task, or the worker that had it."""
    return prepare_all(now=timezone.now(), seconds=DRAWING_SECONDS)
