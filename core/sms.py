"""Text messages: what a provider of them has to do, and one for development that writes files.

`SMS_BACKEND` names a class that is made without arguments and has `send`; without it nobody is written to by text
message. A provider's class is some twenty lines: it calls the provider, with `message_id` as the key by which the
provider knows a message that comes twice.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from core.clock import now


class SmsBackend(Protocol):
    """Somebody who sends text messages."""

    def send(self, *, to: str, text: str, message_id: str) -> None:
        """Send a text to a number in E.164; the same `message_id` again is the same message.

        OSError (or a kind of it) when it may be tried again later; any other error when it never can be sent.
        """
        ...


class FileSms:
    """Writes each message to a file in SMS_DIR, one again replacing itself, and a line of each time to a log."""

    def __init__(self) -> None:
        self.path = Path(settings.SMS_DIR)

    def send(self, *, to: str, text: str, message_id: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        at = now().isoformat()
        name = hashlib.sha256(message_id.encode()).hexdigest()[:32]
        unfinished = self.path / f".{name}.new"
        unfinished.write_text(json.dumps({"at": at, "to": to, "text": text, "message_id": message_id}))
        unfinished.rename(self.path / f"{name}.json")
        with (self.path / "sent.log").open("a") as log:
            log.write(json.dumps({"at": at, "message_id": message_id, "file": f"{name}.json"}) + "\n")

    @property
    def deliveries(self) -> list[dict[str, str]]:
        """Every time that one was sent, in order."""
        log = self.path / "sent.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    @property
    def messages(self) -> list[dict[str, str]]:
        """The messages in the order they first came, each once."""
        names = dict.fromkeys(sent["file"] for sent in self.deliveries)
        return [json.loads((self.path / name).read_text()) for name in names]


def sms_backend() -> SmsBackend | None:
    """Who sends text messages for this installation; None for nobody."""
    return import_string(settings.SMS_BACKEND)() if settings.SMS_BACKEND else None


def can_text() -> bool:
    """Whether text messages can be sent at all."""
    return bool(settings.SMS_BACKEND)
