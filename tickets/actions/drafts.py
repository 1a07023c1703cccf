"""What an agent has begun to write: kept as it is typed, gone when it is sent, never lost on the way.

Whoever holds a draft and its case locks the draft first: who finds none and means to write one begins it (`begun`)
before the case is locked, and its row goes with a refusal.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import prepared
from core.actions.files import received_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.joined import hold
from core.models import StoredFile
from core.richtext import Words, from_text
from customers.actions.known import check_known, is_known
from tickets.actions.messages import check_file_count
from tickets.actions.taking_back import take_back
from tickets.models import Draft, DraftFile, Message, Ticket
from tickets.rules import MAX_TEXT
from tickets.states import EventKind, MessageKind, Status

LONGEST = 10 * MAX_TEXT  # more than can be sent, so that a text that is too long is not lost while it is shortened
FORGOTTEN = dt.timedelta(days=180)
ONE_AT_A_TIME = 5003  # the class of our advisory locks; any number that nobody else uses


@transaction.atomic
def save_draft(
    *,
    ticket: Ticket,
    kind: MessageKind,
    words: Words,
    then: Status | None = None,
    promised: Mapping[str, str] | None = None,
    seen: int = 0,
    base: dt.datetime | None = None,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Draft | None:
    """Keep what somebody has written so far; without words, promise and files the draft goes, and None comes back.

    `promised` is what was typed of a promise, box by box; None leaves what is kept of it.

    `base` is the `updated_at` that the writer had before their eyes. Refused ("draft_newer") when another window of
    theirs wrote something else since, ("draft_sent") when the form of this `submission` was sent, ("text_too_long")
    past LONGEST. The same words twice change nothing.
    """
    if max(len(words.text), len(words.html)) > LONGEST:
        raise Refused(_("This text is too long to be kept as a draft. Please shorten it."), code="text_too_long")
    check_known(ticket.customer_id)
    draft = held(ticket, kind, by)
    if draft is None:
        if not words and not promised:
            _check_not_sent(ticket, submission)
            return None
        draft = begun(ticket, kind, by, now)
        # Nobody sends meanwhile, so that a save which comes late does not bring back what was sent.
        Ticket.objects.select_for_update(no_key=True).only("pk").get(pk=ticket.pk)
        _check_not_sent(ticket, submission)
    if _is_newer(draft, words, base):
        raise Refused(_("You have written something else here in another window."), code="draft_newer")
    return _written(draft, words, then, draft.promised if promised is None else dict(promised), seen, now)


def _is_newer(draft: Draft, words: Words, base: dt.datetime | None) -> bool:
    """Whether saving would lose words that the writer has not seen."""
    unseen = draft.updated_at != base and not words.text.startswith(draft.text)
    return unseen and draft.text != ""


def _written(
    draft: Draft, words: Words, then: Status | None, promised: dict[str, str], seen: int, now: dt.datetime
) -> Draft | None:
    if not words and not promised and not draft.files.exists():
        draft.delete()
        return None
    given = (words.text, words.html, then or draft.then, promised)
    if given != (draft.text, draft.html, draft.then, draft.promised):
        draft.seen = draft.seen if draft.text else seen
        (draft.text, draft.html, draft.then, draft.promised), draft.updated_at = given, now
        draft.save(update_fields=["text", "html", "then", "promised", "seen", "updated_at"])
    return draft


def _check_not_sent(ticket: Ticket, submission: uuid.UUID | None) -> None:
    if submission and ticket.messages.filter(submission=submission).exists():
        raise Refused(_("This was sent already."), code="draft_sent")


def held(ticket: Ticket, kind: MessageKind, by: Actor) -> Draft | None:
    """A person's draft, held until the end of the transaction; so is its place, where there is none yet.

    Else who sends without one would, with the case held, delete one whose holder waits for the case.
    """
    with connection.cursor() as cursor:
        place = f"{ticket.pk} {by.user_id} {kind}"
        prepared.execute(cursor, "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ONE_AT_A_TIME, place])
    return hold(Draft, ticket=ticket.pk, author=by.user_id, kind=str(kind))


def begun(ticket: Ticket, kind: MessageKind, by: Actor, now: dt.datetime) -> Draft:
    """The same, begun if there is none."""
    while (draft := held(ticket, kind, by)) is None:
        empty = Draft(ticket=ticket, author_id=by.user_id, kind=kind, updated_at=now)  # type: ignore[misc]
        Draft.objects.bulk_create([empty], ignore_conflicts=True)
    return draft


def drop(draft: Draft) -> None:
    """Remove a held draft in the caller's transaction; its files too, unless they went with a message."""
    kept = list(StoredFile.objects.filter(pk__in=draft.files.values("file")).order_by("pk"))
    draft.files.all().delete()
    draft.delete()
    _forget(kept)


