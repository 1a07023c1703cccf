"""`manage.py seed_load --tickets 1000000`: a shop of any size, to measure with."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from core.errors import Refused
from postventa.load.seed import fill, settle


class Command(BaseCommand):
    help = "Fill the database with invented cases, for measuring. Never on a shop that is open: its tables are held."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tickets", type=int, required=True, help="how many cases")
        parser.add_argument("--add", action="store_true", help="beside the cases that are there already")

    def handle(self, *args: object, tickets: int, add: bool, **options: object) -> None:
        if tickets < 1:
            raise CommandError("Say how many cases, one or more.")
        # Each case goes by twice: when it is written, and when its words are.
        with tqdm(total=2 * tickets, unit=" cases", disable=not sys.stderr.isatty()) as bar:

            def progress(step: str, count: int) -> None:
                bar.set_description(step)
                bar.update(count if step in ("cases", "words") else 0)

            try:
                fill(tickets=tickets, add=add, progress=progress, now=timezone.now())
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
            bar.set_description("settling")
            settle()
        self.stdout.write(f"{tickets} cases")
