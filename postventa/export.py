"""What a person downloads: one ZIP with data.json for machines, index.html for people, and their files."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import structlog
from django.conf import settings
from django.utils.translation import get_language

from postventa.export_page import export_page
from privacy.actions.exporting import Export
from privacy.holdings import HeldFile
from privacy.titles import TITLES

log = structlog.get_logger(__name__)

FORMAT = "postventa-holdings/1"
CHUNK = 256 * 1024


def zipped(export: Export, now: dt.datetime) -> IO[bytes]:
    """The ZIP in a temporary file that goes when it is closed. However big the files, memory holds little of them."""
    out = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            kept = list(_put_files(bundle, export.files, now))
            words = json.dumps(_data(export, kept, now), ensure_ascii=False, indent=1)
            bundle.writestr(_entry("data.json", now), words)
            bundle.writestr(_entry("index.html", now), export_page(export, kept, now))
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _put_files(bundle: zipfile.ZipFile, files: list[HeldFile], now: dt.datetime) -> Iterator[HeldFile]:
    """Copy each piece by piece; one whose bytes are gone is left out, and the log says which."""
    for held in files:
        try:
            content = held.file.file.open("rb")
        except FileNotFoundError:
            log.warning("file_without_bytes", file=held.file.pk)
            continue
        with content, bundle.open(_entry(held.path, now), "w") as place:
            while piece := content.read(CHUNK):
                place.write(piece)
        yield held


def _entry(name: str, now: dt.datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _data(export: Export, files: list[HeldFile], now: dt.datetime) -> dict[str, object]:
    """The keys are documented in docs/privacy.md; they stay what they are while FORMAT does."""
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "made_by": settings.COMPANY["name"],
        "language": get_language(),
        "titles": {name: str(TITLES[name]) for name in export.rows},
        "data": export.rows,
        "files": [
            {"path": held.path, "name": held.file.name, "sha256": held.file.sha256, "of": [held.holding, held.row]}
            for held in files
        ],
        "on_request": {"notes": export.notes},
    }
