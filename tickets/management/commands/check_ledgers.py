from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from tickets.models import Ticket
from tickets.queries.ledgers import Compared, compare, compare_all


class Command(BaseCommand):
    """Every case against what its ledger tells. Ends with 1 when one is not what it should be."""

    help = "Compare every case with the state to which the lines of its ledger lead, and list those that differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=_day, help="only cases in which something happened since that day")

    def handle(self, *args: Any, since: dt.datetime | None, verbosity: int, **options: Any) -> None:
        cases = wrong = old = 0
        for found in compare_all(since):
            cases += 1
            old += not found.whole
            # It may have been written to between our two looks: this time it is held.
            if found.differences and (found := _held(found.pk)).differences:
                wrong += 1
                self._list(found)
        if verbosity:
            self.stdout.write(f"cases compared: {cases}; that differ: {wrong}")
            if old:
                self.stdout.write(
                    f"{old} of them were opened before the ledger told everything: what they began with was taken "
                    "from their later lines or, where nothing changed, from the case itself"
                )
        if wrong:
            raise CommandError("there are cases that are not what their ledger tells")

    def _list(self, found: Compared) -> None:
        for name, (told, stored) in found.differences.items():
            self.stdout.write(f"{found.reference}: {name} is {_plain(stored)}, and the ledger tells {_plain(told)}")


def _held(pk: int) -> Compared:
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=pk)
        return next(compare([pk]))


def _plain(value: object) -> str:
    return f"{sorted(value)}" if isinstance(value, frozenset) else f"{value!s}" or "empty"


def _day(text: str) -> dt.datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise ArgumentTypeError(f"{text} is no day, such as 2026-10-01")
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
