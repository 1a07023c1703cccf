"""Which letters and which files of imports are about somebody. Reads only."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from typing import BinaryIO, cast

import structlog
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile

from core.csv_reading import open_table
from core.csv_sniffing import Unreadable, find_encoding
from core.models import ImportJob, OutgoingMessage

log = structlog.get_logger(__name__)

_PIECE = 1 << 20
Cells = Mapping[str, Collection[str]]  # what may stand in a column, by its name


def letters_of(*, emails: Collection[str], letters: Collection[int]) -> QuerySet[OutgoingMessage]:
    """Letters to these addresses, and those with these numbers."""
    about = Q(pk__in=letters) | Q(to__in=[email for email in emails if email])
    return OutgoingMessage.objects.filter(about)


def imports_about(*, words: Collection[str], cells: Cells, finished: bool) -> list[ImportJob]:
    """Imports whose files are still kept and are about somebody; those that have ended, or the others.

    They are when they hold one of these words anywhere, or a column has one of its `cells`. Files are read as an import
    reads them, in whatever they are written.
    """
    jobs = ImportJob.objects.filter(finished_at__isnull=not finished).exclude(file="", errors_file="")
    low = [word.lower() for word in words]
    return [job for job in jobs if any(_is_about(file, low, cells) for file in (job.file, job.errors_file) if file)]


def _is_about(file: FieldFile, words: Collection[str], cells: Cells) -> bool:
    try:
        with file.open("rb") as opened:
            return _holds(opened, words) or (bool(cells) and _has(opened, cells))
    except FileNotFoundError:
        log.warning("import_file_missing", file=file.name)
    return False


def _holds(opened: FieldFile, words: Collection[str]) -> bool:
    """Whether one of these words is in it, whatever its letters' case; a piece at a time, for it may be large."""
    overlap, rest = max(map(len, words), default=1), ""
    text = io.TextIOWrapper(cast(BinaryIO, opened), encoding=_codec(opened), errors="replace", newline="")
    try:
        while piece := text.read(_PIECE):
            seen = rest + piece.lower()
            if any(word in seen for word in words):
                return True
            rest = seen[-overlap:]
    finally:
        text.detach()
    return False


def _codec(opened: FieldFile) -> str:
    try:
        return find_encoding(opened).codec
    except Unreadable:  # no import has read it either
        opened.seek(0)
        return "utf-8"


def _has(opened: FieldFile, cells: Cells) -> bool:
    """Whether a column of that name has one of these cells, and nothing else in it."""
    try:
        with open_table(opened, columns=cells, required=()) as table:
            return any(row.values.get(name) in wanted for row in table.rows() for name, wanted in cells.items())
    except Unreadable:
        return False
