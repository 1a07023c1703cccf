"""Rows of cases as a page shows them. A row that says the same is drawn once and kept: it is looked at all day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from postventa.desk.presence import Viewer, everywhere
from postventa.templatetags.house import deadline, instant, turn
from tickets.queries.queue import Listed
from tickets.queries.queue_rows import Row
from tickets.queues import Sort, read_filters
from tickets.states import Channel, Due

CHANNELS = {
    Channel.PORTAL: "globe",
    Channel.PHONE: "phone",
    Channel.EMAIL: "mail",
    Channel.COUNTER: "store",
    Channel.SURVEY: "star",
    Channel.CALL: "phone-outgoing",
}
# A clock is shown when it is near; a row says when something was last said otherwise.
NEAR = dt.timedelta(days=1)
KEPT = 4096


@dataclass(frozen=True, slots=True)
class Shown:
    """A row, and a print of what it says apart from how long ago."""

    html: SafeString
    print: str


def shown_rows(listed: Iterable[Listed], query: str, *, now: dt.datetime, me: int, pick: bool = True) -> list[Shown]:
    """Rows that lead to their cases, each of which learns from which list and where in it it was opened.

    `pick`: with a box to choose it by.
    """
    looking, language = everywhere(now), get_language()
    prefix, origin = reverse("desk:tickets") + "tickets/", "?in=" + quote(f"{query}&at=", safe="")
    by_due = read_filters(query).filters.sort == Sort.DUE
    rows = []
    for case, mark in listed:
        viewers = tuple(viewer for viewer in looking.get(case.pk, ()) if viewer.user_id != me)
        # A promise is shown however far it is: whoever reads the row may be asked about it.
        near = case.due_kind == Due.PROMISE or by_due or (case.due_at is not None and case.due_at - now < NEAR)
        clock = (near and _clock(case, now)) or instant(case.last_message_at, now=now)
        href = f"{prefix}{case.reference}/{origin}{quote(quote(mark), safe='')}"
        whose = turn(case.turn, case.turn_since, now=now)
        rows.append(_drawn(case, viewers, href, str(whose), str(clock), pick, language))
    return rows


def _clock(case: Row, now: dt.datetime) -> str:
    promised, legal = case.due_kind == Due.PROMISE, case.due_kind == Due.LEGAL
    return str(deadline(case.due_at, promise=promised, legal=legal, brief=True, now=now))


@lru_cache(KEPT)
def _drawn(
    case: Row, viewers: tuple[Viewer, ...], href: str, turn: str, clock: str, pick: bool, language: str | None
) -> Shown:
    channel, says = Channel(case.channel), digest(case, viewers)
    given = {"case": case, "viewers": viewers, "href": href, "turn": SafeString(turn), "clock": SafeString(clock)}
    given |= {"pick": pick, "channel": CHANNELS[channel], "channel_name": channel.label, "print": says}
    return Shown(SafeString(render_to_string("desk/tickets/_inbox_row.html", given)), says)


def digest(*parts: object) -> str:
    return blake2s(repr(parts).encode(), digest_size=8).hexdigest()
