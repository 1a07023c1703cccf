"""Taking back the link of a survey that was sent."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from followups.models import Invitation
from followups.states import InvitationState

log = structlog.get_logger(__name__)


@transaction.atomic
def revoke_survey(*, invitation: Invitation, by: Actor, now: dt.datetime) -> Invitation:
    """The link takes no answers from now on and its page says so; what was answered by then stays and counts.

    Nobody is reminded of it any more, and a trace says who did it. Twice does nothing more. Refused ("not_open") for
    one that was not sent, was answered, or takes no answers any more.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    is_over = invitation.revoked_at is None and invitation.is_expired(now)
    if invitation.state != InvitationState.SENT or is_over:
        raise Refused(_("There is nothing to take back: nobody can answer this survey now."), code="not_open")
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
        note_change(
            noun="customers.customer", object_id=invitation.customer_id, what="survey_revoked", before={},
            after={"survey": invitation.pk}, by=by, now=now,
        )  # fmt: skip
        log.info("survey_revoked", invitation=invitation.pk, by=by.kind, user=by.user_id)
    return invitation
