"""What leaves the composer: the words with the draft's files, the deeds of a macro, and the draft is gone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.actions.files import store_files
from core.actors import Actor
from core.models import StoredFile
from core.richtext import Words
from customers.actions.known import check_known
from tickets.actions._ledger import locked
from tickets.actions.conversation import add_note, answer
from tickets.actions.deeds import do_deeds
from tickets.actions.drafts import drop, held
from tickets.actions.mentions import mention_colleagues
from tickets.actions.messages import check_file_count, received, said_before
from tickets.actions.promises import make_promise
from tickets.actions.status import resolve_ticket
from tickets.deeds import ENDINGS, Deed, around
from tickets.models import Draft, Message, Ticket
from tickets.promises import Promised
from tickets.states import MessageKind, Resolution, Status


def send_reply(
    *,
    ticket: Ticket,
    words: Words,
    then: Status,
    files: Sequence[UploadedFile] = (),
    deeds: Sequence[Deed] = (),
    promised: Promised | None = None,
    seen: int | None = None,
    submission: uuid.UUID,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Reply with what is in the composer and is `promised` in it, do the `deeds` around it, and drop its draft, all or
    nothing.

    The reply is held for a moment, in which `undo_reply` gives it back, unless a deed resolves the case with it. The
    same `submission` twice is one. Refused as `reply_to_customer`, `resolve_ticket` and `do_deeds` refuse; then the
    draft stays.
    """
    with _opened(ticket, MessageKind.REPLY, files, by, now) as (draft, kept):
        if (said := said_before(ticket, submission)) is not None:
            return said
        stored = _files(draft, kept)
        doing = around(deeds, then)
        _do(ticket, doing.before, by, now)
        given: dict[str, Any] = {
            "text": words.text, "html": words.html, "stored": stored, "seen": seen, "submission": submission, "by": by,
            "now": now,
        }  # fmt: skip
        if doing.resolution:
            resolve_ticket(ticket=ticket, resolution=Resolution(doing.resolution), **given)
            message = Message.objects.get(submission=submission)
            if promised:
                make_promise(ticket=ticket, **vars(promised), message=message, by=by, now=now)
        else:  # its draft is held, so that nobody sends the same form meanwhile
            message = answer(ticket=locked(ticket), then=Status(doing.then), hold=True, promised=promised, **given)
        _do(ticket, doing.after, by, now)
        if draft is not None:
            drop(draft)
    return message


def send_note(
    *,
    ticket: Ticket,
    words: Words,
    kind: MessageKind = MessageKind.NOTE,
    files: Sequence[UploadedFile] = (),
    deeds: Sequence[Deed] = (),
    promised: Promised | None = None,
    submission: uuid.UUID,
    by: Actor,
    now: dt.datetime,
) -> Message:
    """Write a note with what is in the composer, tell whom it calls by name, do the `deeds`, drop the draft, all or
    nothing. The same `submission` twice is one. Refused as `add_note` and `do_deeds` refuse; then the draft stays.
    """
    with _opened(ticket, kind, files, by, now) as (draft, kept):
        if (said := said_before(ticket, submission)) is not None:
            return said
        stored = _files(draft, kept)
        _do(ticket, [deed for deed in deeds if deed.do not in ENDINGS], by, now)
        message = add_note(
            ticket=ticket, text=words.text, html=words.html, kind=kind, stored=stored, promised=promised,
            submission=submission, by=by, now=now,
        )  # fmt: skip
        if kind == MessageKind.NOTE:
            mention_colleagues(message=message, by=by, now=now)
        _do(ticket, [deed for deed in deeds if deed.do in ENDINGS], by, now)
        if draft is not None:
            drop(draft)
    return message


@contextmanager
def _opened(
    ticket: Ticket, kind: MessageKind, uploads: Sequence[UploadedFile], by: Actor, now: dt.datetime
) -> Iterator[tuple[Draft | None, list[StoredFile]]]:
    """The draft, held, and what came with the form, received."""
    with received(uploads, now) as kept, transaction.atomic():
        check_known(ticket.customer_id)
        yield held(ticket, kind, by), kept


def _files(draft: Draft | None, kept: list[StoredFile]) -> list[StoredFile]:
    """All that go: those in the draft, and those that came with the form."""
    begun = list(StoredFile.objects.filter(pk__in=draft.files.values("file")).order_by("pk")) if draft else []
    check_file_count(len(begun) + len(kept))
    return begun + (store_files(received=kept) if kept else [])


def _do(ticket: Ticket, deeds: Sequence[Deed], by: Actor, now: dt.datetime) -> None:
    if deeds:
        do_deeds(ticket=ticket, deeds=deeds, by=by, now=now)
