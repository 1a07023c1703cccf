"""The nights: what has been kept long enough is forgotten, a batch at a time, by the rules that are active."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from django.apps import apps
from django.db import transaction

from catalog.models import KnowledgeSearch
from core.actions.erasing import forget_import_files_of, forget_letters
from core.actors import SYSTEM
from core.models import ImportJob, OutgoingMessage
from customers.actions.erasing import forget_invited, forget_registrations
from customers.models import Customer, Registration
from followups.actions.erasing import forget_answers, forget_call_notes
from followups.models import Answer, CallAttempt
from privacy.actions.asking import write_down
from privacy.due import before, due_rows, over_sessions
from privacy.held import held_records, nobody_is_held_meanwhile
from privacy.models import RetentionRule, RetentionRun
from privacy.people import Person
from privacy.states import Keeping
from tickets.actions.erasing import forget_cases
from tickets.actions.filing import forget_old_filings

log = structlog.get_logger(__name__)

BATCH = 200
A_NIGHT = dt.timedelta(hours=12)


def retain(*, rule: RetentionRule, clock: Callable[[], dt.datetime], until: dt.datetime | None = None) -> int:
    """Act on all that a rule says, a batch to a transaction, at most until that moment; how many rows.

    Safe to stop at any point and to run twice: what is done is done, and the next night goes on. What it did stands in
    a RetentionRun; of a night in which that is nothing, in one.
    """
    now, done, last = clock(), 0, 0
    since = before(rule.months, now)
    while until is None or clock() < until:
        with transaction.atomic():
            nobody_is_held_meanwhile()
            rows, _since = due_rows(rule.about, since)
            # On from the last one looked at: whoever has to stay does not keep the night from those behind them.
            batch = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
            done += _DONE[Keeping(rule.about)](batch, since, now)
        if len(batch) < BATCH:
            break
        last = batch[-1]
    if done or not RetentionRun.objects.filter(about=rule.about, at__gt=now - A_NIGHT).exists():
        RetentionRun.objects.create(about=rule.about, at=now, done=done, months=rule.months)
    if done:
        log.info("retained", about=rule.about, months=rule.months, done=done)
    return done


def _customers(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    """They are asked to be erased by us: the sweep seals and forgets them, when nothing is under way.

    A person of whom one record had something lately keeps all of them.
    """
    rows, _since = due_rows(Keeping.CUSTOMERS, since)
    count = 0
    for customer in Customer.objects.filter(pk__in=batch).order_by("pk"):
        records = list(Person.of(customer).customers)
        list(Customer.objects.filter(pk__in=records).order_by("pk").select_for_update())
        # Looked at again once they are held: others may have done it, or something may have happened.
        if rows.filter(pk__in=records).count() == len(records):
            count += len(write_down(customers=records, begins_at=now, by=SYSTEM, now=now))
    return count


def _cases(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return forget_cases(tickets=batch)


def _answers(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return forget_answers(answers=Answer.objects.filter(pk__in=batch))


def _call_notes(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return forget_call_notes(attempts=CallAttempt.objects.filter(pk__in=batch))


def _letters(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return forget_letters(letters=OutgoingMessage.objects.filter(pk__in=batch))


def _filings(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return forget_old_filings(before=since, limit=BATCH, but=held_records().values("pk"))


def _searches(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return KnowledgeSearch.objects.filter(pk__in=batch).delete()[0]


def _imports(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return forget_import_files_of(jobs=list(ImportJob.objects.filter(pk__in=batch)))


def _registrations(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    """Those who were asked to register something and did not, too."""
    done = forget_registrations(registrations=Registration.objects.filter(pk__in=batch), now=now)
    return done + forget_invited(before=since, limit=BATCH)


def forget_over_sessions(*, now: dt.datetime) -> int:
    """Delete sessions that open nothing any more, whatever the rules say: there is no reason to keep them; how many."""
    return over_sessions(now).delete()[0]


def _visits(batch: list[int], since: dt.datetime, now: dt.datetime) -> int:
    return apps.get_model("usersessions", "UserSession").objects.filter(pk__in=batch).delete()[0]


_DONE: dict[Keeping, Callable[[list[int], dt.datetime, dt.datetime], int]] = {
    Keeping.CUSTOMERS: _customers,
    Keeping.CASES: _cases,
    Keeping.ANSWERS: _answers,
    Keeping.CALL_NOTES: _call_notes,
    Keeping.LETTERS: _letters,
    Keeping.FILINGS: _filings,
    Keeping.SEARCHES: _searches,
    Keeping.IMPORTS: _imports,
    Keeping.REGISTRATIONS: _registrations,
    Keeping.VISITS: _visits,
}
