"""Bringing in the survey answers of an earlier system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.actors import Actor
from core.csv_reading import CsvRow, Table
from core.erased import known_again
from core.importing import BATCH, UNCHANGED, Outcome, Result, Tally, read_row, rejected, run_import
from core.seen import Seen
from customers.models import Delivery, Purchase
from followups.columns import AnswerLine, read_answer
from followups.models import Answer, Invitation, Questionnaire
from followups.queries import newest
from followups.states import InvitationState, Source, SurveyKind

log = structlog.get_logger(__name__)

ONE_BATCH = 7_202  # of answers at a time
QUESTIONNAIRE = "imported"  # what an earlier system asked, as far as we know


class AskedOrder(NamedTuple):
    """The purchase that was asked about."""

    id: int
    customer_id: int
    zone: str


class Stored(NamedTuple):
    """An answer that was imported before."""

    invitation: int
    delivery: int | None
    csat: int | None
    comment: str


Key = tuple[int, dt.datetime, dt.datetime]


class AnswerImporter:
    """What a file of answers means."""

    together = "order_ref"

    def __init__(self, *, seen: Seen, write: bool, now: dt.datetime) -> None:
        self._seen, self._write, self._now = seen, write, now
        self._erased: set[str] = set()
        self._questionnaire = newest(QUESTIONNAIRE)

    def prepare(self, rows: Sequence[CsvRow]) -> list[tuple[AskedOrder, AnswerLine] | Outcome]:
        refs = {row.values["order_ref"] for row in rows}
        prints = known_again(sorted(refs))
        orders = {
            ref: AskedOrder(pk, customer, zone)
            for ref, pk, customer, zone in Purchase.objects.filter(order_ref__in=[*refs, *prints]).values_list(
                "order_ref", "id", "customer_id", "customer__timezone"
            )
        }
        self._erased = {ref for printed, ref in prints.items() if printed in orders}
        return [read_row(row, partial(self._prepare, orders)) for row in rows]

    def _prepare(self, orders: Mapping[str, AskedOrder], row: CsvRow) -> tuple[AskedOrder, AnswerLine] | Outcome:
        if row.values["order_ref"] in self._erased:  # whoever asked to be forgotten is not written down anew
            return UNCHANGED
        order = orders.get(row.values["order_ref"])
        line = read_answer(row.values, zone=order.zone if order else settings.TIME_ZONE, now=self._now)
        if not isinstance(line, AnswerLine):
            return rejected(" ".join(line))
        if order is None:
            return rejected(
                _("The order %(order)s is not known. Import its purchase first, or correct order_ref.")
                % {"order": line.order_ref}
            )
        key = (line.order_ref, line.asked_at.isoformat(), line.answered_at.isoformat())
        again = self._seen.told(key, f"{line.csat}\x1f{line.comment}")
        if again is None:
            return order, line
        if again:
            return UNCHANGED
        return rejected(_("The same answer is in the file before, with another score or comment. Keep one of them."))

    def land(self, items: Sequence[tuple[AskedOrder, AnswerLine]]) -> list[Outcome]:
        with transaction.atomic():
            if self._write:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_BATCH])
            purchases = {order.id for order, _line in items}
            deliveries, stored = _last_deliveries(purchases), _stored(purchases)
            outcomes, changed = [], []
            for order, line in items:
                known = stored.get((order.id, line.asked_at, line.answered_at))
                delivery = deliveries.get(order.id)
                if known and known[1:] == (delivery, line.csat, line.comment):
                    outcomes.append(UNCHANGED)
                    continue
                outcomes.append(Outcome(Result.UPDATED if known else Result.CREATED))
                changed.append((_invitation(order, line, delivery, self._questionnaire, self._now, known), line))
            if self._write:
                _write(changed)
        return outcomes


def _last_deliveries(purchases: set[int]) -> dict[int, int]:
    """The delivery that an answer is about: the last that arrived, or any when none did."""
    return dict(
        Delivery.objects.filter(purchase__in=purchases)
        .order_by("purchase_id", F("delivered_at").desc(nulls_last=True), "id")
        .distinct("purchase_id")
        .values_list("purchase_id", "id")
    )


def _stored(purchases: set[int]) -> dict[Key, Stored]:
    invitations = Invitation.objects.filter(source=Source.IMPORTED, purchase__in=purchases)
    answers: dict[int, dict[str, tuple[int | None, str]]] = {}
    for pk, question, value, text in Answer.objects.filter(invitation__in=invitations).values_list(
        "invitation_id", "question", "value", "text"
    ):
        answers.setdefault(pk, {})[question] = (value, text)
    found: dict[Key, Stored] = {}
    for pk, purchase, sent, answered, delivery in invitations.values_list(
        "id", "purchase_id", "sent_at", "answered_at", "delivery_id"
    ):
        if purchase is None or sent is None or answered is None:
            continue
        told = answers.get(pk, {})
        csat, comment = told.get("csat", (None, ""))[0], told.get("comment", (None, ""))[1]
        found[purchase, sent, answered] = Stored(pk, delivery, csat, comment)
    return found


def _invitation(
    order: AskedOrder,
    line: AnswerLine,
    delivery: int | None,
    questionnaire: Questionnaire,
    now: dt.datetime,
    known: Stored | None,
) -> Invitation:
    return Invitation(
        pk=known.invitation if known else None,
        kind=SurveyKind.DELIVERY,
        source=Source.IMPORTED,
        questionnaire=questionnaire,
        customer_id=order.customer_id,
        purchase_id=order.id,
        delivery_id=delivery,
        state=InvitationState.ANSWERED,
        due_at=line.asked_at,
        sent_at=line.asked_at,
        answered_at=line.answered_at,
        created_at=now,
    )


def _write(changed: list[tuple[Invitation, AnswerLine]]) -> None:
    new = [invitation for invitation, _line in changed if invitation.pk is None]
    known = [invitation for invitation, _line in changed if invitation.pk is not None]
    if known:
        Invitation.objects.bulk_create(
            known, update_conflicts=True, unique_fields=["id"], update_fields=["delivery", "customer"]
        )
    Invitation.objects.bulk_create(new)
    answers, silent = [], []
    for invitation, line in changed:
        told = {"invitation_id": invitation.pk, "answered_at": line.answered_at}
        answers.append(Answer(question="csat", value=line.csat, **told))
        if line.comment:
            answers.append(Answer(question="comment", text=line.comment, **told))
        else:
            silent.append(invitation.pk)
    Answer.objects.filter(invitation__in=silent, question="comment").delete()
    if answers:
        Answer.objects.bulk_create(
            answers,
            update_conflicts=True,
            unique_fields=["invitation", "question"],
            update_fields=["value", "text", "answered_at"],
        )


def import_answers(
    *,
    table: Table,
    batch: int = BATCH,
    dry_run: bool = False,
    on_reject: Callable[[CsvRow, str], None] | None = None,
    on_batch: Callable[[Tally], None] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Tally:
    """Make or update answered invitations, a score and a comment each, tied to purchases that are already here.

    Idempotent on (order_ref, asked_at, answered_at); safe to stop at any point and to run twice at once. Each batch
    is one transaction. A row that cannot be used goes to `on_reject` with a sentence and does not stop the others.
    With `dry_run` nothing is written and the counts are the same.
    """
    with closing(Seen()) as seen:
        importer = AnswerImporter(seen=seen, write=not dry_run, now=now)
        tally = run_import(table=table, importer=importer, batch=batch, on_reject=on_reject, on_batch=on_batch)
    log.info("answers_imported", by=by.kind, user=by.user_id, dry_run=dry_run, read=tally.read, left=tally.rejected)
    return tally
