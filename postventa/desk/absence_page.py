"""Absences as their pages show them, and the two things that are done with them there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from core.actions.absences import end_absence, say_absence
from core.errors import Refused
from core.models import Absence, User
from postventa.desk.access import actor
from postventa.desk.forms.absences import AT_FAULT, AbsenceForm

BEFORE = 10


@dataclass(frozen=True)
class Shown:
    """An absence: its two ends as people say them."""

    absence: Absence
    first: dt.date | dt.datetime
    last: dt.date | dt.datetime | None
    is_now: bool


def absences_of(user: User, now: dt.datetime) -> dict[str, list[Shown]]:
    """Those of now and to come, and the last ones before."""
    is_over = Q(ends_at__lte=now)
    rows = Absence.objects.filter(user=user)
    before = rows.filter(is_over).order_by("-ends_at")[:BEFORE]
    return {"coming": [shown(row, now) for row in rows.exclude(is_over)], "before": [shown(row, now) for row in before]}


def shown(row: Absence, now: dt.datetime) -> Shown:
    return Shown(row, _first(row.starts_at), last_of(row), row.starts_at <= now and not _is_over(row, now))


def last_of(row: Absence) -> dt.date | dt.datetime | None:
    """The last day when it is a whole one, otherwise the moment; None when nobody has said."""
    if row.ends_at is None:
        return None
    local = timezone.localtime(row.ends_at)
    return row.ends_at if local.time() != dt.time.min else local.date() - dt.timedelta(days=1)


def keep_absence(request: HttpRequest, form: AbsenceForm, user: User) -> bool:
    """Whether what was sent is kept; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        say_absence(user=user, **form.given, by=actor(request), now=form.now)
    except Refused as refusal:
        form.add_error(AT_FAULT.get(refusal.code), str(refusal))
        return False
    return True


def end(request: HttpRequest, row: Absence) -> None:
    """They are back, or will not be away."""
    end_absence(absence=row, by=actor(request), now=timezone.now())


def page_of(user: User, form: AbsenceForm) -> dict[str, Any]:
    """What the part of a page about somebody's absences wants."""
    return absences_of(user, form.now) | {"form": form}


def _first(starts_at: dt.datetime) -> dt.date | dt.datetime:
    local = timezone.localtime(starts_at)
    return starts_at if local.time() != dt.time.min else local.date()


def _is_over(row: Absence, now: dt.datetime) -> bool:
    return row.ends_at is not None and row.ends_at <= now
