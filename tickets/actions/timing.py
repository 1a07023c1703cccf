"""How long agents worked on a case."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import locked_here, record
from tickets.models import Ticket, TimeEntry
from tickets.rules import MAX_MINUTES
from tickets.states import EventKind


@transaction.atomic
def spend_time(
    *, ticket: Ticket, minutes: int, submission: uuid.UUID | None = None, by: Actor, now: dt.datetime
) -> TimeEntry:
    """Write down how many minutes an agent spent on a case; a negative number puts a mistake right.

    The same `submission` twice is one entry.

    Refused for none at all or more than a day ("minutes_unfit"), for taking off more than that agent has on the case
    ("minutes_below_zero"), for who is not staff, and for a merged case.
    """
    if not by.is_staff or by.user_id is None:
        raise Refused(_("Only a person of the company does that."), code="not_staff")
    if minutes == 0 or abs(minutes) > MAX_MINUTES:
        raise Refused(
            _("Write between 1 and %(limit)s minutes.") % {"limit": MAX_MINUTES},
            code="minutes_unfit",
        )
    ticket = locked_here(ticket)
    if submission and (entry := ticket.times.filter(submission=submission).first()):
        return entry
    spent = ticket.times.filter(agent=by.user_id).aggregate(sum=Sum("minutes", default=0))["sum"]
    if spent + minutes < 0:
        raise Refused(
            _("You have written down %(minutes)s min on this case: no more can be taken off.") % {"minutes": spent},
            code="minutes_below_zero",
        )
    entry = TimeEntry.objects.create(ticket=ticket, agent_id=by.user_id, minutes=minutes, submission=submission, at=now)
    record(ticket, EventKind.TIME, data={"entry": entry.pk, "minutes": minutes}, by=by, now=now)
    return entry
