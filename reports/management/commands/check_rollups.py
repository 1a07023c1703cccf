"""`manage.py check_rollups`: proves that the roll-ups are what a count of all rows says."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.actions.counting import count_all_changes
from reports.actions.rebuilding import check
from reports.management.periods import add_period, period_of
from reports.measures import MEASURES


class Command(BaseCommand):
    help = "Count everything again beside the roll-ups; ends with an error where they differ. Nothing is mended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)

    def handle(self, **options: object) -> None:
        count_all_changes()
        wrong = list(check(period_of(options)))
        for one in wrong:
            days = ", ".join(day.isoformat() for day in one.days[:10])
            self.stderr.write(f"{one.measure}: {days}{' …' if len(one.days) > 10 else ''}")
        if wrong:
            raise CommandError(_("Roll-ups differ from their rows. `manage.py rebuild_rollups` counts them again."))
        self.stdout.write(_("All %(n)s measures are what their rows say.") % {"n": len(MEASURES)})
