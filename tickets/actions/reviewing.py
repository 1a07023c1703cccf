"""Counting the clocks of all active cases again, because a policy, a calendar or a rule of law changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from django.db import OperationalError, connection, transaction

from tickets.actions._ledger import locked
from tickets.actions.clocks import keep_clocks
from tickets.models import Clock, ClockReview, LegalStart, Promise, Ticket
from tickets.queries.clocks import COUNTING

log = structlog.get_logger(__name__)

BATCH = 100
PATIENCE = 300  # milliseconds
BEGUN = -1  # before the first case, and from then on a change asks for another review


def review_clocks(*, clock: Callable[[], dt.datetime], until: dt.datetime | None = None) -> bool:
    """Count the cases again for which a change asks, each in a transaction of its own; whether none is left.

    Past `until` the rest is for the next turn. Safe to run twice, at once and after a crash: how far it came is kept
    after each batch, and counting twice changes nothing. One that is newer counts for those before it. A case that
    cannot be counted does not keep the others.
    """
    while until is None or clock() < until:
        review = ClockReview.objects.filter(finished_at=None).order_by("-pk").first()
        if review is None:
            return True
        if review.upto <= 0 and not _begin(review):
            return False
        batch = _next_cases(review.upto)
        for pk in batch:
            _count(pk, clock())
        if batch:
            ClockReview.objects.filter(pk=review.pk, upto__lt=batch[-1]).update(upto=batch[-1])
        else:
            _finish(review, clock())
    return not ClockReview.objects.filter(finished_at=None).exists()


def _next_cases(after: int) -> list[int]:
    """A batch of the cases in which a time may still run out: the active ones, and others that owe something."""
    active = list(Ticket.objects.active().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
    found = set(active)
    for owed in (
        Clock.objects.going(),
        LegalStart.objects.filter(done_at=None, withdrawn_at=None),
        Promise.objects.to_keep(),
    ):
        theirs = owed.filter(ticket__gt=after).order_by("ticket")
        if len(active) == BATCH:  # all further ones come later: a few in a large archive are not looked for each time
            theirs = theirs.filter(ticket__lte=active[-1])
        found.update(theirs.values_list("ticket", flat=True).distinct()[:BATCH])
    return sorted(found)[:BATCH]


def _begin(review: ClockReview) -> bool:
    """Whoever has just found it waiting for its beginning holds it: their change is counted, so it comes first.

    False when somebody takes long with a case that they count by what was in force before: the next turn asks again.
    """
    ClockReview.objects.filter(pk__lte=review.pk, finished_at=None, upto=0).update(upto=BEGUN)
    try:
        _let_others_finish()
    except OperationalError:
        log.info("review_waits_for_somebody")
        return False
    return True


def _finish(review: ClockReview, now: dt.datetime) -> None:
    """With those before it that had begun by then. Of those that are over the newest is kept."""
    ClockReview.objects.filter(pk__lte=review.pk, finished_at=None).exclude(upto=0).update(finished_at=now)
    ClockReview.objects.filter(pk__lt=review.pk, finished_at__isnull=False).delete()


@transaction.atomic
def _let_others_finish() -> None:
    """Wait for those who still count with what was in force before: the cases that they write would be passed over.

    Not for long: whoever writes in any case meanwhile waits behind us. OperationalError after that.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}ms'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])


def _count(pk: int, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            keep_clocks(locked(Ticket(pk=pk)), now=now)
    except Exception:
        log.exception("clocks_not_counted", ticket=pk)
