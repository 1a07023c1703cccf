"""Makes the shop for measuring, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from customers.models import Customer, Delivery, Purchase, Unit
from postventa.load.cases import Chunk, messages_before
from postventa.load.clocks import count_active
from postventa.load.copying import bare, reserve
from postventa.load.covers import decide_active
from postventa.load.shop import CHUNK, Shop, make_house, make_sales
from tickets.actions.deadlines import load_deadlines
from tickets.actions.first_settings import first_settings
from tickets.models import Clock, Message, SearchText, Seen, Ticket, TicketEvent, TicketTag
from warranties.actions.rules import load_rules

SEED = 1969
FILLED = [Customer, Purchase, Delivery, Unit, Ticket, Message, TicketEvent, TicketTag, Seen, Clock]
WORDS = """
INSERT INTO tickets_searchtext (ticket_id, product_id, words)
SELECT t.id, u.product_id, case_words(t.id) FROM tickets_ticket t LEFT JOIN customers_unit u ON u.id = t.unit_id
WHERE t.id BETWEEN %s AND %s
"""
Progress = Callable[[str, int], None]


def fill(*, tickets: int, add: bool = False, progress: Progress, now: dt.datetime) -> None:
    """Write `tickets` cases with all that hangs on them, all or nothing.

    Nobody else can work meanwhile: the tables are held. `progress` is told the step and how many cases went on in it.
    Refused when there are cases already, unless more are to be added.
    """
    if not add and Ticket.objects.exists():
        raise Refused(_("There are cases already. To put invented ones beside them, say --add."), code="not_empty")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
        for load in (load_rules, load_deadlines, first_settings):
            load(now=now)
        shop = make_house(now=now)
        with bare(model._meta.db_table for model in FILLED):
            for _rows in make_sales(shop, tickets, seed=SEED, now=now):
                progress("sales", 0)
            first = _cases(shop, tickets, progress, now)
            progress("indexes", 0)
        _analyze(cursor, *FILLED)
        with bare([SearchText._meta.db_table]):
            for start in range(first, first + tickets, CHUNK):
                stop = min(start + CHUNK, first + tickets)
                cursor.execute(WORDS, [start, stop - 1])
                progress("words", stop - start)
        for count in decide_active(range(first, first + tickets), now=now):
            progress("coverage", count)
        for count in count_active(range(first, first + tickets), now=now):
            progress("clocks", count)


def settle() -> None:
    """Leave the tables as they are in a shop that has been open for a while. Not in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _cases(shop: Shop, tickets: int, progress: Progress, now: dt.datetime) -> int:
    """Write the cases, making the next rows while PostgreSQL takes the last ones; the number of the first."""
    first, first_message = reserve(Ticket, tickets), reserve(Message, messages_before(tickets, tickets))

    def chunk(start: int) -> Chunk:
        given = {"size": tickets, "start": start, "first": first, "first_message": first_message}
        return Chunk(shop, **given, seed=SEED, now=now).made()

    with ThreadPoolExecutor(1) as maker:
        waiting = maker.submit(chunk, 0)
        for start in range(0, tickets, CHUNK):
            ready = waiting.result()
            if start + CHUNK < tickets:
                waiting = maker.submit(chunk, start + CHUNK)
            ready.write()
            progress("cases", ready.stop - ready.start)
    return first


def _analyze(cursor, *models) -> None:
    cursor.execute("ANALYZE " + ", ".join(model._meta.db_table for model in models))
