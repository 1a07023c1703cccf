from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.actions.rules import load_retention
from tickets.actions.deadlines import load_deadlines
from tickets.actions.first_settings import first_settings
from warranties.actions.rules import load_rules
from warranties.models import GuaranteeRule


class Command(BaseCommand):
    """The rules of law that the packages ship, and what a new house starts with, into the database.

    Run after `migrate`; again, it changes nothing.
    """

    help = "Load the rules of law and first settings. Safe to run again; the company's own changes stay."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        guarantees, deadlines, is_first = load_rules(now=now), load_deadlines(now=now), first_settings(now=now)
        kept = load_retention()
        for code in [*guarantees.unlike, *deadlines.unlike]:
            self.stderr.write(f"{code} is stored with another text than the file has; give the file's a new version.")
        if verbosity and guarantees.new:
            waiting = GuaranteeRule.objects.waiting().count()
            self.stdout.write(f"rules of law loaded: {len(guarantees.new)}; waiting to be confirmed: {waiting}")
        if verbosity and deadlines.new:
            self.stdout.write(f"legal deadlines loaded: {len(deadlines.new)}")
        if verbosity and kept:
            self.stdout.write(f"rules of retention loaded: {kept}; all of them are off")
        if verbosity and is_first:
            self.stdout.write("first settings made: a work calendar, a policy of times and its steps")
