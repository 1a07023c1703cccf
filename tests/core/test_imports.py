"""The life of an uploaded file."""

import datetime as dt
from dataclasses import asdict

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from core.actions.imports import (
    FILES_KEPT,
    MAX_STARTS,
    SILENCE,
    claim_import,
    confirm_import,
    discard_import,
    forget_import_files,
    restart_import,
    revive_imports,
    run_claimed_import,
    upload_import,
)
from core.actors import actor_of
from core.errors import Refused
from core.importing import FileKind, Tally
from core.models import ImportJob
from core.states import ImportState
from customers.actions import import_purchases as purchases
from customers.models import Unit
from postventa.imports import KINDS
from tests.factories import ManagerFactory
from tests.imports import NOW, csv_bytes, purchase

pytestmark = pytest.mark.django_db
LATER = NOW + SILENCE + dt.timedelta(seconds=1)


@pytest.fixture
def by():
    return actor_of(ManagerFactory())


@pytest.fixture
def upload(by):
    def make(*rows):
        file = ContentFile(csv_bytes(*(rows or [purchase()])), name="marzo.csv")
        return upload_import(kind="purchases", file=file, by=by, now=NOW)

    return make


def run(job, kind=KINDS["purchases"], now=NOW):
    claimed = claim_import(job_id=job.pk, now=now)
    run_claimed_import(job=claimed, kind=kind, clock=lambda: now)
    job.refresh_from_db()


def test_run_imports_and_keeps_the_counts_and_the_errors(upload, by):
    job = upload(purchase(), purchase(line="2", sku=""))
    confirm_import(job=job, by=by, now=NOW)
    run(job)
    assert (job.state, job.read, job.created, job.rejected, job.percent) == (ImportState.DONE, 2, 1, 1, 100)
    with job.errors_file.open("rb") as file:
        assert file.read().decode("utf-8-sig").splitlines()[1].startswith("3,«sku»")
    assert Unit.objects.count() == 1


def test_confirm_twice_is_refused(upload, by):
    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    with pytest.raises(Refused):
        confirm_import(job=job, by=by, now=NOW)


def test_claim_is_given_to_one_worker_only(upload, by):
    job = upload()
    assert claim_import(job_id=job.pk, now=NOW) is None
    confirm_import(job=job, by=by, now=NOW)
    assert claim_import(job_id=job.pk, now=NOW) == job
    assert claim_import(job_id=job.pk, now=NOW) is None
    assert claim_import(job_id=job.pk + 1, now=NOW) is None


def test_discard_drops_the_file_only_before_it_is_confirmed(upload, by, django_capture_on_commit_callbacks):
    job = upload()
    storage, name = job.file.storage, job.file.name
    with django_capture_on_commit_callbacks(execute=True):
        discard_import(job=job, by=by, now=NOW)
    assert not ImportJob.objects.exists()
    assert not storage.exists(name)
    kept = upload()
    confirm_import(job=kept, by=by, now=NOW)
    with pytest.raises(Refused):
        discard_import(job=kept, by=by, now=NOW)
    assert kept.file.storage.exists(kept.file.name)


def test_revive_queues_again_what_went_silent_and_gives_up_at_last(upload, by):
    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    now = NOW
    for _start in range(MAX_STARTS):
        assert claim_import(job_id=job.pk, now=now) is not None
        assert revive_imports(now=now) == []
        now += SILENCE + dt.timedelta(seconds=1)
        revived = revive_imports(now=now)
    assert revived == []
    job.refresh_from_db()
    assert job.state == ImportState.FAILED
    assert job.failure
    restart_import(job=job, by=by, now=now)
    run(job, now=now)
    assert (job.state, job.failure, job.created) == (ImportState.DONE, "", 1)


def test_restart_is_refused_while_it_runs(upload, by):
    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    claim_import(job_id=job.pk, now=NOW)
    with pytest.raises(Refused):
        restart_import(job=job, by=by, now=NOW)
    restart_import(job=job, by=by, now=LATER)


def test_run_that_was_taken_over_writes_no_more_of_its_state(upload, by):
    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    slow = claim_import(job_id=job.pk, now=NOW)
    restart_import(job=job, by=by, now=LATER)
    run(job, now=LATER)
    before = ImportJob.objects.values().get()
    run_claimed_import(job=slow, kind=KINDS["purchases"], clock=lambda: LATER)
    assert ImportJob.objects.values().get() == before
    assert before["created"] == 1


