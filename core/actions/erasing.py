"""What the ground forgets of a person: accounts, letters, files, traces. In the caller's transaction.

Each verb may run again: what is forgotten stays so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature
from django.db import connection, models, transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from core.about import Cells, imports_about
from core.erased import ERASED, erased_email
from core.models import AuditEntry, ImportJob, OutgoingMessage, StoredFile, User
from core.states import Outgoing, Role

_BATCH = 500


def forget_accounts(*, accounts: Collection[int], sessions: Collection[str]) -> int:
    """Make nobody of the accounts of a customer, and end these sessions (see `sessions_of`); how many accounts.

    The row stays, because ledgers point at it. All that hangs on an account and would go with it goes: addresses,
    sessions, second factors. Accounts of staff are left alone.
    """
    found = User.objects.filter(pk__in=accounts, role=Role.CUSTOMER, is_staff=False).select_for_update()
    for user in found:
        for relation in User._meta.related_objects:
            if relation.on_delete is models.CASCADE:
                relation.related_model._base_manager.filter(**{relation.field.name: user}).delete()
        user.email, user.name, user.is_active = erased_email(user.pk), "", False
        user.set_unusable_password()
        user.save(update_fields=["email", "name", "is_active", "password"])
    Session.objects.filter(pk__in=sessions).delete()
    return len(found)


def sessions_of(*, accounts: Collection[int], email: str) -> list[str]:
    """The keys of the sessions of these accounts and of those that hold that e-mail: a guest's, a half-done sign-in.

    A session says whose it is only once it is opened, so all are: not to be done while others wait for locked rows.
    One that begins later opens nothing of an account that is nobody's by then.
    """
    if not accounts and not email:
        return []
    users = {str(pk) for pk in accounts}
    # Of «diana@x.example», «ana@x.example» is a part and not an address.
    held = re.compile(rf"(?<![\w.+-]){re.escape(email.lower())}(?![\w-]|\.\w)") if email else None
    return [session.pk for session in Session.objects.iterator(_BATCH) if _is_of(session, users, held)]


def _is_of(session: Session, users: Collection[str], email: re.Pattern[str] | None) -> bool:
    try:
        held = session.get_decoded()
    except (BadSignature, ValueError):  # written with a key that is gone: nobody can use it, and nobody can read it
        return False
    return held.get("_auth_user_id") in users or bool(email and email.search(str(held).lower()))


def forget_letters(*, letters: QuerySet[OutgoingMessage]) -> int:
    """Empty letters of whom they went to and of all that they said; what waits to be sent is not sent; how many.

    What is on its way at this moment is its worker's: nobody should call this before it is out.
    """
    held = letters.exclude(status=Outgoing.IN_FLIGHT)
    waiting = held.filter(status=Outgoing.QUEUED).order_by("pk").select_for_update()
    gone = OutgoingMessage.objects.filter(pk__in=[letter.pk for letter in waiting]).delete()[0]
    return gone + held.exclude(status=Outgoing.QUEUED).update(to="", subject=ERASED, text="", html="", last_error="")


def forget_files(*, files: Collection[int]) -> int:
    """Delete files to which nothing points any more: the rows now, the bytes once this is certain; how many.

    A process that dies in between leaves bytes without a row; `sweep_files` finds them.
    """
    free = StoredFile.objects.filter(pk__in=files)
    for relation in StoredFile._meta.related_objects:
        if relation.related_model is not None and not relation.many_to_many:
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            free = free.filter(~Exists(pointing))
    gone = list(free.select_for_update(of=("self",)))
    StoredFile.objects.filter(pk__in=[stored.pk for stored in gone]).delete()
    for stored in gone:
        transaction.on_commit(lambda file=stored.file: file.delete(save=False))  # type: ignore[misc]
    return len(gone)


def forget_traces(*, rows: Mapping[str, Collection[int]]) -> int:
    """Empty the words and references in the traces of rows («customers.unit»: their numbers); how many.

    What was done, when and by whom stays, and so do numbers, dates and what is true or not. The table refuses everybody
    else's changes.
    """
    about = Q()
    for noun, numbers in rows.items():
        about |= Q(noun=noun, object_id__in=numbers)
    found = list(AuditEntry.objects.filter(about)) if about else []
    changed = [entry for entry in found if _emptied(entry)]
    if changed:
        _past_the_guard(changed)
    return len(changed)


def _emptied(entry: AuditEntry) -> bool:
    before, after = _without_words(entry.before), _without_words(entry.after)
    reason = ERASED if entry.reason else ""
    if (before, after, reason) == (entry.before, entry.after, entry.reason):
        return False
    entry.before, entry.after, entry.reason = before, after, reason
    return True


def _without_words(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: ERASED if name in _WORDS and value else value for name, value in facts.items()}


# The columns that a trace may hold as somebody typed them.
_WORDS = frozenset(
    {"ref", "reference", "name", "email", "phone", "address", "city", "postal_code", "order_ref", "note", "fault",
     "accessories", "work", "carrier", "product_words", "bought_from", "answer"}
)  # fmt: skip


def _past_the_guard(entries: Collection[AuditEntry]) -> None:
    """The trigger of the table lets changes pass where the transaction says that it empties."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('postventa.empties', 'on', true)")
        AuditEntry.objects.bulk_update(entries, ["before", "after", "reason"], batch_size=_BATCH)
        cursor.execute("SELECT set_config('postventa.empties', '', true)")


def forget_log(*, rows: Mapping[type[Model], Collection[int]]) -> int:
    """Empty what the administration pages noted of rows: how they were called; how many."""
    about = Q(pk__in=[])
    for model, numbers in rows.items():
        kind = ContentType.objects.get_for_model(model)
        about |= Q(content_type=kind, object_id__in=[str(number) for number in numbers])
    return LogEntry.objects.filter(about).exclude(object_repr=ERASED).update(object_repr=ERASED, change_message="")


def forget_imports(*, words: Collection[str], cells: Cells) -> int:
    """Let go of the files of ended imports about somebody (see `imports_about`); how many. What an import did stays."""
    return forget_import_files_of(jobs=imports_about(words=words, cells=cells, finished=True))


def forget_import_files_of(*, jobs: Collection[ImportJob]) -> int:
    """Let go of the files of these imports: the rows now, the bytes once this is certain; how many imports."""
    for job in jobs:
        for kept in (job.file, job.errors_file):
            if kept:
                transaction.on_commit(lambda kept=kept: kept.delete(save=False))  # type: ignore[misc]
    ImportJob.objects.filter(pk__in=[job.pk for job in jobs]).update(file="", errors_file="")
    return len(jobs)
