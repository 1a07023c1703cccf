from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from warranties.actions.rules import load_rules
from warranties.models import GuaranteeRule


class Command(BaseCommand):
    """The rules of law that the package ships, into the database. Run after `migrate`; again, it changes nothing."""

    help = "Load the rules of law that come with Postventa. Safe to run again; the company's own changes stay."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        loaded = load_rules(now=timezone.now())
        for code in loaded.unlike:
            self.stderr.write(f"{code} is stored with another text than the file has; give the file's a new version.")
        if verbosity and loaded.new:
            waiting = GuaranteeRule.objects.waiting().count()
            self.stdout.write(f"rules of law loaded: {len(loaded.new)}; waiting to be confirmed: {waiting}")
