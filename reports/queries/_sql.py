"""What PostgreSQL does better than a loop: percentiles, and cutting time into days, weeks and months."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, DateField, DurationField, F
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from django.db.models.functions.datetime import TruncBase
from django.utils import timezone

from reports.period import Step

_TRUNC = {Step.DAY: TruncDay, Step.WEEK: TruncWeek, Step.MONTH: TruncMonth}


class Percentile(Aggregate):
    """percentile_cont(share) of an expression that is a length of time; NULLs are left out."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: object, *, share: float, **extra: Any) -> None:
        super().__init__(expression, share=float(share), **extra)


def step_of(field: str, step: Step) -> TruncBase:
    """The first day of the step of an instant, as the company counts days."""
    return _TRUNC[step](field, tzinfo=timezone.get_default_timezone(), output_field=DateField())


def step_of_date(field: str, step: Step) -> F | TruncBase:
    """The first day of the step of a date."""
    return F(field) if step == Step.DAY else _TRUNC[step](field, output_field=DateField())
