"""Decisions of the ground on plain values. Pure."""

from __future__ import annotations

# What we accept from a customer, by the format that Pillow or the first bytes tell; never by the name.
IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MAX_PIXELS = 60_000_000
MAX_SIDE = 2560


def looks_like_pdf(head: bytes) -> bool:
    """Whether these first bytes of a file are those of a PDF."""
    return head.startswith(b"%PDF-")


def plain_name(name: str, extension: str) -> str:
    """A file's own name without folders or control characters, with the extension of what it really is."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = "".join(c for c in stem if c.isprintable()).strip(" .")[:100]
    return f"{stem or 'file'}.{extension}"
