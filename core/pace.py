"""How fast messages go: so many a minute through a provider, and so many to a domain.

The turns are counted in PostgreSQL, so all workers keep one pace, and it outlives them and the broker. It is the
«generic cell rate algorithm» (ITU-T I.371): each turn moves a limit on by its share of a minute, and who comes before
that, by more than a burst, waits. Who waits is given a place in the line: a slow domain is looked at once for each of
its messages, however many they are, and nobody stands behind it. Those that somebody waits for have a line of their
own, and codes to sign in wait in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from core.daytime import next_by_day
from core.models import OutgoingMessage, SendingPace
from core.states import Medium

# What may go at once after a while of quiet: as much as in so long. Longer than the outbox takes to come round.
BURST = dt.timedelta(seconds=10)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """Through `scope` one message goes `every` so long."""

    scope: str
    every: dt.timedelta

    def line(self, *, bulk: bool) -> str:
        return f"{self.scope} {'bulk' if bulk else 'first'}"


def limits_of(medium: str, to: str) -> tuple[Limit, ...]:
    """Those that hold for a message to that address; none where the company set none."""
    if medium == Medium.SMS:
        rates = {"sms": settings.SMS_RATE_PER_MINUTE}
    else:
        domain = to.rpartition("@")[2].lower()
        rates = {"email": settings.MAIL_RATE_PER_MINUTE, f"@{domain}": settings.MAIL_RATE_PER_DOMAIN.get(domain, 0)}
    return tuple(Limit(scope[:240], MINUTE / rate) for scope, rate in sorted(rates.items()) if rate)


def is_paced(medium: str) -> bool:
    """Whether any message of that medium may have to wait for its turn."""
    if medium == Medium.SMS:
        return bool(settings.SMS_RATE_PER_MINUTE)
    return bool(settings.MAIL_RATE_PER_MINUTE or settings.MAIL_RATE_PER_DOMAIN)


class Turns:
    """The turns of some messages, held until the end of the transaction: one worker at a time counts on a limit."""

    def __init__(self, messages: Iterable[OutgoingMessage], now: dt.datetime) -> None:
        self._now = now
        self._limits = {message.pk: limits_of(message.medium, message.to) for message in messages}
        limits = {limit for found in self._limits.values() for limit in found}
        scopes = {limit.scope for limit in limits}
        self._at = _held(sorted(scopes | {limit.line(bulk=bulk) for limit in limits for bulk in (True, False)}), now)
        self._moved: set[str] = set()

    def take(self, message: OutgoingMessage) -> dt.datetime:
        """Take the turn of a message: `now` when it may go, and then it is counted; else when to come again."""
        limits = self._limits[message.pk]
        if message.zone and (morning := next_by_day(self._now, message.zone)) > self._now:
            return morning
        waited_for = [limit for limit in limits if self._at[limit.scope] - BURST > self._now]
        if waited_for and not message.secret:
            return self._stand(waited_for, bulk=message.bulk)
        for limit in limits:
            self._move(limit.scope, max(self._at[limit.scope], self._now) + limit.every)
        return self._now

    def _stand(self, limits: list[Limit], *, bulk: bool) -> dt.datetime:
        lines = {limit.line(bulk=bulk): limit for limit in limits}
        turn = max(max(self._at[line], self._at[limit.scope] - BURST) for line, limit in lines.items())
        for line, limit in lines.items():
            self._move(line, turn + limit.every)
        return turn

    def _move(self, scope: str, at: dt.datetime) -> None:
        self._at[scope] = at
        self._moved.add(scope)

    def keep(self) -> None:
        """Write down what was counted."""
        moved = sorted(self._moved)
        if moved:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE core_sendingpace p SET next_at = v.at"
                    " FROM unnest(%s::text[], %s::timestamptz[]) AS v (scope, at) WHERE p.scope = v.scope",
                    [moved, [self._at[scope] for scope in moved]],
                )


def _held(scopes: list[str], now: dt.datetime) -> dict[str, dt.datetime]:
    """When each is free, its row held; always in one order, so that two workers never wait for each other."""
    if not scopes:
        return {}
    rows = SendingPace.objects.filter(scope__in=scopes).order_by("scope").select_for_update()
    found = dict(rows.values_list("scope", "next_at"))
    if len(found) < len(scopes):
        missing = [SendingPace(scope=scope, next_at=now) for scope in scopes if scope not in found]
        SendingPace.objects.bulk_create(missing, ignore_conflicts=True)
        found = dict(rows.values_list("scope", "next_at"))
    return found
