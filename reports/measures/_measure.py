"""What one measure counts, as data: rows of one table, each of one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DurationField,
    F,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from reports.period import Period
from reports.states import Source

Expression = Combinable | str

# The columns that a measure's rows have, in this order.
COLUMNS = ("t_item", "t_day", "t_by", "t_line", "t_channel", "t_country", "t_team", "t_hit", "t_amount", "t_length")


@dataclass(frozen=True)
class Places:
    """Where a measure finds what the filters are about: paths from its rows; "" where there is none."""

    line: str = ""
    channel: str = ""
    country: str = ""
    team: str = ""
    # A row may be about several product lines (a delivery of several pieces): it counts once in each.
    many_lines: bool = False


@dataclass(frozen=True)
class Measure:
    """Rows of `model` that fulfil `counts`, each on the day of `on` (a field: an instant or, with `on_date`, a date).

    `hit`: which of them are counted apart as hits. `amount`: what is summed. `length`: of what p50 and p90 are wanted.
    `by`: what they are told apart by, as text. `names`: expressions in which the others are said. `subject`: the source
    whose rows these are; `touched` says, for each source whose changes matter, the paths by which its rows reach these.
    """

    code: str
    model: type[Model]
    on: str
    counts: Q
    subject: Source
    touched: Mapping[Source, tuple[str, ...]]
    places: Places = field(default_factory=Places)
    hit: Q | None = None
    amount: Expression | None = None
    length: Expression | None = None
    by: Expression | None = None
    names: Mapping[str, Combinable] = field(default_factory=dict)
    on_date: bool = False

    def all_rows(self) -> QuerySet:
        """Every row that may count one day, with what the conditions are said in."""
        return self.model._default_manager.order_by().annotate(**self.names)

    def counted(self) -> QuerySet:
        return self.all_rows().filter(self.counts)

    def within(self, rows: QuerySet, period: Period) -> QuerySet:
        """Those of the days of a period, along the index of the instant."""
        if self.on_date:
            return rows.filter(**{f"{self.on}__range": (period.first, period.last)})
        return rows.filter(**{f"{self.on}__gte": period.start, f"{self.on}__lt": period.end})

    def reached_by(self, path: str, items: list[int]) -> set[dt.date]:
        """The days of the rows that those items touch along a path, whether they count or not."""
        rows = self.model._default_manager.order_by().filter(**{f"{path}__in": items}).annotate(t_day=self.day)
        return set(rows.values_list("t_day", flat=True).distinct()) - {None}

    @property
    def day(self) -> Combinable:
        """The day as the company counts days."""
        return F(self.on) if self.on_date else TruncDate(self.on, tzinfo=timezone.get_default_timezone())

    def columns(self, rows: QuerySet) -> QuerySet:
        """The rows with COLUMNS; one that is about several product lines comes once for each."""
        places = self.places
        found = rows.annotate(
            t_item=F("pk"),
            t_day=Cast(self.day, DateField()),
            t_by=Coalesce(Cast(_said(self.by), CharField()), Value("")) if self.by else Value(""),
            t_line=_place(places.line, 0),
            t_channel=_place(places.channel, ""),
            t_country=_place(places.country, ""),
            t_team=_place(places.team, 0),
            t_hit=_flag(self.hit),
            t_amount=Cast(_said(self.amount), BigIntegerField()) if self.amount else _nothing(BigIntegerField()),
            t_length=_said(self.length) if self.length else _nothing(DurationField()),
        )
        found = found.values_list(*COLUMNS)
        return found.distinct() if places.many_lines else found


def _said(expression: Expression) -> Combinable:
    return F(expression) if isinstance(expression, str) else expression


def _nothing(field: BigIntegerField | DurationField) -> Combinable:
    return Cast(Value(None), field)


def _place(path: str, nothing: int | str) -> Combinable:
    kind = BigIntegerField() if isinstance(nothing, int) else CharField()
    if not path:
        return Cast(Value(nothing), kind)
    return Coalesce(Cast(F(path), kind), Value(nothing, output_field=kind))


def _flag(hit: Q | None) -> Combinable:
    """1 or 0; what is unknown is none."""
    if hit is None:
        return Cast(Value(0), IntegerField())
    return Case(When(hit, then=Value(1)), default=Value(0), output_field=IntegerField())
