"""What was completed or resolved, which plan it belongs to, and that nobody is called or asked about it yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from customers.models import Delivery, Unit
from customers.rules import REGISTERED
from followups.facts import PERSON, Fact, Person
from followups.models import Call, Invitation, PlanVersion
from followups.queries.conditions import OF_CASE, OF_DELIVERY, first_fitting, first_fitting_since, fits
from followups.states import BY_CALL, CallKind, Reason, Source, SurveyKind
from tickets.models import Ticket

Mark = tuple[dt.datetime, int]
Since = Mapping[int, dt.datetime]  # by the id of a version
_PERSON = tuple(f"person_{name}" for name in PERSON)


def completed_between(since: dt.datetime, until: dt.datetime) -> QuerySet[Delivery]:
    """Deliveries that were complete (installed, if they were installed) in that time, by an index on that instant.

    Ours: what came from another shop and was registered with us is not asked about.
    """
    done = Delivery.objects.filter(delivered_at__isnull=False).alias(done=Coalesce("installed_at", "delivered_at"))
    ours = done.exclude(purchase__order_ref__startswith=REGISTERED)
    return ours.filter(done__gte=since, done__lte=until)


def fresh_deliveries(
    versions: Sequence[PlanVersion], since: Since, now: dt.datetime, *, after: Mark | None = None, limit: int
) -> list[Fact]:
    """Deliveries that belong to one of these plans and that nobody is called or asked about, the oldest first.

    Complete from what `since` says of their plan on. One before its purchase is left for a person to mend.
    """
    calls = Call.objects.filter(delivery=OuterRef("pk"), kind=CallKind.DELIVERY)
    surveys = Invitation.objects.filter(delivery=OuterRef("pk"), kind=SurveyKind.DELIVERY, source=Source.PLANNED)
    found = _without(wanted_deliveries(versions, since, now), calls, surveys)
    return [_fact(row) for row in _page(found, versions, "done", after, limit, line=_line_of_delivery())]


def wanted_deliveries_of(
    version: PlanVersion,
    versions: Sequence[PlanVersion],
    since: Since,
    now: dt.datetime,
    *,
    after: Mark | None = None,
    limit: int,
) -> list[Fact]:
    """Those of one of these plans, whether anybody is called or asked about them or not."""
    found = wanted_deliveries(versions, since, now).filter(fitting=version.pk)
    return [_fact(row) for row in _page(found, versions, "done", after, limit, line=_line_of_delivery())]


def wanted_cases_of(
    version: PlanVersion,
    versions: Sequence[PlanVersion],
    since: Since,
    now: dt.datetime,
    *,
    after: Mark | None = None,
    limit: int,
) -> list[Fact]:
    """Those of one of these plans, whether anybody is called or asked about them or not."""
    found = wanted_cases(versions, since, now).filter(fitting=version.pk)
    return [_fact(row) for row in _page(found, versions, "resolved_at", after, limit, line=F("unit__product__line"))]


def taken_deliveries(
    version: PlanVersion, versions: Sequence[PlanVersion], since: Since, now: dt.datetime
) -> dict[int, int]:
    """How many fit that version and yet belong to another of these plans, by the id of its version."""
    return _taken(wanted_deliveries(versions, since, now).filter(fits(version, OF_DELIVERY)), version)


def taken_cases(
    version: PlanVersion, versions: Sequence[PlanVersion], since: Since, now: dt.datetime
) -> dict[int, int]:
    """How many fit that version and yet belong to another of these plans, by the id of its version."""
    return _taken(wanted_cases(versions, since, now).filter(fits(version, OF_CASE)), version)


def wanted_deliveries(versions: Sequence[PlanVersion], since: Since, now: dt.datetime) -> QuerySet[Any]:
    """The same, whether anybody is called or asked about them or not."""
    found: QuerySet[Any] = completed_between(min(since.values()), now).annotate(where=OF_DELIVERY.country)
    found = found.alias(counts_from=first_fitting_since(versions, OF_DELIVERY, dict(since)))
    return found.filter(done__gte=F("counts_from"), delivered_on__gte=F("purchase__purchased_on")).annotate(
        fitting=first_fitting(versions, OF_DELIVERY),
        at=F("done"),
        safety=Value(False, BooleanField()),
        **_person("purchase__customer"),
    )


def fresh_cases(
    versions: Sequence[PlanVersion], since: Since, now: dt.datetime, *, after: Mark | None = None, limit: int
) -> list[Fact]:
    """Cases that are resolved, belong to one of these plans and that nobody is called or asked about.

    Nobody is asked about spam, nor about a case that goes on in another one. Among them those whose call or survey was
    given up because the case had been opened again: now it is over.
    """
    calls = Call.objects.filter(ticket=OuterRef("pk"), kind=CallKind.RESOLUTION)
    surveys = Invitation.objects.filter(ticket=OuterRef("pk"), kind=SurveyKind.RESOLUTION, source=Source.PLANNED)
    given_up = Q(reason=Reason.REOPENED)
    found = _without(wanted_cases(versions, since, now), calls.exclude(given_up), surveys.exclude(given_up))
    return [_fact(row) for row in _page(found, versions, "resolved_at", after, limit, line=F("unit__product__line"))]


def wanted_cases(versions: Sequence[PlanVersion], since: Since, now: dt.datetime) -> QuerySet[Any]:
    """The same, whether anybody is called or asked about them or not."""
    found = Ticket.objects.counted().filter(resolved_at__gte=min(since.values()), resolved_at__lte=now)
    found = found.annotate(where=OF_CASE.country)
    found = found.alias(counts_from=first_fitting_since(versions, OF_CASE, dict(since)))
    return found.filter(resolved_at__gte=F("counts_from")).annotate(
        fitting=first_fitting(versions, OF_CASE), at=F("resolved_at"), **_person("customer")
    )


def _without(found: QuerySet[Any], calls: QuerySet[Call], surveys: QuerySet[Invitation]) -> QuerySet[Any]:
    """Those of which there are no such rows, looked up one by one along an index.

    Asked as NOT EXISTS, PostgreSQL would rather read all calls there ever were, for every chunk anew.
    """
    found = found.alias(one_call=Subquery(calls.values("pk")[:1]), one_survey=Subquery(surveys.values("pk")[:1]))
    return found.filter(one_call=None, one_survey=None)


def _taken(fitting: QuerySet[Any], version: PlanVersion) -> dict[int, int]:
    others = fitting.exclude(fitting=version.pk).order_by().values("fitting")
    return dict(others.annotate(number=Count("pk")).values_list("fitting", "number"))


def _person(path: str) -> dict[str, F]:
    return {told: F(f"{path}__{name}") for told, name in zip(_PERSON, PERSON, strict=True)}


def _page(
    found: QuerySet[Any], versions: Sequence[PlanVersion], key: str, after: Mark | None, limit: int, *, line: Any
) -> list[tuple[Any, ...]]:
    """The rows that come after that mark, as `_fact` reads them."""
    strata = any(version.holdout_percent and version.means in BY_CALL for version in versions)
    of_delivery = found.model is Delivery
    found = found.annotate(the_line=line if strata else Value(None, BigIntegerField()))
    if after is not None:
        at, pk = after
        found = found.filter(Q(**{f"{key}__gt": at}) | Q(**{key: at, "pk__gt": pk}), **{f"{key}__gte": at})
    told = ("pk", "fitting", "at", "purchase_id" if of_delivery else "unit__purchase_id", "the_line")
    late = "late" if of_delivery else "unit__delivery__late"
    rows = found.order_by(key, "pk").values_list(*told, late, "safety", *_PERSON)
    return list(rows[:limit])


def _fact(row: tuple[Any, ...]) -> Fact:
    pk, plan, at, purchase, line, late, safety, *who = row
    return Fact(pk, plan, at, purchase, line, late, safety, Person(*who))


def _line_of_delivery() -> Subquery:
    units = Unit.objects.filter(delivery=OuterRef("pk")).order_by("pk")
    return Subquery(units.values("product__line")[:1])


def delivered_in_the_future(now: dt.datetime) -> QuerySet[Delivery, int]:
    """The ids of deliveries that are said to be complete at a moment to come, by the index on that instant."""
    done = Delivery.objects.filter(delivered_at__isnull=False).alias(done=Coalesce("installed_at", "delivered_at"))
    return done.filter(done__gt=now).values_list("pk", flat=True)


def delivered_before_purchase(since: dt.datetime, now: dt.datetime) -> QuerySet[Delivery, int]:
    """The ids of those completed in that time of which the day of delivery is before the day of the purchase."""
    found = completed_between(since, now).filter(delivered_on__lt=F("purchase__purchased_on"))
    return found.values_list("pk", flat=True)
