"""The SMTP sink: takes every message and keeps it in a folder, as a mailbox would.

A message is a file named after its Message-ID, so that one delivered again replaces itself. `deliveries.log` has one
line per delivery and tells the two apart. Run as `python -m dev.sink FOLDER PORT`.
"""

import hashlib
import json
import signal
import socket
import sys
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller


class Folder:
    """A folder of received messages."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (the name aiosmtpd calls)
        self.keep(envelope.content)
        return "250 Message kept"

    def keep(self, content: bytes) -> Path:
        """Write one message, whole or not at all, and note its delivery."""
        message_id = message_from_bytes(content, policy=policy.default)["Message-ID"]
        name = hashlib.sha256(str(message_id).encode() if message_id else content).hexdigest()[:32]
        unfinished = self.path / f".{name}.new"
        unfinished.write_bytes(content)
        file = unfinished.rename(self.path / f"{name}.eml")
        with (self.path / "deliveries.log").open("a") as log:
            log.write(
                json.dumps({"at": datetime.now(UTC).isoformat(), "message_id": message_id, "file": file.name}) + "\n"
            )
        return file

    @property
    def deliveries(self) -> list[dict[str, str]]:
        """Every delivery in order, the repeated ones too."""
        log = self.path / "deliveries.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages in the order they first came, each once."""
        names = dict.fromkeys(delivery["file"] for delivery in self.deliveries)
        return [message_from_bytes((self.path / name).read_bytes(), policy=policy.default) for name in names]


class Sink(Controller):
    """A real SMTP server on a local port (a free one unless told), in a thread, filling a Folder."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = Folder(folder)
        super().__init__(self.folder, hostname="127.0.0.1", port=port, decode_data=False)

    def _create_server(self):
        # Bound here, not by name and number, so that port 0 means "a free one" and we learn which.
        listener = socket.create_server((self.hostname, self.port))
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener)

    @property
    def host(self) -> str:
        return self.hostname

    @property
    def messages(self) -> list[EmailMessage]:
        return self.folder.messages

    @property
    def deliveries(self) -> list[dict[str, str]]:
        return self.folder.deliveries


def main() -> None:
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    sink = Sink(Path(sys.argv[1]), int(sys.argv[2]))
    sink.start()
    print(f"keeping mail for {sink.host}:{sink.port} in {sys.argv[1]}", flush=True)
    over.wait()
    sink.stop()


if __name__ == "__main__":
    main()
