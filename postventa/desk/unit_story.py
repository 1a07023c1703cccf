"""What happened to a unit as one quiet list, newest first: sale, delivery, guarantees, stays, cases, recalls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.models import Ticket
from warranties.models import Custody
from warranties.passport import Passport
from warranties.queries import local_date
from warranties.states import Outcome


@dataclass(frozen=True)
class Event:
    """One line: the local day, the words, and where they lead."""

    on: dt.date
    words: str
    icon: str
    url: str = ""
    more: str = ""
    reason: str = ""


def unit_story(passport: Passport, cases: Iterable[Ticket], changes: Iterable[Event] = ()) -> list[Event]:
    """Newest first; what happened on one day in the order in which it must have, and `changes` by hand behind it."""
    events = [*_sale(passport), *_promises(passport), *_cases(passport, cases), *_recalls(passport)]
    for stay in reversed(passport.stays):
        events += _stay(stay)
    events += changes
    return sorted(events, key=lambda event: event.on)[::-1]


def _sale(passport: Passport) -> Iterator[Event]:
    unit, delivery = passport.unit, passport.unit.delivery
    yield Event(unit.purchase.purchased_on, _("Bought"), "shopping-bag")
    if delivery.delivered_on:
        late = _("Later than promised") if delivery.late else ""
        yield Event(delivery.delivered_on, _("Delivered"), "truck", more=late)
    if delivery.installed_at:
        yield Event(local_date(unit, delivery.installed_at), _("Installed"), "wrench")
    if unit.changed_hands_on:
        yield Event(unit.changed_hands_on, _("Changed hands"), "arrow-right-left")


def _promises(passport: Passport) -> Iterator[Event]:
    for it in passport.promised:
        if it.registration and it.registration.starts_on:
            yield Event(it.registration.starts_on, _("Registered"), "badge-check", more=it.guarantee.name)
    for planned in passport.plans:
        if planned.starts:
            yield Event(planned.starts, _("Plan begins"), "shield-plus", more=planned.plan.name)
        for visit in planned.cover.visits.all():
            yield Event(
                visit.on, _("Maintenance visit"), "calendar-check", more=visit.centre.name if visit.centre else ""
            )


def _stay(stay: Custody) -> Iterator[Event]:
    yield Event(stay.handed_in_on, _("Handed in"), "log-in", more=stay.fault)
    if stay.returned_on:
        yield Event(stay.returned_on, _("Returned"), "log-out", more=str(Outcome(stay.outcome).label))


def _cases(passport: Passport, cases: Iterable[Ticket]) -> Iterator[Event]:
    for ticket in cases:
        opened = local_date(passport.unit, ticket.created_at)
        said = _("Case %(reference)s opened") % {"reference": ticket.reference}
        yield Event(opened, said, "message-square", reverse("desk:ticket", args=[ticket.reference]), ticket.subject)


def _recalls(passport: Passport) -> Iterator[Event]:
    for recall in (*passport.recalls, *passport.past_recalls):
        yield Event(recall.announced_on, _("Safety recall"), "triangle-alert", more=recall.title)
        if recall.closed_on and recall in passport.past_recalls:
            yield Event(recall.closed_on, _("Safety recall closed"), "circle-check", more=recall.title)
