"""`manage.py seed_demo`: an invented shop to look at."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import Refused
from postventa.demo.accounts import CUSTOMER, PASSWORD, STAFF
from postventa.demo.seed import seed


class Command(BaseCommand):
    help = "Fill an empty installation with an invented shop: customers, deliveries, cases, calls and surveys."

    def handle(self, *args: object, **options: object) -> None:
        try:
            counts = seed(now=timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from None
        for name, count in counts.items():
            self.stdout.write(f"{count:6} {name}")
        self.stdout.write(f"Staff (password {PASSWORD}): {', '.join(row[0] for row in STAFF)}")
        self.stdout.write(f"Customer (asks for a code): {CUSTOMER}")
