"""The folder of the local SMTP sink, read: one file per message, named after its Message-ID."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

PER_PAGE = 50
NAME = re.compile(r"[0-9a-f]{8,64}")
_parser: BytesParser[EmailMessage] = BytesParser(policy=default)


@dataclass(frozen=True)
class Letter:
    """A received message: its name, when it came, and what it says."""

    name: str
    came_at: dt.datetime
    mail: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.mail["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.mail["From"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.mail.get_body((kind,))
        return part.get_content() if isinstance(part, EmailMessage) else ""


def newest(folder: Path, page: int) -> tuple[list[Letter], bool]:
    """A page of messages (their headers only), newest first, and whether there are older ones."""
    files = sorted(((file.stat().st_mtime_ns, file) for file in folder.glob("*.eml")), reverse=True)
    start = (page - 1) * PER_PAGE
    shown = [_letter(file, headers_only=True) for _came, file in files[start : start + PER_PAGE]]
    return shown, len(files) > start + PER_PAGE


def read(folder: Path, name: str) -> Letter | None:
    """One message, or None when there is none of that name."""
    file = folder / f"{name}.eml"
    return _letter(file) if NAME.fullmatch(name) and file.is_file() else None


def _letter(file: Path, *, headers_only: bool = False) -> Letter:
    came_at = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    with file.open("rb") as content:
        return Letter(file.stem, came_at, _parser.parse(content, headersonly=headers_only))
