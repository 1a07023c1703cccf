"""`manage.py rebuild_rollups`: every roll-up counted again from the rows, a stretch of days at a time."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from reports.actions.rebuilding import extent_of, rebuild, stretches
from reports.management.periods import add_period, period_of
from reports.measures import BY_CODE, MEASURES
from reports.measures._measure import Measure


class Command(BaseCommand):
    help = "Count the roll-ups of the managers' figures again. It may be stopped and begun again at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)
        parser.add_argument("--measure", action="append", metavar="CODE", help="only this one; may be said again")

    def handle(self, **options: object) -> None:
        period = period_of(options)
        measures = [_measure(code) for code in options["measure"] or ()] or list(MEASURES)  # type: ignore[attr-defined]
        written = 0
        for measure in measures:
            within = period or extent_of(measure)
            steps = rebuild(measure=measure, period=within)
            written += sum(tqdm(steps, desc=measure.code, total=len(stretches(within)), disable=None, leave=False))
        self.stdout.write(_("%(rows)s rows of %(measures)s measures.") % {"rows": written, "measures": len(measures)})


def _measure(code: str) -> Measure:
    if code not in BY_CODE:
        text = _("There is no measure «%(code)s». There are: %(codes)s.")
        raise CommandError(text % {"code": code, "codes": ", ".join(BY_CODE)})
    return BY_CODE[code]
