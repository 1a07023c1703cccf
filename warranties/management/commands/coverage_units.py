"""What covers every delivered unit on a day, as CSV: `manage.py coverage_units --on 2026-12-31 --out covers.csv`."""

from __future__ import annotations

import csv
import os
import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.models import Unit
from warranties.batch import decided_units
from warranties.decision import Decision
from warranties.states import Regime

COLUMNS = (
    *("order_ref", "line", "sku", "serial", "delivered_on", "verdict", "covered_by", "until"),
    *("legal_until", "commercial_until", "plan_until", "questions"),
)


class Command(BaseCommand):
    help = "Writes what would cover each delivered unit if it failed on a day. Orientation, not legal advice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=_day, help="The day of the fault, as 2026-12-31; today if left out")
        parser.add_argument("--out", type=Path, help="The file to write; the screen if left out")

    def handle(self, *args: object, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        if options["out"] is None:
            self._write(sys.stdout, on)
            return
        # A half-written file never carries the name that was asked for.
        target: Path = options["out"]
        unfinished = target.with_name(f"{target.name}.part")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                self._write(file, on)
            os.replace(unfinished, target)
        except OSError as error:
            raise CommandError(
                _("%(file)s could not be written: %(why)s") % {"file": target, "why": error.strerror}
            ) from None

    def _write(self, file: IO[str], on: date) -> None:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        total = Unit.objects.filter(delivery__delivered_on__isnull=False).count()
        for unit, decision in tqdm(decided_units(on), total=total, disable=None, file=sys.stderr):
            writer.writerow(row_of(unit, decision))


def row_of(unit: Unit, decision: Decision) -> tuple[object, ...]:
    """The cells of a unit, in the order of COLUMNS."""
    until = {regime: decision.line(regime).until or "" for regime in Regime}
    return (
        unit.purchase.order_ref,
        unit.line,
        unit.product.sku,
        unit.serial,
        unit.delivery.delivered_on,
        decision.verdict,
        "+".join(decision.covered_by),
        decision.until or "",
        until[Regime.LEGAL],
        until[Regime.COMMERCIAL],
        until[Regime.EXTENDED],
        "+".join(decision.questions),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("«%(text)s» is not a date. Write it as 2026-12-31.") % {"text": text}) from None
