"""Taking in files: what a file is, is seen in its bytes; a photo is drawn anew, so nothing else travels in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import Refused
from core.models import StoredFile
from core.rules import IMAGE_FORMATS, MAX_PIXELS, MAX_SIDE, looks_like_pdf, plain_name


def store_files(*, uploads: Sequence[UploadedFile], now: dt.datetime) -> list[StoredFile]:
    """Check and keep uploads, all or none. Refused, with nothing kept, when one is empty, too big or no photo or PDF.

    All are looked at before the first is written, because a rolled back transaction leaves bytes on the disk.
    """
    checked = [_checked(upload) for upload in uploads]
    kept: list[StoredFile] = []
    try:
        for name, content_type, data, size in checked:
            kept.append(_keep(name, content_type, data, now, size))
    except Exception:
        for stored in kept:
            stored.file.delete(save=False)
        raise
    return kept


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
        with Image.open(upload, formats=list(IMAGE_FORMATS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise refused
            # A phone's JPEG with a second picture inside (depth, brightness) is called MPO; the first one is the photo.
            kind = "JPEG" if image.format == "MPO" else image.format or ""
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            clean = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refused from error
    out = io.BytesIO()
    clean.save(out, kind, quality=88)
    return out.getvalue(), IMAGE_FORMATS[kind], clean.size


def _keep(
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
    stored.save()
    return stored
