"""Drawing anew the photos that were accepted in a rush. Until then they are shown to nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import structlog
from django.db import transaction

from core.actions.files import keep_bytes, redraw
from core.errors import Refused
from core.models import StoredFile
from core.states import FileState

log = structlog.get_logger(__name__)

LATE = dt.timedelta(hours=1)


def prepare_file(*, pk: int, now: dt.datetime) -> bool:
    """Draw one RAW photo anew and let it be seen; one that cannot be opened is REFUSED, and its bytes go.

    False when it is not RAW any more, or somebody else has it in hand. Its row is held meanwhile: who is killed lets go
    of it, and it is drawn again. The bytes that came are deleted when those that were drawn are sure.
    """
    return _prepare(pk, FileState.RAW, now)


def _prepare(pk: int, state: FileState, now: dt.datetime) -> bool:
    with transaction.atomic():
        stored = _in_hand(pk, state)
        if stored is None:
            return False
        came = str(stored.file.name)
        _draw(stored)
        stored.save(update_fields=["file", "name", "content_type", "size", "sha256", "width", "height", "state"])
        transaction.on_commit(lambda: stored.file.storage.delete(came))
    log.info("file_prepared", file=pk, state=stored.state, waited=(now - stored.created_at).total_seconds())
    return True


def _prepare_late(pk: int, now: dt.datetime) -> bool:
    """Draw for the last time one that has waited for LATE: it is REFUSED beforehand, whatever becomes of whoever draws.

    So nothing is tried for ever, and what waited because no worker was there is drawn. When drawing fails as nobody
    foresaw, its bytes stay for whoever looks into it.
    """
    with transaction.atomic():
        stored = _in_hand(pk, FileState.RAW)
        if stored is None:
            return False
        stored.state = FileState.REFUSED
        stored.save(update_fields=["state"])
    return _prepare(pk, FileState.REFUSED, now)


def _in_hand(pk: int, state: FileState) -> StoredFile | None:
    # Not its key: whoever sends a complaint meanwhile points a case at this row, and need not wait for the drawing.
    rows = StoredFile.objects.select_for_update(skip_locked=True, no_key=True)
    return rows.filter(pk=pk, state=state).first()


def _draw(stored: StoredFile) -> None:
    try:
        with stored.file.open("rb") as came, ThreadPoolExecutor(1, initializer=_step_back) as aside:
            data, kind, size = aside.submit(redraw, io.BytesIO(came.read()), stored.name).result()
    except (Refused, FileNotFoundError):
        stored.file, stored.state = "", FileState.REFUSED
        stored.size, stored.sha256 = 0, hashlib.sha256(b"").hexdigest()
    else:
        keep_bytes(stored, kind, data, size)
        stored.state = FileState.READY


def _step_back() -> None:
    """This thread draws with what the machine has to spare: who waits for a page, perhaps fifty at once, goes first.

    Linux has a priority for each thread; where there is none it draws like everybody.
    """
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def prepare_files(*, now: dt.datetime, seconds: float) -> int:
    """Draw what is still RAW, the oldest first, for about so many seconds; how many were drawn.

    One at which the drawing fails as nobody foresaw stays RAW and is logged, and is REFUSED once it is LATE; those
    behind it are drawn all the same.
    """
    prepared, last, until = 0, 0, time.monotonic() + seconds
    while time.monotonic() < until:
        raw = StoredFile.objects.filter(state=FileState.RAW, pk__gt=last).order_by("pk")
        found = raw.values_list("pk", "created_at").first()
        if found is None:
            break
        last, created_at = found
        try:
            prepared += _prepare_late(last, now) if created_at <= now - LATE else prepare_file(pk=last, now=now)
        except Exception:
            log.exception("file_not_prepared", file=last)
    return prepared
