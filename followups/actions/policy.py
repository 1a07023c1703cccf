"""Keeping what holds over all plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from hashlib import blake2s

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_difference
from core.actors import Actor
from core.errors import Refused
from core.models import Team
from followups.models import CallCapacity, Policy
from followups.queries.plans import capacities, policy

NOUN = "followups.policy"
Facts = dict[str, int]


@transaction.atomic
def keep_policy(
    *,
    transaction_days: int,
    relation_days: int,
    hold_minutes: int,
    per_day: Mapping[int | None, int | None],
    seen: str,
    by: Actor,
    now: dt.datetime,
) -> Policy:
    """Keep how long a person is left in peace and how many calls each team makes in a day; note who changed what.

    `per_day`: by team, and of those that no team has by None; no number is no limit. A team that is not named keeps its
    own. `seen`: the `print_of` what was changed. Refused when somebody else changed it meanwhile ("newer"), and when a
    survey about the company would come sooner than any other ("relation_sooner").
    """
    if relation_days < transaction_days:
        raise Refused(
            _("A survey about the company cannot come sooner after another than any survey does."),
            code="relation_sooner",
        )
    Policy.objects.get_or_create(pk=1)
    row = Policy.objects.select_for_update().get(pk=1)
    before = facts()
    if _print(before) != seen:
        raise Refused(
            _("Somebody changed this meanwhile. This is what holds now: nothing of yours is kept."), code="newer"
        )
    row.transaction_days, row.relation_days, row.hold_minutes = transaction_days, relation_days, hold_minutes
    row.save()
    teams = Team.objects.in_bulk([pk for pk in per_day if pk])
    for pk, limit in per_day.items():
        team = teams.get(pk) if pk else None
        if limit is None:
            CallCapacity.objects.filter(team=pk).delete()
        elif team or pk is None:  # and not of a team that is gone
            CallCapacity.objects.update_or_create(team=team, defaults={"per_day": limit})
    note_difference(noun=NOUN, object_id=row.pk, what="changed", before=before, after=facts(), by=by, now=now)
    return row


def facts() -> Facts:
    """What holds now."""
    row = policy()
    held = {name: getattr(row, name) for name in ("transaction_days", "relation_days", "hold_minutes")}
    return held | {f"team_{team}" if team else "no_team": per_day for team, per_day in capacities().items()}


def print_of_policy() -> str:
    """Tells whether it is still what somebody looked at."""
    return _print(facts())


def _print(held: Facts) -> str:
    return blake2s(repr(sorted(held.items())).encode(), digest_size=8).hexdigest()
