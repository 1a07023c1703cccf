"""Who has which case on their screen now. Kept in Redis for some seconds; without Redis nobody is seen, and no more."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from dataclasses import dataclass

import redis
import structlog
from django.conf import settings

from core.models import User
from postventa.desk.redis_door import impatient

log = structlog.get_logger(__name__)

KEY = "postventa:presence"
STAYS = 40  # seconds after the last sign of life
WRITES = 20
PAUSE = 5.0  # seconds in which Redis is not asked again after it did not answer

_away_until = 0.0


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at a case."""

    user_id: int
    name: str
    initials: str
    writing: bool = False

    def __str__(self) -> str:
        return self.name


def look(ticket_id: int, user: User, *, writing: bool, now: dt.datetime) -> list[Viewer]:
    """Say that somebody has a case before them, and writes in it; who else has it."""
    at = now.timestamp()
    signs = {_sign(ticket_id, user, writes=False): at}
    if writing:
        signs[_sign(ticket_id, user, writes=True)] = at

    def call(pipe: redis.client.Pipeline) -> None:
        pipe.zadd(KEY, signs)
        pipe.zremrangebyscore(KEY, 0, at - STAYS)
        pipe.zrangebyscore(KEY, at - STAYS, "+inf", withscores=True)

    answers = ask(call)
    here = _read(answers[-1], at).get(ticket_id, []) if answers else []
    return [viewer for viewer in here if viewer.user_id != user.pk]


def leave(ticket_id: int, user: User) -> None:
    """They have closed it. Another window of theirs says otherwise within moments."""
    ask(lambda pipe: pipe.zrem(KEY, *(_sign(ticket_id, user, writes=writes) for writes in (False, True))))


def viewers(ticket_id: int, now: dt.datetime) -> list[Viewer]:
    """Who has a case before them."""
    return everywhere(now).get(ticket_id, [])


def everywhere(now: dt.datetime) -> dict[int, list[Viewer]]:
    """Who has which case before them, by case; nobody when Redis is away."""
    at = now.timestamp()
    answers = ask(lambda pipe: pipe.zrangebyscore(KEY, at - STAYS, "+inf", withscores=True))
    return _read(answers[-1], at) if answers else {}


def _sign(ticket_id: int, user: User, *, writes: bool) -> str:
    return f"{ticket_id}:{user.pk}:{int(writes)}:{user.initials}:{user}"


def _read(signs: list[tuple[bytes, float]], at: float) -> dict[int, list[Viewer]]:
    found: dict[int, dict[int, Viewer]] = defaultdict(dict)
    for member, score in signs:
        case, person, writes, initials, name = member.decode().split(":", 4)
        known = found[int(case)].get(int(person))
        writing = bool(known and known.writing) or (writes == "1" and score > at - WRITES)
        found[int(case)][int(person)] = Viewer(int(person), name, initials, writing)
    return {case: sorted(people.values(), key=lambda viewer: viewer.name) for case, people in found.items()}


def ask(fill) -> list | None:
    """The answers to what `fill` puts into a pipeline, in one exchange; None when Redis does not answer in time."""
    global _away_until
    if time.monotonic() < _away_until:
        return None
    try:
        with impatient(settings.REDIS_URL, settings.REDIS_PATIENCE).pipeline(transaction=False) as pipe:
            fill(pipe)
            return pipe.execute()
    except redis.RedisError as error:
        _away_until = time.monotonic() + PAUSE
        log.warning("presence_away", error=type(error).__name__)
        return None
