"""The rail: the views of the queue and those that people keep, with how much waits in each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import OutgoingMessage
from customers.models import Registration
from followups.models import Call, Trouble
from followups.queries.next_calls import lanes_of
from postventa.desk.presence import ask
from tickets.models import Notice, SavedView
from tickets.queries.queue_counts import (
    CAP,
    CAPS,
    SOME_TIME,
    SOMEBODY,
    Statement,
    count_all,
    counted,
    counting,
    counts,
    statement_of,
)
from tickets.queries.saved_views import filters_of, menu_of
from tickets.queues import View, write

VIEWS: dict[View, tuple[Promise, str]] = {
    View.OPEN: (_("All open"), "inbox"),
    View.MINE: (_("Mine"), "user-round"),
    View.UNASSIGNED: (_("Unassigned"), "user-x"),
    View.ANSWERED: (_("Customer answered"), "message-circle-reply"),
    View.OURS: (_("Waiting longest"), "hand"),
    View.DUE: (_("Next deadline"), "alarm-clock"),
    View.SAFETY: (_("Safety"), "flame"),
    View.MENTIONS: (_("Mentions of me"), "at-sign"),
    View.DRAFTS: (_("My drafts"), "pencil"),
    View.PROMISES: (_("Promises due"), "handshake"),
    View.CUSTOMER: (_("Waiting for the customer"), "hourglass"),
    View.PART: (_("Waiting for a part"), "package"),
    View.RESOLVED: (_("Resolved lately"), "circle-check"),
    View.SPAM: (_("Spam"), "shield-alert"),
}
FOLDED = (View.PROMISES, View.CUSTOMER, View.PART, View.RESOLVED, View.SPAM)
SHOWN = tuple(view for view in VIEWS if view not in FOLDED)
KEYS = {View.OPEN: "g i", View.MINE: "g m", View.UNASSIGNED: "g u"}
COUNTED = 12  # of the views that people keep
KEPT_FOR = 30  # seconds


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the rail. `key` is the view's name, or «saved-» and its number."""

    key: str
    name: str | Promise
    icon: str
    href: str
    count: str
    press: str = ""


class Numbers(NamedTuple):
    """What the rail tells somebody: how much waits in each view, how many calls are due, how many notices they have
    not read and how many registrations wait, how much needs the attention of a manager, the views that are kept.
    """

    waiting: dict[View, int]
    calls: int
    notices: int
    registrations: int
    attention: int
    saved: list[tuple[int, str, str, str]]  # id, name, icon, count


def rail(request: HttpRequest, *, known: bool = False, exact: View | None = None) -> dict[str, object]:
    """The context of the rail, counted now.

    `known`: as it was counted at most half a minute ago, but for the view that has to be `exact`: for pages that are
    asked for all day. A page that says what its reader has just done counts anew.
    """
    queue, user_id, now = reverse("desk:tickets"), request.user.pk, timezone.now()
    manager = request.user.is_manager  # type: ignore[union-attr]
    numbers = _numbers(user_id, now, manager=manager, known=known and not len(get_messages(request)))
    if known and exact in numbers.waiting:
        numbers.waiting.update(counts([exact], user_id=user_id, now=now))
    waiting, calls, notices, registrations, attention, saved = numbers
    return {
        "views": tuple(_item(view, waiting, queue) for view in SHOWN),
        "more_views": tuple(_item(view, {}, queue) for view in FOLDED),
        "saved_views": tuple(
            Item(f"saved-{pk}", name, icon, f"{queue}?{urlencode({'saved': pk})}", count)
            for pk, name, icon, count in saved
        ),
        "waiting": waiting,
        "counts": {
            "cases": shown(waiting[View.OPEN]),
            "calls": shown(calls),
            "notices": shown(notices) if notices else "",
            "registrations": shown(registrations) if registrations else "",
            "attention": shown(attention) if attention else "",
        },
        # Tells whether anything in the rail has changed since.
        "rail_print": _digest(
            repr((waiting, calls, notices, registrations, [(pk, count) for pk, _name, _icon, count in saved]))
        ),
    }