def test_run_that_breaks_keeps_what_was_imported_and_says_so(upload, by):
    def action(*, on_batch, **told):
        on_batch(Tally(created=1))
        raise RuntimeError

    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    run(job, kind=FileKind(*KINDS["purchases"][:2], action))
    assert (job.state, job.created) == (ImportState.FAILED, 1)
    assert job.failure
    assert {name: getattr(job, name) for name in asdict(Tally())} == asdict(Tally(created=1))


def test_run_without_its_file_says_to_upload_it_again(upload, by):
    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    job.file.storage.delete(job.file.name)
    run(job)
    assert job.state == ImportState.FAILED
    assert job.failure


def test_run_with_a_row_that_nobody_foresaw_rejects_that_row_alone(upload, by, monkeypatch):
    def read_line(values, **rest):
        return 1 / 0 if values["line"] == "2" else real(values, **rest)

    real = purchases.read_line
    monkeypatch.setattr(purchases, "read_line", read_line)
    job = upload(purchase(), purchase(line="2"), purchase(line="3"))
    confirm_import(job=job, by=by, now=NOW)
    run(job)
    assert (job.state, job.read, job.created, job.rejected) == (ImportState.DONE, 3, 2, 1)


def test_run_with_a_price_of_thirty_digits_rejects_that_row_alone(upload, by):
    job = upload(purchase(), purchase(line="2", unit_price="9" * 30), purchase(line="3", visits_to_complete="1" * 5000))
    confirm_import(job=job, by=by, now=NOW)
    run(job)
    assert (job.state, job.read, job.created, job.rejected) == (ImportState.DONE, 3, 1, 2)


def test_forget_deletes_the_files_of_imports_that_ended_long_ago(upload, by):
    old, failed, fresh, waiting = (upload(purchase(), purchase(line="2", sku="")) for _job in range(4))
    for job, at in ((old, NOW), (failed, NOW), (fresh, NOW + dt.timedelta(hours=1))):
        confirm_import(job=job, by=by, now=at)
    failed.file.storage.delete(failed.file.name)
    run(old)
    run(failed)
    run(fresh, now=NOW + dt.timedelta(hours=1))
    confirm_import(job=waiting, by=by, now=NOW)
    unconfirmed = upload()
    names = {job: (job.file.name, job.errors_file.name) for job in (old, fresh, waiting, unconfirmed)}
    storage = old.file.storage
    counts = ImportJob.objects.filter(pk=old.pk).values("read", "created", "rejected", "state", "name").get()

    assert forget_import_files(now=NOW + FILES_KEPT) == 0
    assert forget_import_files(now=NOW + FILES_KEPT + dt.timedelta(seconds=1)) == 3

    old.refresh_from_db()
    assert (old.file.name, old.errors_file.name) == ("", "")
    assert ImportJob.objects.filter(pk=old.pk).values(*counts).get() == counts
    assert set(ImportJob.objects.values_list("pk", flat=True)) == {old.pk, failed.pk, fresh.pk, waiting.pk}
    kept = {
        name
        for name in [*names[old], *names[fresh], *names[waiting], *names[unconfirmed]]
        if name and storage.exists(name)
    }
    assert kept == {*names[fresh], names[waiting][0]}


def test_import_whose_file_was_forgotten_says_to_upload_it_again(upload, by):
    job = upload()
    confirm_import(job=job, by=by, now=NOW)
    job.file.storage.delete(job.file.name)
    run(job)
    later = NOW + FILES_KEPT * 2
    forget_import_files(now=later)
    job.refresh_from_db()
    restart_import(job=job, by=by, now=later)
    run(job, now=later)
    assert (job.state, job.file.name) == (ImportState.FAILED, "")
    assert job.failure == "El archivo subido ya no está. Súbalo de nuevo, por favor."


@pytest.mark.parametrize(
    "told",
    [
        {"state": "queued"},
        {"state": "running"},
        {"alive_at": NOW},
        {"state": "done", "alive_at": NOW},
        {"state": "failed", "alive_at": NOW},
        {"state": "queued", "alive_at": NOW, "finished_at": NOW},
    ],
)
def test_import_without_its_instants_is_refused_by_the_database(upload, told):
    upload()
    before = ImportJob.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportJob.objects.update(**told)
    assert ImportJob.objects.values().get() == before
