"""What the import commands have in common: opening the file, the bar, the errors file and the last lines."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from core.actors import SYSTEM
from core.csv_reading import CsvRow, Table, open_table
from core.csv_sniffing import Unreadable
from core.import_preview import delimiter_word
from core.importing import BATCH, ErrorsFile, Tally


class ImportCommand(BaseCommand):
    """`columns`, `required` and `action` say what is imported. Ends with 0 when the file was read to its end."""

    columns: Collection[str] = ()
    required: Collection[str] = ()
    action: Callable[..., Tally]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--errors", type=Path, help="where to write the rejected rows, each with what to mend")
        parser.add_argument("--batch", type=_batch, default=BATCH, help="rows in one transaction")

    def handle(self, *args: object, **options: Any) -> None:
        with translation.override(_language()):
            self._import(options["file"], options["dry_run"], options["errors"], options["batch"])

    def _import(self, file: Path, dry_run: bool, errors: Path | None, batch: int) -> None:
        try:
            with ExitStack() as stack:
                source = stack.enter_context(file.open("rb"))
                table = stack.enter_context(open_table(source, columns=self.columns, required=self.required))
                if errors and errors.exists() and errors.samefile(file):
                    raise CommandError(_("The errors file has to be another file than the one to import."))
                self._describe(table)
                on_reject = self._rejects(stack, table, errors)
                bar = stack.enter_context(_bar(file))
                tally = type(self).action(
                    table=table,
                    batch=batch,
                    dry_run=dry_run,
                    on_reject=on_reject,
                    on_batch=lambda _tally: bar.update(table.bytes_done - bar.n),
                    by=SYSTEM,
                    now=timezone.now(),
                )
        except Unreadable as error:
            raise CommandError(f"{file}: {error}") from None
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {_why(error)}") from None
        self._summary(tally, dry_run=dry_run, errors=errors)

    def _describe(self, table: Table) -> None:
        self.stdout.write(
            _("Encoding %(encoding)s, delimiter %(delimiter)s.")
            % {"encoding": table.encoding.label, "delimiter": delimiter_word(table.delimiter)}
        )
        if table.unknown:
            self.stdout.write(
                _("Columns that are not known and not read: %(names)s.") % {"names": ", ".join(table.unknown)}
            )

    def _rejects(self, stack: ExitStack, table: Table, errors: Path | None) -> Callable[[CsvRow, str], None]:
        if errors is None:
            return lambda row, sentence: tqdm.write(
                _("Line %(line)s: %(sentence)s") % {"line": row.line_number, "sentence": sentence}, file=sys.stderr
            )
        file = stack.enter_context(errors.open("w", encoding="utf-8-sig", errors="replace", newline=""))
        return ErrorsFile(file, table).add

    def _summary(self, tally: Tally, *, dry_run: bool, errors: Path | None) -> None:
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written. This is what would happen."))
        self.stdout.write(
            ngettext(
                "%(read)s row read: %(created)s new, %(updated)s updated, "
                "%(unchanged)s unchanged, %(rejected)s rejected.",
                "%(read)s rows read: %(created)s new, %(updated)s updated, "
                "%(unchanged)s unchanged, %(rejected)s rejected.",
                tally.read,
            )
            % (asdict(tally) | {"read": tally.read})
        )
        if tally.rejected and errors:
            self.stdout.write(_("The rejected rows are in %(file)s. Mend them there and import it.") % {"file": errors})


def _language() -> str:
    """The language of whoever typed the command, when it is one of ours; else the installation's."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    code = re.split(r"[_.@]", told)[0].lower()
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return _("There is no such file or folder.")
    if isinstance(error, IsADirectoryError):
        return _("It is a folder, not a file.")
    return error.strerror or str(error)


def _bar(file: Path) -> tqdm:
    """Progress by bytes; silent when nobody looks."""
    return tqdm(total=os.path.getsize(file), unit="B", unit_scale=True, disable=None, file=sys.stderr)


def _batch(text: str) -> int:
    try:
        return min(max(int(text), 1), 50_000)
    except ValueError:
        raise argparse.ArgumentTypeError("it has to be a whole number") from None
