"""Reminding, once, of a survey that was not begun. Whoever would not be asked any more is not reminded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import structlog
from django.db import transaction

from core.actions.mail import enqueue_all
from followups.actions.dispatch import AFTER_TROUBLE, BATCH, TRIES, Dispatched, claimed
from followups.actions.troubles import note_trouble
from followups.asking import PutOff, Send
from followups.models import Invitation
from followups.notices import letter_of
from followups.queries.wanted import World
from followups.states import TroubleKind

log = structlog.get_logger(__name__)

_WRITTEN = ["remind_at", "reminded_at", "reminder", "tries"]


@transaction.atomic
def remind_due(*, now: dt.datetime, limit: int = BATCH) -> Dispatched:
    """Send up to `limit` due reminders; how many were looked at, and how many go out.

    One whose survey is not wanted any more, or whose link does not work any more, is dropped; at night it waits for the
    morning. One that cannot be made waits an hour and does not stop the others; after the last try a person sees it.
    """
    due = claimed(Invitation.objects.to_remind(now).order_by("remind_at", "pk"), limit)
    if not due:
        return Dispatched(0, 0)
    world = World(due, now)
    try:
        with transaction.atomic():
            sent = _remind(due, world)
    except Exception:  # the database refused something of somebody's: each by itself, then
        log.exception("reminders_one_by_one", count=len(due))
        sent = sum(_remind_alone(one, world) for one in due)
    return Dispatched(len(due), sent)


def _remind(invitations: Sequence[Invitation], world: World) -> int:
    letters, decided = [], []
    for invitation in invitations:
        try:
            verdict = world.reminder(invitation)
            if isinstance(verdict, Send):
                assert invitation.expires_at
                letter = letter_of(invitation, verdict, until=invitation.expires_at, reminder=True, now=world.now)
                letters.append((invitation, letter))
                invitation.reminded_at, invitation.tries = world.now, 0
            else:
                invitation.remind_at = verdict.until if isinstance(verdict, PutOff) else None
            decided.append(invitation)
        except Exception as error:
            _note_failure(invitation, error, world.now)
    enqueue_all(letter for _invitation, letter in letters)
    for invitation, letter in letters:
        invitation.reminder = letter
    Invitation.objects.bulk_update(decided, _WRITTEN)
    return len(letters)


def _remind_alone(invitation: Invitation, world: World) -> int:
    invitation.refresh_from_db(fields=_WRITTEN)
    try:
        with transaction.atomic():
            return _remind([invitation], world)
    except Exception as error:
        _note_failure(invitation, error, world.now)
        return 0


def _note_failure(invitation: Invitation, error: Exception, now: dt.datetime) -> None:
    log.warning("reminder_not_sent", invitation=invitation.pk, error=type(error).__name__)
    tries = invitation.tries + 1
    given_up = tries >= TRIES
    later = None if given_up else now + AFTER_TROUBLE
    Invitation.objects.filter(pk=invitation.pk).update(remind_at=later, tries=0 if given_up else tries)
    if given_up:
        note_trouble(kind=TroubleKind.NOT_SENT, detail=type(error).__name__, invitation=invitation, now=now)
