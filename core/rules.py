"""Decisions of the ground on plain values. Pure."""

from __future__ import annotations

# What we accept from a customer, by the format that Pillow or the first bytes tell; never by the name.
IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
ACCEPTED = (*IMAGE_FORMATS.values(), "application/pdf")
# By what opening one costs: a JPEG can be opened at half its size, a progressive one is held whole before that, and
# WebP's decoder holds four copies.
MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000, "WEBP": 16_000_000}
MAX_PIXELS_PROGRESSIVE = 40_000_000
MAX_SIDE = 2560


def has_too_many_pixels(kind: str, width: int, height: int, *, progressive: bool = False) -> bool:
    """Whether opening a photo of that format and size would take more memory than we give to one."""
    return width * height > (MAX_PIXELS_PROGRESSIVE if progressive else MAX_PIXELS[kind])


def looks_like_pdf(head: bytes) -> bool:
    """Whether these first bytes of a file are those of a PDF."""
    return head.startswith(b"%PDF-")


# The brands of MP4, QuickTime and phones; a still picture of the same family (HEIC, AVIF) is none of them.
_FILM_BRANDS = (b"iso", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ", b"3gp", b"3g2", b"MSNV")


def looks_like_video(head: bytes) -> bool:
    """Whether these first 16 bytes of a file are those of a video: MP4, QuickTime, 3GP, WebM, Matroska or AVI."""
    if head[4:8] == b"ftyp":
        return head[8:12].startswith(_FILM_BRANDS)
    return head.startswith(b"\x1aE\xdf\xa3") or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")


def plain_name(name: str, extension: str) -> str:
    """A file's own name without folders or control characters, with the extension of what it really is."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = "".join(c for c in stem if c.isprintable()).strip(" .")[:100]
    return f"{stem or 'file'}.{extension}"
