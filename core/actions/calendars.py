"""Keeping work calendars: their hours, their place and their days of their own."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.actions.audit import LONGEST, Plain, note_change, note_difference
from core.actors import Actor
from core.errors import Refused
from core.hours import blocks_text, check_blocks
from core.models import CalendarDay, WorkCalendar, WorkHours
from core.normal import plain_words
from core.places import countries, region_code, regions
from core.queries import pairs
from core.worktime import Blocks
from core.zones import check_zone

NOUN = "core.workcalendar"
MOST_DAYS = 400
LONGEST_NAME = 80


@dataclass(frozen=True)
class OwnDay:
    """A day that is not like its weekday: with other hours, or closed when it has none."""

    day: dt.date
    blocks: Blocks = ()
    name: str = ""


@transaction.atomic
def save_calendar(
    *,
    calendar: WorkCalendar | None,
    name: str,
    zone: str,
    country: str = "",
    region: str = "",
    hours: Sequence[Blocks],
    days: Iterable[OwnDay] = (),
    is_default: bool = False,
    by: Actor,
    now: dt.datetime,
) -> tuple[WorkCalendar, bool]:
    """Keep a new calendar, or an old one as it is now, and note in the trace who changed what.

    `hours` are the blocks of the seven days, Monday first. Also whether any of it is counted otherwise now (a name is
    not counted). The first calendar is the usual one; another one that is said to be takes its place.

    Refused for no hours at all ("hours_none"), for hours as `check_blocks` refuses them, a day twice ("day_twice"), an
    unknown zone, country or region, a name that another has ("name_taken"), and for leaving no usual one ("usual").
    """
    # One at a time: which is the usual one is decided among all.
    others = {row.pk: row for row in WorkCalendar.objects.select_for_update().order_by("pk")}
    own = sorted(days, key=lambda one: one.day)
    week = _checked(hours, own)
    place = _place(zone, country, region)
    usual = next((row for row in others.values() if row.is_default), None)
    if calendar and usual and usual.pk == calendar.pk and not is_default:
        raise Refused(_("There is always a usual calendar. Make another one the usual one instead."), code="usual")
    before = _facts(others[calendar.pk]) if calendar else {}
    row = others[calendar.pk] if calendar else WorkCalendar()
    row.name, row.is_default = checked_name(name), is_default or usual is None
    row.zone, row.country, row.region = place
    if row.is_default and usual and usual.pk != row.pk:
        WorkCalendar.objects.filter(pk=usual.pk).update(is_default=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Another calendar has that name."), code="name_taken") from error
    _write(row, week, own)
    return row, _note(row, before, by=by, now=now)


@transaction.atomic
def remove_calendar(*, calendar: WorkCalendar, by: Actor, now: dt.datetime) -> None:
    """Take away a calendar that nothing goes by. Refused for the usual one ("usual") and one in use ("in_use")."""
    row = WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
    if row.is_default:
        raise Refused(_("The usual calendar stays. Make another one the usual one first."), code="usual")
    before = _facts(row)
    try:
        WorkCalendar.objects.filter(pk=row.pk).delete()
    except ProtectedError as error:
        names = ", ".join(sorted(str(one) for one in error.protected_objects)[:3])
        raise Refused(
            _("It is in use: %(policies)s. Give these another calendar first.") % {"policies": names}, code="in_use"
        ) from error
    note_change(noun=NOUN, object_id=row.pk, what="deleted", before=before, after={}, by=by, now=now)


def _checked(hours: Sequence[Blocks], days: Sequence[OwnDay]) -> list[Blocks]:
    if len(hours) != 7:
        raise ValueError("a week has seven days")
    week = [check_blocks(blocks) for blocks in hours]
    if not any(week):
        raise Refused(
            _("A calendar without any hours never lets time pass. Write those of one day at least."), code="hours_none"
        )
    for one in days:
        check_blocks(one.blocks)
        if len(one.name) > LONGEST_NAME:
            raise Refused(_("A name has at most %(limit)s characters.") % {"limit": LONGEST_NAME}, code="name_long")
    if len({one.day for one in days}) < len(days):
        raise Refused(_("A day of its own is there twice."), code="day_twice")
    if len(days) > MOST_DAYS:
        raise Refused(_("A calendar has at most %(limit)s days of its own.") % {"limit": MOST_DAYS}, code="days_many")
    return week


def checked_name(name: str) -> str:
    """A name as `plain_words` has it. Refused for none that is seen ("name_missing") and one too long ("name_long")."""
    name = plain_words(name)
    if not name:
        raise Refused(_("Give it a name."), code="name_missing")
    if len(name) > LONGEST_NAME:
        raise Refused(_("A name has at most %(limit)s characters.") % {"limit": LONGEST_NAME}, code="name_long")
    return name


def _place(zone: str, country: str, region: str) -> tuple[str, str, str]:
    """The three as they are kept: a region as its code, so that «Comunidad de Madrid» and «MD» are the same."""
    try:
        check_zone(zone)
    except ValidationError as error:
        raise Refused(error.message, code="zone") from error
    country, region = country.strip().upper(), region.strip()
    if country and country not in countries():
        raise Refused(_("The holidays of «%(country)s» are not known.") % {"country": country[:20]}, code="country")
    code = region if region in regions(country) else region_code(country, region)
    if region and not code:
        raise Refused(
            _("No region called «%(region)s» is known in that country.") % {"region": region[:40]}, code="region"
        )
    return zone, country, code


def _write(row: WorkCalendar, week: Sequence[Blocks], days: Iterable[OwnDay]) -> None:
    """Hours and days as they are now; rows that stay the same stay the same rows."""
    wanted = {(weekday, *block) for weekday, blocks in enumerate(week) for block in blocks}
    for old in row.hours.all():
        if (old.weekday, old.starts, old.ends) in wanted:
            wanted.remove((old.weekday, old.starts, old.ends))
        else:
            old.delete()
    WorkHours.objects.bulk_create(WorkHours(calendar=row, weekday=d, starts=a, ends=b) for d, a, b in sorted(wanted))
    kept = {one.day: one for one in days}
    row.days.exclude(day__in=kept).delete()
    given = {
        day: {"name": one.name.strip()[:LONGEST_NAME], "hours": [*chain(*one.blocks)]} for day, one in kept.items()
    }
    CalendarDay.objects.bulk_create(
        (CalendarDay(calendar=row, day=day, **values) for day, values in given.items()),
        update_conflicts=True, unique_fields=["calendar", "day"], update_fields=["name", "hours"],
    )  # fmt: skip


def _note(row: WorkCalendar, before: Mapping[str, Plain], *, by: Actor, now: dt.datetime) -> bool:
    changed = note_difference(noun=NOUN, object_id=row.pk, before=before, after=_facts(row), by=by, now=now)
    return any(name not in ("name", "is_default") for name in changed)


def _facts(row: WorkCalendar) -> dict[str, Plain]:
    """What the trace tells: the place, and the hours of each day that has some."""
    facts: dict[str, Plain] = {name: getattr(row, name) for name in ("name", "zone", "country", "region", "is_default")}
    blocks: dict[int, list[tuple[int, int]]] = {}
    for one in row.hours.order_by("weekday", "starts"):
        blocks.setdefault(one.weekday, []).append((one.starts, one.ends))
    facts |= {f"weekday {day}": _told(blocks_text(tuple(several))) for day, several in blocks.items()}
    return facts | {f"day {one.day}": _told(blocks_text(pairs(one.hours))) or "closed" for one in row.days.all()}


def _told(text: str) -> str:
    return text if len(text) <= LONGEST else hashlib.sha256(text.encode()).hexdigest()[:12]
