"""The company's logo: a file of theirs, named in the settings. Without one the house's own mark stands in its place."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog
from django.conf import settings
from django.urls import reverse
from PIL import Image

log = structlog.get_logger(__name__)

KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
KINDS |= dict.fromkeys((".jpg", ".jpeg"), "image/jpeg")
# What programs for mail can show.
IN_MAIL = ("image/png", "image/jpeg")
LARGEST = 512 * 1024
# From this on a logo has the name in it: three letters' heights to one.
WIDE = 2.0
_VIEW_BOX = re.compile(rb"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


@dataclass(frozen=True)
class Logo:
    """The picture and how wide it is to its height."""

    data: bytes
    kind: str
    ratio: float

    @property
    def is_wide(self) -> bool:
        """Whether it says the name itself, so that the name is not written beside it again."""
        return self.ratio >= WIDE

    @property
    def mark(self) -> str:
        """Changes with the picture: addresses carry it, so that browsers may keep the picture for good."""
        return hashlib.sha256(self.data).hexdigest()[:12]

    @property
    def url(self) -> str:
        """Where a page finds it."""
        return f"{reverse('logo')}?{self.mark}"

    @property
    def mail_url(self) -> str:
        """Where a letter finds it."""
        return f"{settings.BASE_URL}{reverse('mail_logo')}?{self.mark}"

    @property
    def data_url(self) -> str:
        """Itself as an address, for paper."""
        return f"data:{self.kind};base64,{base64.b64encode(self.data).decode()}"

    def width(self, height: int) -> int:
        """How wide it is at that height, and never wider than eight times it."""
        return round(height * min(self.ratio, 8))


def logo() -> Logo | None:
    """The one of pages and papers."""
    return _read(str(settings.COMPANY.get("logo") or ""))


def mail_logo() -> Logo | None:
    """The one of letters: their own, else that of the pages when it is of a kind that mail can show."""
    found = _read(str(settings.COMPANY.get("mail_logo") or settings.COMPANY.get("logo") or ""))
    return found if found and found.kind in IN_MAIL else None


@lru_cache(maxsize=4)
def _read(name: str) -> Logo | None:
    """None when there is none, and when it cannot be read: a page does not fail for a picture; the log says why."""
    if not name:
        return None
    try:
        data = Path(name).read_bytes()
        kind = KINDS[Path(name).suffix.lower()]
        if len(data) > LARGEST:
            raise ValueError("too big")
        return Logo(data, kind, _ratio(data, kind))
    except (OSError, KeyError, ValueError) as error:
        log.warning("logo_not_read", error=type(error).__name__)
        return None


def _ratio(data: bytes, kind: str) -> float:
    if kind == KINDS[".svg"]:
        found = _VIEW_BOX.search(data)
        width, height = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    else:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
    return width / height if height else 1.0