def attach_files(
    *, ticket: Ticket, kind: MessageKind, uploads: Sequence[UploadedFile], by: Actor, now: dt.datetime
) -> Draft:
    """Put files into a draft, which is begun by it if need be. Refused for too many and for what we cannot take."""
    check_file_count(len(uploads))
    with received_files(uploads=uploads, now=now) as received, transaction.atomic():
        check_known(ticket.customer_id)
        draft = begun(ticket, kind, by, now)
        check_file_count(len(uploads) + draft.files.count())
        DraftFile.objects.bulk_create(DraftFile(draft=draft, file=file) for file in store_files(received=received))
    return draft


@transaction.atomic
def detach_file(*, file: DraftFile, by: Actor) -> None:
    """Take a file out of its author's draft; a draft without words goes with its last one. Twice is once."""
    is_known(file.draft.ticket.customer_id)
    draft = Draft.objects.select_for_update().filter(pk=file.draft_id, author=by.user_id).first()
    gone = draft and DraftFile.objects.select_related("file").filter(pk=file.pk, draft=draft).first()
    if not (draft and gone):
        return
    gone.delete()
    _forget([gone.file])
    if not draft.text and not draft.files.exists():
        draft.delete()


def _forget(files: Sequence[StoredFile]) -> None:
    """Remove files that nothing else has: their rows now, their bytes when that is sure."""
    for stored in files:
        if not stored.attachments.exists():  # type: ignore[attr-defined]
            stored.delete()
            transaction.on_commit(lambda file=stored.file: file.delete(save=False))  # type: ignore[misc]


@transaction.atomic
def undo_reply(*, message: Message, by: Actor, now: dt.datetime) -> Draft | None:
    """Take a reply back before it goes out, and give its words and files back to its author's draft.

    What they have begun to write since stays, below it. Twice is once. Refused as `take_back` refuses.
    """
    check_known(message.ticket.customer_id)
    if message.taken_back_at:
        return held(message.ticket, MessageKind.REPLY, by)
    draft = begun(message.ticket, MessageKind.REPLY, by, now)
    message = take_back(message=message, by=by, now=now)
    if not draft.text.startswith(message.text):  # another window has undone it already
        draft.text, draft.html = _joined(Words(message.text, message.html), Words(draft.text, draft.html))
        draft.then, draft.seen, draft.updated_at = _then(message), message.pk, now
        draft.save()
    files = (DraftFile(draft=draft, file=attached.file) for attached in message.attachments.select_related("file"))
    DraftFile.objects.bulk_create(files, ignore_conflicts=True)
    return draft


def _then(message: Message) -> str:
    """The state in which a reply had left the case."""
    moved = message.ticket.events.filter(pk__gt=message.event.pk, kind=EventKind.STATUS).order_by("pk").first()
    return moved.to_status if moved else message.ticket.status


def _joined(first: Words, second: Words) -> tuple[str, str]:
    if not second:
        return first.text, first.html
    formatted = "".join(words.html or from_text(words.text) for words in (first, second))
    return f"{first.text}\n\n{second.text}", formatted if first.html or second.html else ""


def sweep_drafts(*, now: dt.datetime) -> int:
    """Throw away what nobody has touched for half a year, with its files; how many."""
    old = Draft.objects.filter(updated_at__lt=now - FORGOTTEN)
    swept = 0
    for pk in old.values_list("pk", flat=True)[:500]:
        with transaction.atomic():
            if draft := old.select_for_update(skip_locked=True).filter(pk=pk).first():
                drop(draft)
                swept += 1
    return swept
