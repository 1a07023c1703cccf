"""Check the engine against cases that people decided: `manage.py coverage_cases FILE.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import override

from warranties.cases import REQUIRED, Unreadable, read_case
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.law import shipped
from warranties.queries import rulebook
from warranties.rules import Rulebook
from warranties.states import Regime, Verdict
from warranties.wording import ORIENTATION, sentences

SEPARATORS = (",", ";", "\t")
WIDTHS = (12, 24, 22, 0)


class Command(BaseCommand):
    help = "Decides each case of a CSV file and prints where the decision is not what the file expects."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with the columns of docs/coverage-cases.md")
        parser.add_argument(
            "--shipped", action="store_true", help="Use the rules as Postventa brings them, not those of the database"
        )
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, *args: object, **options: Any) -> None:
        with override(options["language"]):
            self._decide(options)

    def _decide(self, options: dict[str, Any]) -> None:
        rules = Rulebook(shipped()) if options["shipped"] else self._rules()
        seen = agreed = 0
        for number, row in rows_of(options["file"]):
            seen += 1
            agreed += self._check(number, row, rules)
        if not seen:
            raise CommandError(_("The file has no cases under its header."))
        self.stdout.write(str(ORIENTATION))
        # Read by programs too, so it is the last line and the same in every language.
        self.stdout.write(f"{agreed} of {seen} cases agree")
        if agreed < seen:
            raise SystemExit(1)

    def _rules(self) -> Rulebook:
        """The rules in force here; those that come with Postventa while a database has none."""
        try:
            rules = rulebook()
        except DatabaseError:
            rules = Rulebook(())
        if not rules.rules:
            self.stderr.write(_("This database has no rules yet: using those that come with Postventa."))
            return Rulebook(shipped())
        return rules

    def _check(self, number: int, row: dict[str, str], rules: Rulebook) -> bool:
        try:
            case = read_case(row)
        except Unreadable as error:
            self._say(number, row.get("case_id") or "—", str(error))
            return False
        for remark in case.remarks:
            self._say(number, case.ref, remark)
        decision = decide(case.facts, rules, case.guarantees, case.plans)
        wrong = case.disagreements(decision)
        if wrong:
            self.stdout.write(columns(_("case"), _("column"), _("expected"), _("decided")))
        for name, expected, decided in wrong:
            self.stdout.write(columns(case.ref, name, expected, decided or "—"))
        if wrong:
            self._explain(decision)
        return not wrong

    def _say(self, number: int, ref: str, why: str) -> None:
        self.stdout.write(_("Line %(number)s, %(case)s: %(why)s") % {"number": number, "case": ref, "why": why})

    def _explain(self, decision: Decision) -> None:
        for line in decision.lines:
            if not line.in_scope and line.verdict == Verdict.NOT_COVERED and line.regime != Regime.LEGAL:
                continue
            self.stdout.write(f"    {line.regime.label}: {line.verdict.label}")
            for sentence, cite in sentences(line):
                self.stdout.write(f"      {sentence}" + (f" ({cite})" if cite else ""))


def columns(*cells: str) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line under the header with its number in the file. Errors: CommandError, with a sentence."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=max(SEPARATORS, key=first.count))
            reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
            missing = [name for name in REQUIRED if name not in (reader.fieldnames or [])]
            if missing:
                raise CommandError(_("The file lacks these columns: %(names)s.") % {"names": ", ".join(missing)})
            for row in reader:
                if any(row.values()):
                    yield reader.line_num, row
    except OSError as error:
        raise CommandError(_("%(file)s could not be read: %(why)s") % {"file": path, "why": error.strerror}) from None
    except UnicodeDecodeError:
        raise CommandError(_("%(file)s is not UTF-8 text.") % {"file": path}) from None
    except csv.Error as error:
        raise CommandError(_("%(file)s is not a CSV file: %(why)s") % {"file": path, "why": error}) from None
