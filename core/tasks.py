"""Celery's door to the ground: the outbox."""

import time

import structlog
from celery import shared_task
from django.core.mail import get_connection
from django.utils import timezone

from core.actions.imports import forget_import_files
from core.actions.mail import claim_next_mail, open_connection, reap_mail, send_mail

log = structlog.get_logger(__name__)

RUN_SECONDS = 50


@shared_task
def send_outbox(**kwargs: object) -> int:
    """Send due messages, one claim at a time, for at most RUN_SECONDS; how many went out.

    While the mail server does not answer nothing is claimed, so that no message uses up its attempts.
    """
    sent, until = 0, time.monotonic() + RUN_SECONDS
    connection = get_connection()
    try:
        is_open = open_connection(connection)
        while is_open and time.monotonic() < until and (message := claim_next_mail(now=timezone.now())):
            if send_mail(message=message, connection=connection, now=timezone.now()):
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
def reap_outbox(**kwargs: object) -> int:
    """Give back what dead workers left in flight."""
    return reap_mail(now=timezone.now())


@shared_task
def forget_old_imports(**kwargs: object) -> int:
    """Delete the files of imports that ended long ago."""
    return forget_import_files(now=timezone.now())
