"""Taking in files: what a file is, is seen in its bytes; a photo is drawn anew, so nothing else travels in it."""

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
from PIL import ExifTags, Image

from core.errors import Refused
from core.models import StoredFile
from core.rules import IMAGE_FORMATS, MAX_SIDE, has_too_many_pixels, looks_like_pdf, plain_name

log = structlog.get_logger(__name__)

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


def store_files(*, received: Sequence[StoredFile]) -> list[StoredFile]:
    """Write the rows of files that were received, in the caller's transaction."""
    return StoredFile.objects.bulk_create(received)


def _discard(files: Sequence[StoredFile]) -> None:
    for stored in files:
        stored.file.delete(save=False)


def _checked(upload: UploadedFile) -> tuple[str, str, bytes, tuple[int, int] | None]:
    """The plain name, the real type, the bytes to keep and, of a photo, its width and height."""
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
    upload.seek(0)
    if looks_like_pdf(upload.read(5)):
        upload.seek(0)
        return plain_name(name, "pdf"), "application/pdf", upload.read(), None
    upload.seek(0)
    data, kind, size = _redraw(upload, name)
    return plain_name(name, kind.rsplit("/", 1)[-1]), kind, data, size


def _redraw(upload: IO[bytes], name: str) -> tuple[bytes, str, tuple[int, int]]:
    """The photo turned upright, at most MAX_SIDE wide or high, without metadata (where it was taken, by what)."""
    refused = Refused(
        _("«%(name)s» is not a photo or a PDF that we can open. Please attach a JPG, PNG, WebP or PDF file.")
        % {"name": name},
        code="file_unknown",
    )
    try:
        with _DRAWING, Image.open(upload, formats=list(IMAGE_FORMATS)) as image:
            # A phone's JPEG with a second picture inside (depth, brightness) is called MPO; the first one is the photo.
            kind = "JPEG" if image.format == "MPO" else image.format or ""
            if has_too_many_pixels(kind, *image.size, progressive="progressive" in image.info):
                raise refused
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))
            image.thumbnail((MAX_SIDE, MAX_SIDE))
            clean = _upright(image).convert("RGB" if kind == "JPEG" else "RGBA")
            clean.info.clear()  # comments, profiles and texts, which the drawing would be saved with
            out = io.BytesIO()
            clean.save(out, kind, quality=88)
    except Refused:
        raise
    except Exception as error:  # a decoder stumbles in many ways over what somebody made to break it
        log.warning("photo_not_read", error=type(error).__name__)
        raise refused from error
    return out.getvalue(), IMAGE_FORMATS[kind], clean.size


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
    stored = StoredFile(
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        width=size[0] if size else None,
        height=size[1] if size else None,
        created_at=now,
    )
    # A name of our own: nothing of the sender's reaches the file system.
    extension = name.rsplit(".", 1)[-1]
    stored.file.save(f"{stored.sha256[:32]}.{extension}", ContentFile(data), save=False)
    return stored
