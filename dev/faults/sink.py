"""A real SMTP server that can refuse, hang and hang up, and remembers when which message came by the trial's clock."""

import asyncio
import datetime as dt
import re
import socket
from collections import Counter
from contextlib import suppress
from typing import NamedTuple

from aiosmtpd.controller import Controller

FINE, DOWN, REFUSES, HANGS, HANGS_UP = "fine", "down", "refuses", "hangs", "hangs up after it took the message"
MOODS = (DOWN, REFUSES, HANGS, HANGS_UP)
_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
LONG = 3600


class Came(NamedTuple):
    """A message as it came: its Message-ID, to whom, and when by the trial's clock."""

    message_id: str
    to: str
    at: dt.datetime


class Handler:
    """What the server says to each message, by its mood."""

    def __init__(self, clock) -> None:
        self.clock, self.mood = clock, FINE
        self.came: list[Came] = []
        self.moods: Counter[str] = Counter()

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (the name aiosmtpd calls)
        mood = self.mood
        self.moods[mood] += 1
        if mood == REFUSES:
            return "451 Not now"
        if mood == HANGS:
            await asyncio.sleep(LONG)
        found = _ID.search(envelope.content)
        self.came.append(Came(found[1].decode() if found else "", envelope.rcpt_tos[0], self.clock()))
        if mood == HANGS_UP:
            server.transport.abort()
        return "250 Taken"


class MoodySink(Controller):
    """The server on a local port that stays the same, in a thread."""

    def __init__(self, clock) -> None:
        self.moody = Handler(clock)
        super().__init__(self.moody, hostname="127.0.0.1", port=0, decode_data=False)
        self.is_up = False

    def _create_server(self):
        listener = socket.create_server((self.hostname, self.port))
        self.port = listener.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listener)

    def be(self, mood: str) -> None:
        """Take on a mood; whoever hangs is let go with the next one."""
        self.moody.mood = mood
        if mood == DOWN:
            self.down()
        elif not self.is_up:
            self.up()

    def up(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.start()
        self.is_up = True

    def down(self) -> None:
        if self.is_up:
            with suppress(RuntimeError):
                self.stop()
            self.is_up = False

    @property
    def came(self) -> list[Came]:
        return self.moody.came