def _numbers(user_id: int, now: dt.datetime, *, manager: bool, known: bool) -> Numbers:
    """As they are kept in Redis, where they may be a little old; what is counted anew is kept there."""
    key = f"postventa:rail:{len(SHOWN)}+{len(Numbers._fields)}:{user_id}"
    kept = ask(lambda pipe: pipe.get(key)) if known else None
    if kept and kept[0]:
        found, *counted_then, saved = json.loads(kept[0])
        return Numbers(dict(zip(SHOWN, found, strict=True)), *counted_then, [tuple(view) for view in saved])
    fresh = _counted(user_id, now, manager)
    kept_now = json.dumps([[*fresh.waiting.values()], *fresh[1:]])
    ask(lambda pipe: pipe.set(key, kept_now, ex=KEPT_FOR))
    return fresh


def _counted(user_id: int, now: dt.datetime, manager: bool) -> Numbers:
    asked = [*map(statement_of, SHOWN), _calls_due(), _unread_notices(), _registrations()]
    asked += [_troubles(), _dead_letters()] if manager else []
    found = counted(asked, user_id=user_id, now=now)
    waiting, (calls, notices, registrations, *attention) = found[: len(SHOWN)], found[len(SHOWN) :]
    return Numbers(
        dict(zip(SHOWN, waiting, strict=True)), calls, notices, registrations, sum(attention), _saved(user_id)
    )


def more_views(user_id: int) -> list[Item]:
    """The views that are folded away, with how much waits in each."""
    waiting, queue = counts(FOLDED, user_id=user_id, now=timezone.now()), reverse("desk:tickets")
    return [_item(view, waiting, queue) for view in FOLDED]


def shown(count: int | None, cap: int = CAP) -> str:
    """A count as far as it goes: «7», «999+»; nothing for what is not counted."""
    return "" if count is None else f"{cap - 1}+" if count >= cap else str(count)


@lru_cache(1)
def _calls_due() -> Statement:
    return counting(Call.objects.due(SOME_TIME).filter(lane__in=lanes_of(SOMEBODY)))


@lru_cache(1)
def _unread_notices() -> Statement:
    return counting(Notice.objects.filter(user=SOMEBODY, read_at=None))


@lru_cache(1)
def _registrations() -> Statement:
    return counting(Registration.objects.waiting())


@lru_cache(1)
def _troubles() -> Statement:
    return counting(Trouble.objects.open())


@lru_cache(1)
def _dead_letters() -> Statement:
    return counting(OutgoingMessage.objects.dead())


def _item(view: View, waiting: dict[View, int], queue: str) -> Item:
    name, icon = VIEWS[view]
    count = shown(waiting.get(view), CAPS.get(view, CAP))
    return Item(view.value, name, icon, f"{queue}?view={view}", count, KEYS.get(view, ""))


def _saved(user_id: int) -> list[tuple[int, str, str, str]]:
    views = menu_of(user_id)
    waiting = _saved_counts(views[:COUNTED], user_id)
    return [(view.pk, view.name, _sign_of(view), shown(waiting.get(view.pk))) for view in views]


def _sign_of(view: SavedView) -> str:
    """Whose it is."""
    return "bookmark" if view.owner_id else "users-round" if view.team_id else "building-2"


def _saved_counts(views: Iterable[SavedView], user_id: int) -> dict[int, int]:
    """How much waits in each, as it was at most half a minute ago."""
    filters = {view.pk: filters_of(view) for view in views}
    if not filters:
        return {}
    keys = {pk: f"postventa:queue-count:{user_id}:{_digest(write(said))}" for pk, said in filters.items()}
    answers = ask(lambda pipe: pipe.mget(keys.values()))
    if not answers:  # counted for every page while Redis is away, they would slow all of them
        return {}
    known = {pk: int(count) for pk, count in zip(keys, answers[-1], strict=True) if count is not None}
    missing = [pk for pk in keys if pk not in known]
    if missing:
        found = count_all([filters[pk] for pk in missing], user_id=user_id, now=timezone.now())
        fresh = dict(zip(missing, found, strict=True))
        ask(lambda pipe: [pipe.set(keys[pk], count, ex=KEPT_FOR) for pk, count in fresh.items()])
        known |= fresh
    return known


def _digest(text: str) -> str:
    return blake2s(text.encode(), digest_size=8).hexdigest()
