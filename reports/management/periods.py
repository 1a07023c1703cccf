"""The period that a command is asked about."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from reports.period import Period


def add_period(parser: ArgumentParser, *, required: bool = False) -> None:
    """`--from` and `--to`: the first and the last day, both included."""
    for name, of in (("--from", "first"), ("--to", "last")):
        parser.add_argument(name, dest=of, metavar="DAY", required=required, help=f"{of} day, as 2026-03-01")


def period_of(options: Mapping[str, Any]) -> Period | None:
    """None when neither day is said. CommandError for half a period, for no dates and for one that ends too soon."""
    said = [options["first"], options["last"]]
    if said == [None, None]:
        return None
    if None in said:
        raise CommandError(_("Say both days: --from and --to."))
    first, last = (_day(text) for text in said)
    if last < first:
        raise CommandError(_("The period ends before it begins."))
    return Period(first, last)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(_("«%(text)s» is not a date. Write it as 2026-03-01.") % {"text": text}) from None
