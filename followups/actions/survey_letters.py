"""Sending again what could not be sent, but no survey that nobody can answer or is to be asked any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.actions.dead_letters import retry_all, retry_mail
from core.actors import Actor
from core.errors import Refused
from core.models import OutgoingMessage
from followups.actions.dispatch import ABOUT
from followups.asking import Suppress
from followups.models import Invitation
from followups.queries.wanted import World

KINDS = ("survey", "survey_reminder")
BATCH = 1000


@transaction.atomic
def retry_letter(*, message: OutgoingMessage, by: Actor, now: dt.datetime) -> OutgoingMessage:
    """Send a message again. Refused as `retry_mail`, and for that of a survey that is over ("over")."""
    if _over(OutgoingMessage.objects.filter(pk=message.pk), now):
        raise Refused(_("This survey is over, or its customer wants none any more. Give it up."), code="over")
    return retry_mail(message=message, by=by, now=now)


@transaction.atomic
def retry_letters(*, cause: str, by: Actor, now: dt.datetime) -> int:
    """Send all that failed for one cause again, but those of surveys that are over; how many."""
    over = _over(OutgoingMessage.objects.dead().failed_with(cause), now)
    return retry_all(cause=cause, leave_out=over, by=by, now=now)


def _over(messages: QuerySet[OutgoingMessage], now: dt.datetime) -> list[int]:
    """Those of surveys that nobody can answer any more, or whose customer would not be reminded of them today."""
    letters = list(messages.filter(kind__in=KINDS).order_by("pk").values_list("pk", flat=True))
    found: list[int] = []
    for start in range(0, len(letters), BATCH):
        found += _over_of(letters[start : start + BATCH], now)
    return found


def _over_of(letters: Sequence[int], now: dt.datetime) -> list[int]:
    told = Invitation.objects.filter(Q(mail__in=letters) | Q(reminder__in=letters)).select_related(*ABOUT)
    surveys = [survey for survey in told if survey.is_open(now)]
    world = World(surveys, now)
    going = [survey for survey in surveys if not isinstance(world.reminder(survey), Suppress)]
    wanted = {letter for survey in going for letter in (survey.mail_id, survey.reminder_id)}
    return [pk for pk in letters if pk not in wanted]
