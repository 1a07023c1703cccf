"""What an action answers when it cannot do what it was asked. Doors show the sentence; nothing was written."""

from __future__ import annotations


class Refused(Exception):
    """The world does not allow it now; `str(error)` is a translated sentence for the reader, with what to do."""

    def __init__(self, message: object, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
