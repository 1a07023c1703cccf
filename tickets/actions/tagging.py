"""The tags of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words
from tickets.actions._ledger import locked_here, record
from tickets.models import Tag, Ticket, TicketTag
from tickets.rules import MAX_TAG, MAX_TAGS
from tickets.states import EventKind


@transaction.atomic
def add_tags(*, ticket: Ticket, names: Iterable[str], by: Actor, now: dt.datetime) -> Ticket:
    """Put tags on a case; those that nobody has used yet are made. Capitals make no other tag.

    Nothing is written when they are on it. Refused for a name that is too long ("tag_long"), for too many tags on one
    case ("tags_many") and for a merged case.
    """
    return _change(ticket, lambda had: had | _made(_clean(names)), by=by, now=now)


@transaction.atomic
def remove_tags(*, ticket: Ticket, names: Iterable[str], by: Actor, now: dt.datetime) -> Ticket:
    """Take tags off a case. Those that are not on it are of no account. Refused for a merged case."""
    return _change(ticket, lambda had: had - _ids(_named(_clean(names))), by=by, now=now)


def _change(
    ticket: Ticket, wanted: Callable[[frozenset[int]], frozenset[int]], *, by: Actor, now: dt.datetime
) -> Ticket:
    ticket = locked_here(ticket)
    had = frozenset(TicketTag.objects.filter(ticket=ticket).values_list("tag", flat=True))
    new = wanted(had)
    added, removed = sorted(new - had), sorted(had - new)
    if added and len(new) > MAX_TAGS:
        raise Refused(
            ngettext(
                "A case has at most %(limit)s tag. Take one off first.",
                "A case has at most %(limit)s tags. Take one off first.",
                MAX_TAGS,
            )
            % {"limit": MAX_TAGS},
            code="tags_many",
        )
    if added or removed:
        TicketTag.objects.filter(ticket=ticket, tag__in=removed).delete()
        TicketTag.objects.bulk_create(TicketTag(ticket=ticket, tag_id=pk) for pk in added)
        record(ticket, EventKind.TAGGED, data={"added": added, "removed": removed}, by=by, now=now)
    return ticket


def _clean(names: Iterable[str]) -> list[str]:
    """The names without needless blanks, each once whatever its capitals. Refused when one is too long."""
    found: dict[str, str] = {}
    for name in map(plain_words, names):
        if len(name) > MAX_TAG:
            raise Refused(
                _("«%(name)s» is too long for a tag: %(limit)s characters are the most.")
                % {"name": name[:MAX_TAG] + "…", "limit": MAX_TAG},
                code="tag_long",
            )
        if name:
            found.setdefault(name.lower(), name)
    return list(found.values())


def _made(names: list[str]) -> frozenset[int]:
    """The tags of those names, made where there are none. In order: two who make the same ones wait in no circle."""
    found = {tag.name.lower(): tag.pk for tag in _named(names)}
    if missing := sorted((name for name in names if name.lower() not in found), key=str.lower):
        Tag.objects.bulk_create([Tag(name=name) for name in missing], ignore_conflicts=True)
    return _ids(_named(names)) if missing else frozenset(found.values())


def _named(names: list[str]) -> QuerySet[Tag]:
    # PostgreSQL makes the small letters on both sides: it is the one that says which names are the same.
    return Tag.objects.annotate(small=Lower("name")).filter(small__in=[Lower(Value(name)) for name in names])


def _ids(tags: QuerySet[Tag]) -> frozenset[int]:
    return frozenset(tags.values_list("pk", flat=True))
