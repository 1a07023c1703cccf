"""Taking in files: what a file is, is seen in its bytes; a photo is drawn anew, so nothing else travels in it.

That takes a second or two, and of many people at once one photo is drawn at a time. On the way to a complaint nobody
waits for it: only the head is looked at (`accepted_files`), and `core.actions.preparing` draws it a moment later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageFile

from core.errors import Refused
from core.models import StoredFile
from core.rules import IMAGE_FORMATS, MAX_SIDE, has_too_many_pixels, looks_like_pdf, looks_like_video, plain_name
from core.scans import has_too_many_scans
from core.states import FileState

log = structlog.get_logger(__name__)

PDF = "application/pdf"

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# An open photo takes up to some hundred MB for a moment: one at a time, whoever else sends one.
_DRAWING = threading.Lock()


@contextmanager
def received_files(*, uploads: Sequence[UploadedFile], now: dt.datetime) -> Iterator[list[StoredFile]]:
    """Check uploads and put their bytes on the disk, for `store_files` to give them rows within the block.

    Refused, with nothing kept, when one is empty, too big or no photo or PDF. To be entered before rows are locked:
    drawing photos anew takes seconds. The disk knows no rollback: when the block fails, the bytes go again, and so do
    those that got no row.
    """
    checked = [_checked(upload) for upload in uploads]
    received: list[StoredFile] = []
    try:
        for name, content_type, data, size in checked:
            received.append(_on_disk(name, content_type, data, now, size))
        yield received
    except BaseException:
        _discard(received)
        raise
    _discard([stored for stored in received if stored.pk is None])


@contextmanager
def accepted_files(*, uploads: Sequence[UploadedFile], now: dt.datetime) -> Iterator[list[StoredFile]]:
    """As `received_files`, in a moment: of a photo the head is looked at, and its bytes are kept as they came.

    Its row is RAW until `prepare_file` has drawn it, and it is shown to nobody. Refused as there, and for a video
    ("file_video").
    """
    seen = [(upload, *_head_of(upload)) for upload in uploads]
    received: list[StoredFile] = []
    try:
        for upload, kind, state in seen:
            upload.seek(0)
            stored = _on_disk(_plain(upload.name, kind), kind, upload.read(), now)
            stored.state = state
            received.append(stored)
        yield received
    except BaseException:
        _discard(received)
        raise
    _discard([stored for stored in received if stored.pk is None])


def store_files(*, received: Sequence[StoredFile]) -> list[StoredFile]:
    """Write the rows of files that were received, in the caller's transaction."""
    return StoredFile.objects.bulk_create(received)


def _discard(files: Sequence[StoredFile]) -> None:
    for stored in files:
        stored.file.delete(save=False)


def _checked(upload: UploadedFile) -> tuple[str, str, bytes, tuple[int, int] | None]:
    """The plain name, the real type, the bytes to keep and, of a photo, its width and height."""
    _check_size(upload)
    upload.seek(0)
    if looks_like_pdf(upload.read(5)):
        upload.seek(0)
        return _plain(upload.name, PDF), PDF, upload.read(), None
    upload.seek(0)
    data, kind, size = redraw(upload, upload.name or "")
    return _plain(upload.name, kind), kind, data, size


def _head_of(upload: UploadedFile) -> tuple[str, FileState]:
    """The real type, and whether there is anything left to do about it."""
    _check_size(upload)
    name = upload.name or ""
    upload.seek(0)
    head = upload.read(16)
    if looks_like_pdf(head):
        return PDF, FileState.READY
    if looks_like_video(head):
        raise Refused(
            _(
                "«%(name)s» is a video, and we cannot take videos yet. "
                "A photo, or a sentence about what can be seen or heard, helps us just as well."
            )
            % {"name": name},
            code="file_video",
        )
    _check_scans(upload, name)
    with _stumbling(name), Image.open(upload, formats=list(IMAGE_FORMATS)) as image:
        return IMAGE_FORMATS[_kind_of(image, name)], FileState.RAW


