"""Keeping the steps of escalations: what is done when a clock comes to a point."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import LONGEST, Plain, note_difference
from core.actions.calendars import LONGEST_NAME
from core.actors import Actor
from core.errors import Refused
from core.spans import MOST
from tickets.actions.policies import ask_review
from tickets.deeds import ME, Deed, in_order, read_deeds
from tickets.models import EscalationStep, SlaPolicy
from tickets.states import OWN_TARGETS, Due

NOUN = "tickets.escalationstep"
# What the house does by itself when a time runs out: it never answers for anybody, and never ends a case.
DEEDS = ("notify", "assign", "hand_out", "team", "priority", "tag")
SHARES = range(1, 1001)
OTHERS = tuple(due for due in Due if due not in OWN_TARGETS)


@transaction.atomic
def save_step(
    *,
    step: EscalationStep | None,
    policy: SlaPolicy | None,
    due: str,
    percent: int | None = None,
    minutes: int | None = None,
    deeds: Sequence[Deed],
    name: str = "",
    active: bool = True,
    by: Actor,
    now: dt.datetime,
) -> EscalationStep:
    """Keep a new step, or an old one as it is now; note who changed what, and look again at which cases it is for.

    Of a policy its point is a share of the target (`percent`); of the law and of promises, `minutes` from their moment
    (before it: less than none). A step is never taken away, because ledgers name it: it is switched off.

    Refused for a point that is none ("bad_point"), for nothing to do ("step_empty"), and for deeds that only a person
    does ("bad_deed").
    """
    _check_point(policy, due, percent, minutes)
    done = _check_deeds(deeds)
    if len(name.strip()) > LONGEST_NAME:
        raise Refused(_("A name has at most %(limit)s characters.") % {"limit": LONGEST_NAME}, code="name_long")
    row = EscalationStep.objects.select_for_update().get(pk=step.pk) if step else EscalationStep()
    before = _facts(row) if step else {}
    row.policy, row.due, row.percent, row.minutes = policy, due, percent, minutes
    row.name, row.deeds, row.active = " ".join(name.split()), [deed.plain for deed in done], active
    row.save()
    changed = note_difference(noun=NOUN, object_id=row.pk, before=before, after=_facts(row), by=by, now=now)
    if set(changed) - {"name", "deeds"}:  # what it does is read when it is done
        ask_review(now=now)
    return row


def _check_point(policy: SlaPolicy | None, due: str, percent: int | None, minutes: int | None) -> None:
    """Refused with the sentence that says what a point of that clock is."""
    if policy:
        if due not in OWN_TARGETS or minutes is not None:
            raise Refused(_("A policy watches replies and resolutions, by the share of their time."), code="bad_point")
        if percent not in SHARES:
            raise Refused(
                _("The share is between %(least)s %% and %(most)s %%: at 100 %% the time is over.")
                % {"least": SHARES[0], "most": SHARES[-1]},
                code="bad_point",
            )
    elif due not in OTHERS or percent is not None or minutes is None:
        raise Refused(_("For the law and for promises say how long before or after their moment."), code="bad_point")
    elif abs(minutes) > MOST:
        raise Refused(_("A year is the longest time."), code="bad_point")


def _check_deeds(deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    if not deeds:
        raise Refused(_("Choose what is done."), code="step_empty")
    done = in_order(read_deeds([deed.plain for deed in deeds]))
    if any(deed.do not in DEEDS or deed.to == ME for deed in done):
        raise Refused(_("Only a person does that."), code="bad_deed")
    return done


def _facts(row: EscalationStep) -> dict[str, Plain]:
    deeds = ", ".join(Deed(deed["do"], deed["to"]).written for deed in row.deeds)
    return {
        "name": row.name,
        "policy": row.policy_id,
        "due": str(row.due),
        "percent": row.percent,
        "minutes": row.minutes,
        "deeds": deeds if len(deeds) <= LONGEST else hashlib.sha256(deeds.encode()).hexdigest()[:12],
        "active": row.active,
    }
