"""Cases that an agent has begun to write down and not opened: each form as it was last typed.

Kept in Redis, by agent, so that it outlives the page, the browser and the sign-in without staying on a shared machine;
it goes when the case is opened, when it is thrown away, and by itself after KEPT. Without Redis nothing is kept, and
the page says so.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import redis
import structlog
from django.conf import settings

from postventa.desk.redis_door import impatient

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

KEPT = dt.timedelta(days=7)
MOST = 10  # forms of one agent; the oldest makes room
LONGEST = 100_000  # characters of one
PATIENCE = 0.3


@dataclass(frozen=True)
class Begun:
    """A form that was left half-way."""

    submission: uuid.UUID
    at: dt.datetime
    typed: Mapping[str, str]

    @property
    def words(self) -> str:
        """What it is told apart by."""
        names = ("subject", "text", "new_name", "who")
        return next((self.typed[name][:80] for name in names if self.typed.get(name, "").strip()), "")


def keep_begun(user_id: int, submission: uuid.UUID, typed: Mapping[str, str], now: dt.datetime) -> bool:
    """Keep what was typed so far; whether it could be kept."""
    if sum(map(len, typed.values())) > LONGEST:
        return False
    row = json.dumps({"at": now.isoformat(), "typed": dict(typed)})

    def write(server: redis.Redis) -> bool:
        with server.pipeline(transaction=False) as pipe:
            pipe.hset(_key(user_id), str(submission), row)
            pipe.expire(_key(user_id), KEPT)
            pipe.hlen(_key(user_id))
            too_many = pipe.execute()[-1] > MOST
        if too_many:
            oldest = begun_by(user_id, now)[MOST:]
            server.hdel(_key(user_id), "", *(str(one.submission) for one in oldest))
        return True

    return bool(_ask(write))


def begun_by(user_id: int, now: dt.datetime) -> list[Begun]:
    """All that somebody has begun, the newest first."""
    rows = _ask(lambda server: server.hgetall(_key(user_id))) or {}
    found = [_read(submission, row) for submission, row in rows.items()]
    return sorted((one for one in found if one.at > now - KEPT), key=lambda one: one.at, reverse=True)


def forget_begun(user_id: int, submission: uuid.UUID) -> None:
    """It was opened, or thrown away."""
    _ask(lambda server: server.hdel(_key(user_id), str(submission)))


def _key(user_id: int) -> str:
    return f"postventa:begun:{user_id}"


def _read(submission: bytes, row: bytes) -> Begun:
    told = json.loads(row)
    return Begun(uuid.UUID(submission.decode()), dt.datetime.fromisoformat(told["at"]), told["typed"])


def _ask(call: Callable[[redis.Redis], Answer]) -> Answer | None:
    try:
        return call(impatient(settings.REDIS_URL, PATIENCE))
    except redis.RedisError as error:
        log.warning("begun_away", error=type(error).__name__)
        return None
