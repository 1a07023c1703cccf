"""What a house starts with: the hours of an office, the times of most shops, and who hears of it when they run out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from core.actions.calendars import save_calendar
from core.actors import SYSTEM
from core.models import WorkCalendar
from core.places import countries
from core.spans import DAY, HOUR
from core.worktime import Blocks
from tickets.actions.escalations import save_step
from tickets.actions.policies import save_policy
from tickets.deeds import MANAGERS, OWNER, Deed
from tickets.models import EscalationStep, SlaPolicy
from tickets.states import OWN_TARGETS, Due

OFFICE: Blocks = ((9 * HOUR, 18 * HOUR),)
WORKING_DAY = 9 * HOUR
REPLY, RESOLUTION = 8 * HOUR, 5 * WORKING_DAY


@dataclass(frozen=True)
class Point:
    """When a clock is how far, who is told."""

    due: Due
    at: int  # a share of the target, or minutes from the moment
    tell: tuple[str, ...]


OF_POLICIES = tuple(point for due in OWN_TARGETS for point in (Point(due, 80, (OWNER,)), Point(due, 100, (MANAGERS,))))
OF_ALL = (
    Point(Due.LEGAL, -3 * DAY, (OWNER,)),
    Point(Due.LEGAL, 0, (OWNER, MANAGERS)),
    Point(Due.PROMISE, -HOUR, (OWNER,)),
    Point(Due.PROMISE, 0, (OWNER, MANAGERS)),
    Point(Due.COMPLETION, 0, (OWNER,)),
)


@transaction.atomic
def first_settings(*, now: dt.datetime) -> bool:
    """A calendar, a policy and the usual steps, where there is no calendar, no policy and no step at all yet.

    Whether they were made. Afterwards they are the company's own: nothing here touches them again.
    """
    if any(model.objects.exists() for model in (WorkCalendar, SlaPolicy, EscalationStep)):
        return False
    country = str(settings.COMPANY["country"])
    with override(settings.LANGUAGE_CODE):
        name = gettext("General")
    calendar, _counted = save_calendar(
        calendar=None, name=name, zone=settings.TIME_ZONE, country=country if country in countries() else "",
        hours=[OFFICE] * 5 + [(), ()], is_default=True, by=SYSTEM, now=now,
    )  # fmt: skip
    policy = save_policy(
        policy=None, name=name, calendar=calendar, first_reply=REPLY, next_reply=REPLY, resolution=RESOLUTION,
        by=SYSTEM, now=now,
    )  # fmt: skip
    for point in OF_POLICIES:
        save_step(step=None, policy=policy, due=point.due, percent=point.at, deeds=_deeds(point), by=SYSTEM, now=now)
    for point in OF_ALL:
        save_step(step=None, policy=None, due=point.due, minutes=point.at, deeds=_deeds(point), by=SYSTEM, now=now)
    return True


def _deeds(point: Point) -> list[Deed]:
    return [Deed("notify", to) for to in point.tell]
