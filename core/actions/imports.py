"""The life of an uploaded file: uploaded, looked at, confirmed, run, done."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import PurePath

import structlog
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actors import Actor, actor_of
from core.csv_reading import open_table
from core.csv_sniffing import Unreadable
from core.errors import Refused
from core.importing import ErrorsFile, FileKind, Tally
from core.models import ImportJob, User
from core.states import ImportState

log = structlog.get_logger(__name__)

MAX_STARTS = 3
SILENCE = dt.timedelta(minutes=3)
FILES_KEPT = dt.timedelta(days=30)


class _Superseded(Exception):
    """Somebody started this import again and took it from us."""


def upload_import(*, kind: str, file: File, by: Actor, now: dt.datetime) -> ImportJob:
    """Keep an uploaded file until somebody has looked at it and confirms it. Nothing is imported yet."""
    job = ImportJob(
        kind=kind,
        name=PurePath(file.name or "").name[-200:],
        size=file.size,
        created_by=User.objects.get(pk=by.user_id),
        created_at=now,
    )
    file.seek(0)
    job.file.save(f"{kind}.csv", file, save=False)
    job.save()
    return job


def discard_import(*, job: ImportJob, by: Actor, now: dt.datetime) -> None:
    """Drop a file that was not confirmed. Refused once it was."""
    with transaction.atomic():
        if not ImportJob.objects.filter(pk=job.pk, state=ImportState.PREVIEW).delete()[0]:
            raise Refused(_("This import was already confirmed, so it stays in the list."), code="confirmed")
        transaction.on_commit(lambda: job.file.delete(save=False))
    log.info("import_discarded", job=job.pk, user=by.user_id, at=now.isoformat())


def confirm_import(*, job: ImportJob, by: Actor, now: dt.datetime) -> None:
    """Let it be run. Refused when it was confirmed before: twice the button is once the import."""
    if not ImportJob.objects.filter(pk=job.pk, state=ImportState.PREVIEW).update(
        state=ImportState.QUEUED, alive_at=now
    ):
        raise Refused(_("This import was already confirmed."), code="confirmed")
    log.info("import_confirmed", job=job.pk, user=by.user_id)


def restart_import(*, job: ImportJob, by: Actor, now: dt.datetime) -> None:
    """Run again one that failed or went silent. Refused while it runs. What was imported stays as it is."""
    again = ImportJob.objects.filter(pk=job.pk)
    stopped = again.filter(state=ImportState.FAILED) | again.silent(now - SILENCE)
    if not stopped.update(state=ImportState.QUEUED, alive_at=now, starts=0, failure="", finished_at=None):
        raise Refused(_("This import is not stopped, so there is nothing to start again."), code="not_stopped")
    log.info("import_restarted", job=job.pk, user=by.user_id)


def revive_imports(*, now: dt.datetime) -> list[int]:
    """Queue again what lost its message or its worker, and give up what did so too often; the ids to run."""
    silent = ImportJob.objects.silent(now - SILENCE)
    given_up = silent.filter(starts__gte=MAX_STARTS).update(
        state=ImportState.FAILED,
        finished_at=now,
        failure=_("It stopped %(times)s times before its end. What was imported is kept.") % {"times": MAX_STARTS},
    )
    ids = [pk for pk in silent.values_list("pk", flat=True) if _queue_again(pk, now)]
    if ids or given_up:
        log.warning("imports_silent", revived=len(ids), given_up=given_up)
    return ids


def forget_import_files(*, now: dt.datetime) -> int:
    """Delete the files of imports that ended FILES_KEPT ago, and uploads that nobody confirmed since; how many.

    They are lists of customers. What the import did stays in its row.
    """
    ended = ImportJob.objects.keeping_files_since(now - FILES_KEPT)
    left = ImportJob.objects.unconfirmed_since(now - FILES_KEPT)
    total = 0
    for job in ended:
        job.file.delete(save=False)
        job.errors_file.delete(save=False)
        total += ended.filter(pk=job.pk).update(file="", errors_file="")
    for job in left:
        if left.filter(pk=job.pk).delete()[0]:
            job.file.delete(save=False)
            total += 1
    if total:
        log.info("import_files_forgotten", imports=total)
    return total


def _queue_again(pk: int, now: dt.datetime) -> int:
    silent = ImportJob.objects.silent(now - SILENCE).filter(pk=pk)
    return silent.update(state=ImportState.QUEUED, alive_at=now)


def claim_import(*, job_id: int, now: dt.datetime) -> ImportJob | None:
    """Take a queued import for this worker; None when another has it. `started_at` is the claim."""
    job = ImportJob.objects.select_related("created_by").filter(pk=job_id).first()
    if job is None:
        return None
    job.started_at = job.alive_at = now
    job.starts += 1
    taken = ImportJob.objects.filter(pk=job_id, state=ImportState.QUEUED).update(
        state=ImportState.RUNNING,
        started_at=now,
        alive_at=now,
        starts=job.starts,
        bytes_done=0,
        **_counts(Tally()),
    )
    return job if taken else None


def run_claimed_import(*, job: ImportJob, kind: FileKind, clock: Callable[[], dt.datetime]) -> None:
    """Run a claimed import to its end, telling after each batch how far it is.

    Ends DONE, or FAILED with a sentence; what was imported until then stays. Running it again is harmless.
    """
    try:
        _run(job, kind, clock)
    except _Superseded:
        log.warning("import_superseded", job=job.pk)
    except Unreadable as error:
        _fail(job, str(error), clock())
    except FileNotFoundError:
        _fail(job, _("The uploaded file is no longer there. Please upload it again."), clock())
    except Exception:
        log.exception("import_failed", job=job.pk)
        _fail(job, _("Something unexpected stopped it. What was imported is kept; you can start it again."), clock())


def _run(job: ImportJob, kind: FileKind, clock: Callable[[], dt.datetime]) -> None:
    if not job.file:
        raise FileNotFoundError
    with (
        job.file.open("rb") as source,
        tempfile.NamedTemporaryFile("w+", encoding="utf-8-sig", errors="replace", newline="") as errors,
        open_table(source, columns=kind.columns, required=kind.required) as table,
    ):
        out = ErrorsFile(errors, table)

        def tell(tally: Tally) -> None:
            _update(job, alive_at=clock(), bytes_done=table.bytes_done, **_counts(tally))

        tally = kind.action(
            table=table, on_reject=out.add, on_batch=tell, by=actor_of(job.created_by), now=job.started_at
        )
        errors.flush()
        told: dict[str, object] = {"errors_file": ""}
        if tally.rejected:
            with open(errors.name, "rb") as written:
                job.errors_file.save("errors.csv", File(written), save=False)
            told["errors_file"] = job.errors_file.name
    _update(job, state=ImportState.DONE, finished_at=clock(), bytes_done=job.size, **told, **_counts(tally))


def _fail(job: ImportJob, sentence: str, now: dt.datetime) -> None:
    _mine(job).update(state=ImportState.FAILED, finished_at=now, failure=sentence)


def _update(job: ImportJob, **fields: object) -> None:
    if not _mine(job).update(**fields):
        raise _Superseded


def _mine(job: ImportJob) -> QuerySet[ImportJob]:
    return ImportJob.objects.filter(pk=job.pk, state=ImportState.RUNNING, started_at=job.started_at)


def _counts(tally: Tally) -> dict[str, int]:
    return {**asdict(tally), "read": tally.read}
