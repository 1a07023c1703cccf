"""Files without a row: what a process that died left behind between the disk, which knows no rollback, and the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog
from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField

log = structlog.get_logger(__name__)

# Long enough for any request or task that has written a file to have written its row.
SETTLED = dt.timedelta(days=1)
_BATCH = 500


def sweep_files(*, now: dt.datetime) -> int:
    """Delete files of a day ago and older to which no column of any table points; how many."""
    gone = 0
    for names in _batches(_old_files("", now)):
        pointed = {name for column in _columns() for name in _pointed(column, names)}
        for name in set(names) - pointed:
            default_storage.delete(name)
            gone += 1
    if gone:
        log.warning("files_without_rows", deleted=gone)
    return gone


def _columns() -> Iterator[FileField]:
    for model in apps.get_models():
        yield from (field for field in model._meta.concrete_fields if isinstance(field, FileField))


def _pointed(column: FileField, names: list[str]) -> list[str]:
    rows = column.model._base_manager.filter(**{f"{column.name}__in": names})
    return list(rows.values_list(column.name, flat=True))


def _old_files(folder: str, now: dt.datetime) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        name = f"{folder}/{file}" if folder else file
        if default_storage.get_modified_time(name) < now - SETTLED:
            yield name
    for inner in folders:
        yield from _old_files(f"{folder}/{inner}" if folder else inner, now)


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    held: list[str] = []
    for name in names:
        held.append(name)
        if len(held) == _BATCH:
            yield held
            held = []
    if held:
        yield held
