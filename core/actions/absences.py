"""Saying when somebody is not here, and that they are back. While they are away no cases are handed out to them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.actions.audit import Plain, note_change
from core.actors import Actor
from core.errors import Refused
from core.models import Absence, User

NOUN = "core.absence"
FAR = dt.timedelta(days=2 * 366)
LONGEST_REASON = 120


@transaction.atomic
def say_absence(
    *,
    user: User,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
    reason: str = "",
    by: Actor,
    now: dt.datetime,
) -> Absence:
    """Somebody is not here from then until `ends_at`; without one, until `end_absence`. Their cases stay theirs.

    Refused for who does not work at the desk ("not_an_agent"), for an end that does not come after the beginning
    ("order") or has passed ("over"), for more than two years from now ("far"), for a reason too long ("reason_long"),
    and for one that overlaps another of theirs ("overlap").
    """
    if not (user.is_agent and user.is_active):
        raise Refused(_("%(name)s does not work at the desk.") % {"name": user}, code="not_an_agent")
    _check_span(starts_at, ends_at, now)
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise Refused(_("A reason has at most %(limit)s characters.") % {"limit": LONGEST_REASON}, code="reason_long")
    # One at a time for each of us: who comes second sees what the first has said.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    others = Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at), user=user)
    if (others.filter(starts_at__lt=ends_at) if ends_at else others).exists():
        raise Refused(_("Another absence is in that time. Take that one away first, or end it."), code="overlap")
    absence = Absence.objects.create(user=user, starts_at=starts_at, ends_at=ends_at, reason=reason)
    note_change(
        noun=NOUN, object_id=absence.pk, what="added", before={}, after={"user": user.pk} | _facts(absence),
        by=by, now=now,
    )  # fmt: skip
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: Actor, now: dt.datetime) -> None:
    """They are back; one that has not begun is taken away. Nothing is written when it is over already."""
    User.objects.select_for_update(no_key=True).get(pk=absence.user_id)
    row = Absence.objects.select_for_update().filter(pk=absence.pk).first()
    if row is None or (row.ends_at and row.ends_at <= now):
        return
    before = _facts(row)
    if row.starts_at >= now:
        Absence.objects.filter(pk=row.pk).delete()
        note_change(noun=NOUN, object_id=row.pk, what="deleted", before=before, after={}, by=by, now=now)
        return
    row.ends_at = now
    row.save(update_fields=["ends_at"])
    after = {"ends_at": _facts(row)["ends_at"]}
    note_change(
        noun=NOUN, object_id=row.pk, what="ended", before={"ends_at": before["ends_at"]}, after=after, by=by, now=now
    )


def _check_span(starts_at: dt.datetime, ends_at: dt.datetime | None, now: dt.datetime) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise Refused(_("An absence ends after it begins."), code="order")
    if ends_at is not None and ends_at <= now:
        raise Refused(_("That time has passed. Say one that lasts until later than now."), code="over")
    if abs(starts_at - now) > FAR or (ends_at is not None and ends_at - now > FAR):
        raise Refused(_("That is more than two years from now. Look at the year."), code="far")


def _facts(row: Absence) -> dict[str, Plain]:
    """When; why is a person's own."""
    return {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat() if row.ends_at else None}
