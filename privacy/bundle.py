"""All that is held of a person in one ZIP: rows.json, and every file as it was given."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

import structlog

from privacy.holdings import HeldFile

log = structlog.get_logger(__name__)

_IN_MEMORY = 8 << 20


@contextmanager
def bundled(rows: Mapping[str, Sequence[object]], files: Sequence[HeldFile]) -> Iterator[IO[bytes]]:
    """The ZIP, to be read from its beginning. A file whose bytes are gone is left out and noted in the log."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("rows.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str))
            for held in files:
                _put(archive, held)
        out.seek(0)
        yield out


def _put(archive: zipfile.ZipFile, held: HeldFile) -> None:
    try:
        with held.file.file.open("rb") as source, archive.open(held.path, "w", force_zip64=True) as target:
            for piece in source.chunks():
                target.write(piece)
    except (FileNotFoundError, ValueError):
        log.warning("file_missing", stored_file=held.file.pk)


@contextmanager
def in_a_file(pieces: Iterable[bytes]) -> Iterator[IO[bytes]]:
    """The pieces one after the other, to be read from the beginning."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as out:
        out.writelines(pieces)
        out.seek(0)
        yield out
