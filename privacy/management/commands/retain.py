from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from privacy.actions.retaining import retain
from privacy.due import due_by
from privacy.models import RetentionRule


class Command(BaseCommand):
    help = "What the nights do by the rules of retention that are active. With --dry-run it only says what would go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="write nothing; rules that are off are shown too")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        for rule in RetentionRule.objects.all():
            state = "on" if rule.active else "off"
            if dry_run:
                due = due_by(rule, timezone.now())
                since = f", oldest of {due.oldest:%Y-%m-%d}" if due.oldest else ""
                count = f"more than {due.count}" if due.more else due.count
                held = f", {due.held} kept by disputes" if due.held else ""
                self.stdout.write(f"{rule.about} ({rule.months} months, {state}): {count}{since}{held}")
            elif rule.active:
                self.stdout.write(f"{rule.about} ({rule.months} months): {retain(rule=rule, clock=timezone.now)}")
