"""Keeping teams: who is in them, how their cases come to them, and how many each of us has in hand at most."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actions.audit import LONGEST, Plain, note_difference
from core.actions.calendars import checked_name
from core.actors import Actor
from core.errors import Refused
from core.models import Team, User
from core.states import HandingOut

NOUN, PERSON = "core.team", "core.user"
MOST_IN_HAND = 1000


@transaction.atomic
def save_team(
    *,
    team: Team | None,
    name: str,
    handing_out: str,
    members: Collection[User],
    capacities: Mapping[User, int | None] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Team:
    """Keep a new team, or an old one as it is now, and note who changed what. What has been handed out stays as it is.

    `capacities` are kept with it, as `save_capacity` does. Refused for a name that is none, is too long or that another
    has ("name_missing", "name_long", "name_taken"), for an unknown way ("unknown_way"), for who does not work at the
    desk ("not_an_agent"), and for a capacity that is none ("bad_capacity").
    """
    if handing_out not in HandingOut.values:
        raise Refused(_("Choose how its cases come to its people."), code="unknown_way")
    _check_agents(members)
    # Whoever hands out a case waits for us, and counts on from where we leave the number.
    row = Team.objects.select_for_update(no_key=True).get(pk=team.pk) if team else Team()
    before = _facts(row) if team else {}
    row.name, row.handing_out = checked_name(name), handing_out
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "handing_out"] if team else None)
    except IntegrityError as error:
        raise Refused(_("Another team has that name."), code="name_taken") from error
    row.members.set(members)  # type: ignore[attr-defined]
    note_difference(noun=NOUN, object_id=row.pk, before=before, after=_facts(row), by=by, now=now)
    for user, capacity in sorted((capacities or {}).items(), key=lambda one: one[0].pk):
        save_capacity(user=user, capacity=capacity, by=by, now=now)
    return row


@transaction.atomic
def save_capacity(*, user: User, capacity: int | None, by: Actor, now: dt.datetime) -> User:
    """Say how many cases somebody has in hand at most, None for no limit. Those that they have already stay theirs.

    Nothing is written when it is so already. Refused for who does not work at the desk ("not_an_agent"), and for less
    than none or more than a thousand ("bad_capacity").
    """
    _check_agents([user])
    if capacity is not None and not 0 <= capacity <= MOST_IN_HAND:
        raise Refused(
            _("Between none and %(most)s cases in hand, or empty for no limit.") % {"most": MOST_IN_HAND},
            code="bad_capacity",
        )
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if row.capacity != capacity:
        before, row.capacity = row.capacity, capacity
        row.save(update_fields=["capacity"])
        then = {"capacity": capacity}
        note_difference(noun=PERSON, object_id=row.pk, before={"capacity": before}, after=then, by=by, now=now)
    return row


def _check_agents(people: Iterable[User]) -> None:
    for person in people:
        if not (person.is_agent and person.is_active):
            raise Refused(_("%(name)s does not work at the desk.") % {"name": person}, code="not_an_agent")


def _facts(row: Team) -> dict[str, Plain]:
    """What the trace tells; of many people, whether they are the same."""
    ids = ", ".join(str(pk) for pk in row.members.order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]
    members = ids if len(ids) <= LONGEST else hashlib.sha256(ids.encode()).hexdigest()[:12]
    return {"name": row.name, "handing_out": str(row.handing_out), "members": members}
