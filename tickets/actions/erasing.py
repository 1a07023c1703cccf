"""What is forgotten of cases: every word and every file. States, moments, kinds and who worked on them stay.

Ledgers are not touched: they hold codes and numbers, and no person's words.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.search import SearchVectorField
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat

from core.actions.erasing import forget_files
from core.erased import ERASED
from tickets.actions._ledger import locked_all
from tickets.models import (
    Attachment,
    BulkItem,
    BulkJob,
    CheckItem,
    Draft,
    DraftFile,
    Filing,
    FilingFile,
    LegalStart,
    Message,
    OwnField,
    Parcel,
    Point,
    Promise,
    SearchText,
    Statement,
    Ticket,
)
from tickets.queries.bulk import without_words
from tickets.states import FieldType

_BATCH = 500


def hold_cases_of(*, customers: Collection[int]) -> None:
    """Hold these customers' cases until the end of the transaction: who was writing in one has written by then."""
    locked_all(Ticket.objects.filter(customer__in=customers).values_list("pk", flat=True))


def forget_cases(*, tickets: Collection[int]) -> int:
    """Empty the words and delete the files of these cases, in the caller's transaction; how many cases.

    They are held meanwhile, so that nobody writes in them. Again, it changes nothing.
    """
    held = locked_all(tickets)
    files = _drop_files(held)
    Draft.objects.filter(ticket__in=held).delete()
    Message.objects.filter(ticket__in=held).update(text=ERASED, html="")
    Promise.objects.filter(ticket__in=held).update(what=ERASED)
    for model in (CheckItem, Point):  # no two of a case are alike
        _numbered(model, held)
    Point.objects.filter(ticket__in=held).exclude(answer="").update(answer=ERASED)
    Statement.objects.filter(ticket__in=held).update(before="", reach_phone="")
    LegalStart.objects.filter(ticket__in=held).update(number="")
    Parcel.objects.filter(ticket__in=held).update(carrier="", contents="")
    SearchText.objects.filter(ticket__in=held).update(words=Value("", output_field=SearchVectorField()))
    _forget_bulk(held)
    empty_filings(filings=Filing.objects.filter(ticket__in=held))
    _forget_own_fields(list(held.values()))
    Ticket.objects.filter(pk__in=held).update(subject=ERASED)
    forget_files(files=files)
    return len(held)


def empty_filings(*, filings: QuerySet[Filing]) -> int:
    """Complaints on their way lose what was told and shown; that there was one, and what became of it, stays."""
    # Held first, and their files then, as by whoever throws one away.
    pks = [filing.pk for filing in filings.order_by("pk").select_for_update(of=("self",))]
    filed = FilingFile.objects.filter(filing__in=pks)
    files = list(filed.values_list("file", flat=True))
    filed.delete()
    forget_files(files=files)
    return Filing.objects.filter(pk__in=pks).update(told={})


def forget_cases_of(*, customers: Collection[int]) -> int:
    """The same for all cases of these customers, and for what they had begun to tell; how many cases."""
    count = forget_cases(tickets=list(Ticket.objects.filter(customer__in=customers).values_list("pk", flat=True)))
    empty_filings(filings=Filing.objects.filter(customer__in=customers))
    return count


def _drop_files(tickets: Collection[int]) -> list[int]:
    """Take the files out of messages and drafts; which they were."""
    rows = [Attachment.objects.filter(message__ticket__in=tickets), DraftFile.objects.filter(draft__ticket__in=tickets)]
    files = [file for found in rows for file in found.values_list("file", flat=True)]
    for found in rows:
        found.delete()
    return files


def _numbered(model: type[Model], tickets: Collection[int]) -> None:
    text = Concat(Value(f"{ERASED} "), Cast(F("pk"), CharField()))
    model._default_manager.filter(ticket__in=tickets).update(text=text)


def _forget_bulk(tickets: Collection[int]) -> None:
    """Why a case was left out of a deed on many, and the words of such deeds that are done."""
    BulkItem.objects.filter(ticket__in=tickets).exclude(why="").update(why=ERASED)
    jobs = list(BulkJob.objects.saying().filter(items__ticket__in=tickets, finished_at__isnull=False).distinct())
    for job in jobs:
        job.deeds = without_words(job.deeds)
    BulkJob.objects.bulk_update(jobs, ["deeds"], batch_size=_BATCH)


def _forget_own_fields(tickets: Collection[Ticket]) -> None:
    """What was chosen, ticked, counted or dated stays; what was written does not, nor that of a field that is gone."""
    written = OwnField.objects.exclude(type=FieldType.TEXT).values_list("key", flat=True)
    kept = set(written)
    changed = []
    for ticket in tickets:
        fields = {key: value for key, value in ticket.own_fields.items() if key in kept}
        if fields != ticket.own_fields:
            ticket.own_fields = fields
            changed.append(ticket)
    Ticket.objects.bulk_update(changed, ["own_fields"], batch_size=_BATCH)
