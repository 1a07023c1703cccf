from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from tickets.models import ClockReview, Ticket
from tickets.queries.clocks_compared import Compared, compare_all_clocks, compare_clocks


class Command(BaseCommand):
    """The clocks of every case against what they are counted from. Ends with 1 when one is not what it should be."""

    help = "Count the clocks of every case again, and list those that are not as their ledger and the policies say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--active", action="store_true", help="only cases that wait for something")

    def handle(self, *args: Any, active: bool, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        cases = wrong = 0
        for found in compare_all_clocks(active=active, now=now):
            cases += 1
            # It may have been written to between our two looks: this time it is held.
            if found.differences and (found := _held(found.pk, now)).differences:
                wrong += 1
                self._list(found)
        if verbosity:
            self.stdout.write(f"cases compared: {cases}; with clocks that differ: {wrong}")
            if ClockReview.objects.filter(finished_at=None).exists():
                self.stdout.write("a change is still being counted: look again when the workers have come to the end")
        if wrong:
            raise CommandError("there are clocks that are not what they should be")

    def _list(self, found: Compared) -> None:
        for one in found.differences:
            self.stdout.write(
                f"{found.reference}: {one.name} of {one.clock} is {_plain(one.stored)}, "
                f"and it should be {_plain(one.counted)}"
            )


def _plain(value: object) -> str:
    return str(value) if value not in (None, "") else "empty"


def _held(pk: int, now: dt.datetime) -> Compared:
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=pk)
        return next(compare_clocks([pk], now=now))
