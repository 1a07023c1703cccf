"""Redis for comforts of a page: it answers at once or it is away. Nothing is tried twice."""

from functools import lru_cache

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


@lru_cache(8)
def impatient(url: str, patience: float) -> redis.Redis:
    """A client that waits `patience` seconds for a connection and for each answer."""
    return redis.Redis.from_url(
        url, socket_timeout=patience, socket_connect_timeout=patience, retry=Retry(NoBackoff(), 0)
    )