def _check_size(upload: UploadedFile) -> None:
    name = upload.name or ""
    if not upload.size:
        raise Refused(_("«%(name)s» is empty. Please attach it again.") % {"name": name}, code="file_empty")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        sizes = {
            "name": name,
            "size": upload.size // 1_048_576,
            "limit": settings.UPLOAD_MAX_BYTES // 1_048_576,
        }
        raise Refused(
            _("«%(name)s» is too big: %(size)s MB, and the limit is %(limit)s MB. A smaller photo is enough.") % sizes,
            code="file_too_big",
        )


def _check_scans(photo: IO[bytes], name: str) -> None:
    """Refused when drawing it would take far more time than any photo; else it is at its beginning."""
    photo.seek(0)
    if has_too_many_scans(photo.read()):
        log.warning("photo_not_read", error="scans")
        raise _unknown(name)
    photo.seek(0)


def _plain(name: str | None, kind: str) -> str:
    return plain_name(name or "", kind.rsplit("/", 1)[-1])


def _unknown(name: str) -> Refused:
    return Refused(
        _("«%(name)s» is not a photo or a PDF that we can open. Please attach a JPG, PNG, WebP or PDF file.")
        % {"name": name},
        code="file_unknown",
    )


@contextmanager
def _stumbling(name: str) -> Iterator[None]:
    """A decoder stumbles in many ways over what somebody made to break it: all of them are one refusal."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        log.warning("photo_not_read", error=type(error).__name__)
        raise _unknown(name) from error


def _kind_of(image: Image.Image, name: str) -> str:
    """The format of a photo that is not opened yet. Refused when opening it would take too much memory."""
    # A phone's JPEG with a second picture inside (depth, brightness) is called MPO; the first one is the photo.
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    if has_too_many_pixels(kind, *image.size, progressive="progressive" in image.info):
        raise _unknown(name)
    return kind


def redraw(photo: IO[bytes], name: str) -> tuple[bytes, str, tuple[int, int]]:
    """The photo turned upright, at most MAX_SIDE wide or high, without metadata (where it was taken, by what).

    Its bytes, type, width and height. Refused ("file_unknown") for what cannot be opened, or would take too long.
    """
    _check_scans(photo, name)
    with _stumbling(name), _DRAWING, _whole_only(), Image.open(photo, formats=list(IMAGE_FORMATS)) as image:
        kind = _kind_of(image, name)
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        clean = _upright(image).convert("RGB" if kind == "JPEG" else "RGBA")
        clean.info.clear()  # comments, profiles and texts, which the drawing would be saved with
        out = io.BytesIO()
        clean.save(out, kind, quality=88)
    return out.getvalue(), IMAGE_FORMATS[kind], clean.size


@contextmanager
def _whole_only() -> Iterator[None]:
    """Who prints our papers lets Pillow draw photos that were cut short, in the whole process. Not here."""
    usual = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = usual


def _upright(image: Image.Image) -> Image.Image:
    """The photo as it was held. Notes that cannot be read leave it as it is: the picture itself is good."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception as error:
        log.info("photo_notes_not_read", error=type(error).__name__)
        turn = None
    return image if turn is None else image.transpose(turn)


def _on_disk(
    name: str, content_type: str, data: bytes, now: dt.datetime, size: tuple[int, int] | None = None
) -> StoredFile:
    stored = StoredFile(name=name, created_at=now)
    keep_bytes(stored, content_type, data, size)
    return stored


def keep_bytes(stored: StoredFile, content_type: str, data: bytes, size: tuple[int, int] | None) -> None:
    """Put bytes on the disk and say on the row, which is not written, what they are."""
    stored.content_type, stored.size, stored.sha256 = content_type, len(data), hashlib.sha256(data).hexdigest()
    stored.width, stored.height = size or (None, None)
    # A name of our own: nothing of the sender's reaches the file system.
    extension = stored.name.rsplit(".", 1)[-1]
    stored.file.save(f"{stored.sha256[:32]}.{extension}", ContentFile(data), save=False)
