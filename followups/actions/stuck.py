"""Surveys and reminders that could not be made, tried again because a person says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from followups.actions.troubles import settle_troubles
from followups.models import Invitation, Trouble
from followups.states import InvitationState, TroubleKind


@transaction.atomic
def retry_survey(*, invitation: Invitation, by: Actor, now: dt.datetime) -> Invitation:
    """Have a survey, or its reminder, that could not be made looked at again at once; its trouble is settled.

    Refused when it does not wait for anybody any more ("not_stuck").
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not _again([invitation.pk], now):
        raise Refused(_("This survey does not wait for anybody any more."), code="not_stuck")
    settle_troubles(by=by, now=now, kind=TroubleKind.NOT_SENT, invitation=invitation)
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def retry_stuck(*, cause: str, by: Actor, now: dt.datetime) -> int:
    """Have all surveys and reminders that got stuck for one cause (the name of an error) looked at again; how many.

    Their troubles are settled; whichever gets stuck again comes back.
    """
    troubles = list(_troubles().filter(detail=cause).values_list("pk", "invitation"))
    count = _again([invitation for _trouble, invitation in troubles], now)
    settle_troubles(pk__in=[trouble for trouble, _invitation in troubles], by=by, now=now)
    return count


def _again(surveys: Collection[int], now: dt.datetime) -> int:
    """How many of them were stuck, they themselves or their reminder."""
    some = Invitation.objects.filter(pk__in=surveys)
    sent = some.filter(state=InvitationState.SENT, started_at=None, revoked_at=None, reminded_at=None, remind_at=None)
    reminders = sent.filter(troubles__in=_troubles()).update(remind_at=now, tries=0)
    stuck = some.filter(state=InvitationState.STUCK)
    return reminders + stuck.update(state=InvitationState.PLANNED, tries=0, due_at=now)


def _troubles() -> QuerySet[Trouble]:
    return Trouble.objects.open().filter(kind=TroubleKind.NOT_SENT)
