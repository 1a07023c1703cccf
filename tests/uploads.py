"""Files as a browser sends them."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(name: str = "foto.jpg", *, kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object):
    """A real picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def passes(count: int, name: str = "foto.jpg"):
    """A photo of 12 MP of which the last pass, of 26 bytes, comes so many times more."""
    data = photo(size=(4000, 3000), progressive=True, quality=50).read()
    last, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return SimpleUploadedFile(name, data[:end] + data[last:end] * count + data[end:], content_type="image/jpeg")


def pdf(name: str = "factura.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", content_type="application/pdf")


def program(name: str = "foto.jpg"):
    """A Windows program that says it is a photo."""
    return SimpleUploadedFile(name, b"MZ\x90\x00" + b"\x00" * 2000, content_type="image/jpeg")


def huge(name: str = "enorme.jpg", megabytes: int = 40):
    """A photo of 40 MB: real at its beginning."""
    head = photo().read()
    return SimpleUploadedFile(name, head + b"\x00" * (megabytes * 1_048_576), content_type="image/jpeg")
