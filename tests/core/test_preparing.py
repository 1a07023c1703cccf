"""Photos that were accepted in a rush: seen by their head, drawn a moment later, shown to nobody before."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import Http404
from PIL import Image, ImageFile

from core.actions import preparing
from core.actions.files import accepted_files, store_files
from core.actions.preparing import LATE, prepare_file, prepare_files
from core.errors import Refused
from core.models import StoredFile
from core.rules import looks_like_video
from core.states import FileState
from postventa.file_response import file_response
from tests.factories import NOW
from tests.uploads import huge, pdf, photo, program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def accept(*uploads) -> list[StoredFile]:
    with accepted_files(uploads=uploads, now=NOW) as received, transaction.atomic():
        return store_files(received=received)


def on_disk(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def cut_short() -> SimpleUploadedFile:
    """A photo whose head is good and whose end never came."""
    data = photo(size=(2000, 1500)).read()
    return SimpleUploadedFile("cortada.jpg", data[: len(data) // 2])


def test_accept_keeps_what_came_and_shows_it_to_nobody():
    exif = Image.Exif()
    exif[0x010F] = "Camera secreta"

    [stored] = accept(photo("de/la\\nevera.exe", exif=exif))

    assert (stored.state, stored.is_ready, stored.name) == (FileState.RAW, False, "nevera.jpeg")
    with stored.file as kept:
        assert b"Camera secreta" in kept.read()
    with pytest.raises(Http404):
        file_response(stored)


def test_accept_document_is_ready_at_once():
    [stored] = accept(pdf())

    assert (stored.state, stored.content_type) == (FileState.READY, "application/pdf")


def test_accept_looks_at_the_head_and_draws_nothing(monkeypatch):
    def draw(*_given):
        raise AssertionError("nothing is drawn while somebody waits")

    big = photo(size=(4000, 3000))
    monkeypatch.setattr(Image.Image, "load", draw)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", draw)

    assert [stored.state for stored in accept(big)] == [FileState.RAW]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FILM = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 200


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (program(), "file_unknown"),
        (SimpleUploadedFile("pagina.jpg", b"<html><script>alert(1)</script>"), "file_unknown"),
        (SimpleUploadedFile("dibujo.svg", SVG), "file_unknown"),
        (SimpleUploadedFile("vacia.jpg", b""), "file_empty"),
        (huge(), "file_too_big"),
        (photo("inmensa.png", kind="PNG", size=(8000, 8000)), "file_unknown"),
        (SimpleUploadedFile("video.mp4", FILM), "file_video"),
        (SimpleUploadedFile("foto.jpg", FILM), "file_video"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_accept_what_is_no_photo_is_refused_and_nothing_kept(upload, code, folder):
    with pytest.raises(Refused) as refused:
        accept(pdf(), upload)

    assert (refused.value.code, upload.name in str(refused.value)) == (code, True)
    assert (StoredFile.objects.count(), on_disk(folder)) == (0, [])


@pytest.mark.parametrize(
    ("head", "film"),
    [
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", True),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", True),
        (b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x86\x81\x01", True),
        (b"RIFF\x00\x00\x00\x00AVI LIST", True),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", False),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", False),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01", False),
        (b"", False),
    ],
)
def test_video_is_known_by_its_head(head, film):
    assert looks_like_video(head) is film


def test_prepare_draws_it_anew_and_forgets_what_came(folder, django_capture_on_commit_callbacks):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera secreta"  # turned a quarter
    [stored] = accept(photo(size=(5120, 1280), exif=exif))

    with django_capture_on_commit_callbacks(execute=True):
        assert prepare_file(pk=stored.pk, now=NOW)

    stored.refresh_from_db()
    assert (stored.state, stored.width, stored.height) == (FileState.READY, 640, 2560)
    [left] = on_disk(folder)
    assert left == folder / stored.file.name
    assert b"secreta" not in left.read_bytes()
    assert stored.size == left.stat().st_size


def test_prepare_twice_draws_once():
    [stored] = accept(photo())

    assert [prepare_file(pk=stored.pk, now=NOW) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("printed", [False, True], ids=["", "after a paper was printed"])
def test_prepare_what_cannot_be_opened_says_so_and_deletes_it(
    folder, django_capture_on_commit_callbacks, monkeypatch, printed
):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", printed)  # as WeasyPrint leaves it
    [stored] = accept(cut_short())

    with django_capture_on_commit_callbacks(execute=True):
        prepare_file(pk=stored.pk, now=NOW)

    stored.refresh_from_db()
    assert (stored.state, stored.name, stored.file.name, stored.size) == (FileState.REFUSED, "cortada.jpeg", "", 0)
    assert on_disk(folder) == []
    with pytest.raises(Http404):
        file_response(stored)


def test_prepare_what_is_gone_from_the_disk_says_so():
    [stored] = accept(photo())
    stored.file.storage.delete(stored.file.name)

    assert prepare_files(now=NOW, seconds=5) == 1
    assert StoredFile.objects.get().state == FileState.REFUSED


def test_sweep_draws_all_and_nothing_twice(monkeypatch):
    accept(photo(), photo(), pdf(), cut_short())

    assert prepare_files(now=NOW, seconds=30) == 3
    assert prepare_files(now=NOW, seconds=30) == 0
    states = StoredFile.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [FileState.READY, FileState.READY, FileState.READY, FileState.REFUSED]


def test_sweep_goes_past_what_fails_as_nobody_foresaw(monkeypatch):
    first, _second = accept(photo(), photo())
    real = preparing.keep_bytes

    def keep(stored, *given):
        if stored == first:
            raise OSError("no space left on device")
        real(stored, *given)

    monkeypatch.setattr(preparing, "keep_bytes", keep)
    assert prepare_files(now=NOW, seconds=30) == 1
    states = StoredFile.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [FileState.RAW, FileState.READY]
    monkeypatch.setattr(preparing, "keep_bytes", real)
    assert prepare_files(now=NOW, seconds=30) == 1


def test_sweep_draws_what_waited_long_because_nobody_was_there():
    accept(photo())

    assert prepare_files(now=NOW + 2 * LATE, seconds=30) == 1
    assert StoredFile.objects.get().state == FileState.READY


def test_sweep_gives_up_what_fails_for_long_as_nobody_foresaw(folder):
    first, _second = accept(photo(), photo(size=(300, 300)))
    path = folder / first.file.name
    path.unlink()
    path.mkdir()  # reading it is an OSError that is not «it is gone»

    assert prepare_files(now=NOW, seconds=30) == 1
    assert prepare_files(now=NOW + LATE, seconds=30) == 0
    states = StoredFile.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [FileState.REFUSED, FileState.READY]
    assert prepare_files(now=NOW + LATE, seconds=30) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_draw_each_photo_once(monkeypatch):
    ids = [stored.pk for stored in accept(*[photo() for _ in range(6)])]
    drawn, real = [], preparing.redraw
    monkeypatch.setattr(preparing, "redraw", lambda *given: (drawn.append(1), time.sleep(0.02), real(*given))[-1])

    def work(_number):
        try:
            return prepare_files(now=NOW, seconds=30)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, range(2))) == len(ids)
    assert len(drawn) == len(ids)


@pytest.mark.django_db(transaction=True)
def test_worker_that_is_killed_while_it_draws_leaves_it_to_the_next(folder):
    [stored] = accept(photo())
    connection.close()
    child = os.fork()
    if not child:  # pragma: no cover (it dies)
        try:
            preparing.redraw = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)
            prepare_file(pk=stored.pk, now=NOW)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    assert StoredFile.objects.get().state == FileState.RAW
    deadline = time.monotonic() + 20
    while not prepare_file(pk=stored.pk, now=NOW):  # until PostgreSQL has noticed
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert StoredFile.objects.get().state == FileState.READY
