"""Calling a colleague by name in a note."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from core.actors import Actor
from core.models import User
from tickets.models import Mention, Message
from tickets.notices import tell_mentioned


def called(text: str, names: Mapping[int, str]) -> list[int]:
    """The ids of those whose whole name stands in a text after an @, however it is capitalised. Pure.

    «@Ana Ruiz Gil» calls Ana Ruiz Gil and not Ana Ruiz; two colleagues of one name are both called.
    """
    known: dict[str, list[int]] = defaultdict(list)
    for pk, name in names.items():
        known[_plain(name)].append(pk)
    if not known:
        return []
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    found = re.findall(rf"(?<!\w)@({'|'.join(longest_first)})(?!\w)", _plain(text))
    return sorted({pk for name in found for pk in known[name]})


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@transaction.atomic
def mention_colleagues(*, message: Message, by: Actor, now: dt.datetime) -> list[Mention]:
    """Note down who is called by name in a note, and tell them by e-mail, once; nobody is told of what they wrote."""
    if "@" not in message.text:
        return []
    colleagues = User.objects.agents().exclude(pk=by.user_id).in_bulk()
    new = []
    for pk in called(message.text, {pk: str(person) for pk, person in colleagues.items()}):
        mention, created = Mention.objects.get_or_create(
            message=message, user=colleagues[pk], defaults={"ticket_id": message.ticket_id, "at": now}
        )
        if created:
            tell_mentioned(mention, now)
            new.append(mention)
    return new
