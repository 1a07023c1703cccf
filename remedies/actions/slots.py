"""Offering hours for visits, and taking them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actions.audit import Plain, note_change
from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words
from remedies.models import Slot
from remedies.queries import RestOf, house_calendar, in_the_way
from remedies.slots import Hour, Pattern, hours
from remedies.states import VisitKind
from warranties.models import ServiceCentre

NOUN = "remedies.slot"
MOST = 500  # hours offered at once
MOST_ROOM = 50
LONGEST_WHO = 80
FURTHEST = dt.timedelta(days=366)
SHORTEST = 10  # minutes


def hours_to_offer(pattern: Pattern, *, now: dt.datetime) -> list[Hour]:
    """The hours of a pattern that are still to come, without the days on which the house rests.

    Refused when the pattern makes no sense ("slots_days", "slots_backwards", "slots_dates", "slots_short",
    "slots_far"), and for none ("slots_none") or too many ("slots_many").
    """
    today = now.astimezone(pattern.zone).date()
    _check(pattern, today)
    from_today = replace(pattern, first=max(pattern.first, today))
    found = [hour for hour in hours(from_today, RestOf(house_calendar())) if hour.starts_at > now]
    if not found:
        raise Refused(_("There is no hour in these days: they are past, holidays, or too short."), code="slots_none")
    if len(found) > MOST:
        raise Refused(
            _("These are %(n)s hours, and at most %(most)s are offered at once. Choose fewer days.")
            % {"n": len(found), "most": MOST},
            code="slots_many",
        )
    return found


@transaction.atomic
def offer_slots(
    *,
    pattern: Pattern,
    kind: VisitKind,
    who: str,
    centre: ServiceCentre | None = None,
    room: int = 1,
    by: Actor,
    now: dt.datetime,
) -> list[Slot]:
    """Offer all hours of a pattern, or none of them; `room` bookings fit into each. The trace says who did it.

    Refused as `hours_to_offer`, without who or with a name too long ("slots_who"), for a room of none or too much
    ("slots_room"), and when the same technician, van or counter has one of these hours already ("slots_overlap").
    """
    who = plain_words(who)
    if not who:
        raise Refused(_("Say who: the technician, the van or the counter."), code="slots_who")
    if len(who) > LONGEST_WHO:
        raise Refused(_("A name has at most %(limit)s characters.") % {"limit": LONGEST_WHO}, code="slots_who")
    if not 1 <= room <= MOST_ROOM:
        raise Refused(_("From 1 to %(most)s bookings fit into an hour.") % {"most": MOST_ROOM}, code="slots_room")
    found = hours_to_offer(pattern, now=now)
    _one_at_a_time(who)
    if taken := in_the_way(who, found):
        raise overlap(who, taken[0])
    rows = [Slot(kind=kind, who=who, centre=centre, starts_at=a, ends_at=b, room=room) for a, b in found]
    made = Slot.objects.bulk_create(rows)
    facts: dict[str, Plain] = {
        "kind": kind,
        "from": pattern.first,
        "to": pattern.last,
        "hours": len(made),
        "room": room,
    }
    note_change(noun=NOUN, object_id=made[0].pk, what="offered", before={}, after=facts, by=by, now=now)
    return made


@transaction.atomic
def close_slots(*, ids: Iterable[int], by: Actor, now: dt.datetime) -> int:
    """Take hours back: nobody books them any more, and what is booked stays booked. How many were open."""
    rows = Slot.objects.select_for_update(no_key=True).filter(pk__in=set(ids), closed=False).order_by("pk")
    open_ids = list(rows.values_list("pk", flat=True))
    Slot.objects.filter(pk__in=open_ids).update(closed=True)
    for pk in open_ids:
        note_change(
            noun=NOUN, object_id=pk, what="closed", before={"closed": False}, after={"closed": True}, by=by, now=now
        )
    return len(open_ids)


@transaction.atomic
def reopen_slots(*, ids: Iterable[int], by: Actor, now: dt.datetime) -> int:
    """Offer closed hours again, all of them or none; how many were closed. Who knows that nobody booked them calls it.

    Refused for one that has begun ("slots_past"), and when the same technician, van or counter has another hour at the
    same time ("slots_overlap").
    """
    closed = Slot.objects.filter(pk__in=set(ids), closed=True)
    for who in sorted({who.upper() for who in closed.values_list("who", flat=True)}):
        _one_at_a_time(who)
    rows = list(closed.select_for_update(no_key=True).order_by("pk"))
    for slot in rows:
        if slot.starts_at <= now:
            raise Refused(_("An hour that has passed is not offered again. Choose others."), code="slots_past")
        if taken := in_the_way(slot.who, [Hour(slot.starts_at, slot.ends_at)]):
            raise overlap(slot.who, taken[0])
        slot.closed = False
        slot.save(update_fields=["closed"])
        note_change(
            noun=NOUN, object_id=slot.pk, what="reopened", before={"closed": True}, after={"closed": False}, by=by,
            now=now,
        )  # fmt: skip
    return len(rows)


def overlap(who: str, slot: Slot) -> Refused:
    """The refusal that says which hour stands in the way."""
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    told = {
        "who": who, "day": date_format(starts, "DATE_FORMAT"), "from": date_format(starts, "H:i"),
        "to": date_format(ends, "H:i"),
    }  # fmt: skip
    return Refused(
        _("%(who)s has an hour already on %(day)s from %(from)s to %(to)s. Close it first, or choose other hours.")
        % told,
        code="slots_overlap",
    )


def _check(pattern: Pattern, today: dt.date) -> None:
    if not pattern.weekdays:
        raise Refused(_("Choose one day of the week at least."), code="slots_days")
    if pattern.ends <= pattern.starts:
        raise Refused(_("The end comes before the beginning."), code="slots_backwards")
    if pattern.last < pattern.first:
        raise Refused(_("The last day comes before the first."), code="slots_dates")
    if not SHORTEST <= pattern.length <= pattern.ends - pattern.starts:
        raise Refused(
            _("An hour has at least %(n)s minutes, and fits between its from and its to.") % {"n": SHORTEST},
            code="slots_short",
        )
    if pattern.last > today + FURTHEST:
        raise Refused(_("That day is more than a year away. Look at the year again."), code="slots_far")


def _one_at_a_time(who: str) -> None:
    """Two managers who offer hours of the same person at once wait for each other, and not in a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(upper(%s), 6))", [who])
