"""Bringing in the purchases and deliveries that a shop exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.csv_reading import CsvRow, Table
from core.importing import BATCH, UNCHANGED, Outcome, Tally, read_row, rejected, run_import
from core.seen import Seen
from customers.actions.purchase_writes import write_changes
from customers.changes import Changes, Told
from customers.columns import House, PurchaseLine, read_line
from customers.stored import Stored

log = structlog.get_logger(__name__)

# One batch of purchases at a time, so that two imports at once cannot make an order twice.
ONE_BATCH = 7_201


class PurchaseImporter:
    """What a file of purchases means."""

    together = "order_ref"

    def __init__(self, *, columns: Sequence[str], seen: Seen, write: bool, now: dt.datetime) -> None:
        self._columns, self._seen, self._write, self._now = columns, seen, write, now
        languages = tuple(code for code, _name in settings.LANGUAGES)
        self._house = House(settings.TIME_ZONE, settings.COMPANY["country"], languages)

    def prepare(self, rows: Sequence[CsvRow]) -> list[Told | Outcome]:
        return [read_row(row, self._prepare) for row in rows]

    def _prepare(self, row: CsvRow) -> Told | Outcome:
        line = read_line(row.values, house=self._house, now=self._now)
        if not isinstance(line, PurchaseLine):
            return rejected(" ".join(line))
        again = self._seen.told(("line", line.order_ref, line.line), "\x1f".join(row.values[n] for n in self._columns))
        if again is not None:
            return UNCHANGED if again else rejected(_twice(line))
        order = self._seen.told(("order", line.order_ref), f"{line.customer.ref}\x1f{line.purchase.purchased_at}")
        if order is False:
            return rejected(_contradicts(line))
        return Told(line, order is None, self._seen.first("product", line.product.sku))

    def land(self, items: Sequence[Told]) -> list[Outcome]:
        try:
            return self._land(items)
        except IntegrityError:  # a call or a survey was hung meanwhile on a delivery that was to go: look again
            return self._land(items)

    def _land(self, items: Sequence[Told]) -> list[Outcome]:
        with transaction.atomic():
            if self._write:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_BATCH])
            changes = Changes(items, Stored(item.line for item in items), self._columns)
            if self._write:
                write_changes(changes)
        return changes.outcomes


def _twice(line: PurchaseLine) -> str:
    return _("The line %(line)s of the order %(order)s is in the file before, with other values. Keep one of them.") % {
        "line": line.line,
        "order": line.order_ref,
    }


def _contradicts(line: PurchaseLine) -> str:
    return _(
        "Another line of the order %(order)s has another customer_ref or purchased_at. "
        "All lines of an order have the same."
    ) % {"order": line.order_ref}


def import_purchases(
    *,
    table: Table,
    batch: int = BATCH,
    dry_run: bool = False,
    on_reject: Callable[[CsvRow, str], None] | None = None,
    on_batch: Callable[[Tally], None] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Tally:
    """Make or update the customers, products, purchases, deliveries and units that the table tells.

    Idempotent on (order_ref, line); safe to stop at any point and to run twice at once. Each batch is one
    transaction. A row that cannot be used goes to `on_reject` with a sentence and does not stop the others.
    With `dry_run` nothing is written and the counts are the same.
    """
    with closing(Seen()) as seen:
        importer = PurchaseImporter(columns=table.columns, seen=seen, write=not dry_run, now=now)
        tally = run_import(table=table, importer=importer, batch=batch, on_reject=on_reject, on_batch=on_batch)
    log.info("purchases_imported", by=by.kind, user=by.user_id, dry_run=dry_run, read=tally.read, left=tally.rejected)
    return tally
