"""What a run has already seen, on disk: memory stays flat however many rows a file has."""

from __future__ import annotations

import hashlib
import sqlite3


class Seen:
    """Remembers the first content told for each key, in a private temporary file."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA cache_size=-8000")
        self._base.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, content BLOB) WITHOUT ROWID")
        self._base.execute("BEGIN")

    def close(self) -> None:
        self._base.close()

    def first(self, *key: str) -> bool:
        """Whether nothing with this key was told before."""
        return self.told(key, "") is None

    def told(self, key: tuple[str, ...], content: str) -> bool | None:
        """None when the key is new; else whether it was told with the same content."""
        name, digest = _digest("\x1f".join(key)), _digest(content)
        if self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (name, digest)).rowcount:
            return None
        (stored,) = self._base.execute("SELECT content FROM seen WHERE key = ?", (name,)).fetchone()
        return stored == digest


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).digest()
