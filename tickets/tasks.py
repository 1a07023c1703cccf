"""Celery's door to cases. It finds its work in rows and may run twice, at once, and after a crash."""

import datetime as dt
from collections.abc import Iterator

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone, translation

from core.actors import SYSTEM
from tickets.actions.automatic import run_time_rules, run_waiting
from tickets.actions.bulk import forget_bulk, work_on
from tickets.actions.coverage import decide_coverage
from tickets.actions.drafts import sweep_drafts
from tickets.actions.filing import FORGOTTEN
from tickets.actions.filing import forget_old_filings as forget_filings
from tickets.actions.handing_out import hand_out_waiting as hand_out_all
from tickets.actions.policies import ask_review
from tickets.actions.reviewing import review_clocks as review
from tickets.actions.waking import wake_clocks
from tickets.models import BulkJob, Ticket
from warranties.models import GuaranteeRule

log = structlog.get_logger(__name__)

BATCH = 200
TURN = dt.timedelta(seconds=5)  # at work on many cases: letters and everything else wait for no longer than that
IN_HAND = 5  # seconds until the cases that another worker has in hand are looked at again
AT_ONCE = 30  # cases of a bulk job that are done while the browser waits


@shared_task
def decide_open_cases(**kwargs: object) -> int:
    """Decide again what covers every active case, so that imports, recalls and confirmed rules reach it; how many.

    A case on which nothing changed is only read, and one that cannot be decided does not keep the others. Without any
    rule of law nothing is decided: every open case would be told that nobody entered the law.
    """
    if not GuaranteeRule.objects.exists():
        log.error("no_rules_of_law", run="manage.py load_rules")
        return 0
    decided = 0
    for ticket in _active_with_unit():
        try:
            decided += decide_coverage(ticket=ticket, by=SYSTEM, now=timezone.now()).is_new
        except Exception:
            log.exception("coverage_not_decided", ticket=ticket.pk)
    if decided:
        log.info("coverage_decided_again", cases=decided)
    return decided


def _active_with_unit() -> Iterator[Ticket]:
    """A batch of keys at a time, so that memory stays flat whatever waits."""
    last = 0
    about_units = Ticket.objects.active().filter(unit__isnull=False).only("pk").order_by("pk")
    while batch := list(about_units.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


def begin_bulk(job: BulkJob) -> None:
    """Do a small job at once; a big one is done by a worker, while its page tells how far it is."""
    if job.items.count() <= AT_ONCE:  # type: ignore[attr-defined]
        work_on(job=job, clock=timezone.now)
    else:
        # Robust: without a broker the job stays where it is, and the sweep finds it.
        transaction.on_commit(lambda: work_on_bulk.delay(job.pk), robust=True)


@shared_task
def work_on_bulk(job_id: int, **kwargs: object) -> None:
    """Take a turn at a bulk job, in the language of whoever asked for it, and queue the next behind what waits."""
    until = timezone.now() + TURN
    if not _turn_at(job_id, until):
        # With time left, other workers have the last cases in hand: asking again at once would only keep this one busy.
        work_on_bulk.apply_async((job_id,), countdown=0 if timezone.now() >= until else IN_HAND)


@shared_task
def sweep_bulk(**kwargs: object) -> int:
    """Go on with bulk jobs that lost their message or their worker; how many. Several at once share the cases."""
    until = timezone.now() + TURN
    ids = list(BulkJob.objects.filter(finished_at=None).order_by("created_at").values_list("pk", flat=True))
    for job_id in ids:
        _turn_at(job_id, until)
    return len(ids)


def _turn_at(job_id: int, until: dt.datetime) -> bool:
    """Whether the job is finished, or not there."""
    job = BulkJob.objects.select_related("owner").filter(pk=job_id, finished_at=None).first()
    if job is None:
        return True
    with translation.override(job.owner.language):
        return work_on(job=job, clock=timezone.now, until=until)


@shared_task
def sweep_clocks(**kwargs: object) -> int:
    """Do what is due at clocks that have come to a point; at how many. Several at once share them."""
    return wake_clocks(now=timezone.now())


@shared_task
def review_clocks(**kwargs: object) -> None:
    """Take a turn at counting clocks again after a change; the next sweep goes on."""
    review(clock=timezone.now, until=timezone.now() + TURN)


@shared_task
def count_clocks_again(**kwargs: object) -> None:
    """Ask for it without a change of ours: a customer may have come from a file with another country or zone."""
    ask_review(now=timezone.now())


@shared_task
def forget_old_drafts(**kwargs: object) -> int:
    """Throw away drafts that nobody has touched for half a year; how many."""
    return sweep_drafts(now=timezone.now())


@shared_task
def forget_old_bulk(**kwargs: object) -> int:
    """Empty the words that bulk jobs of more than a month ago still keep; of how many."""
    return forget_bulk(now=timezone.now())


@shared_task
def run_automations(**kwargs: object) -> int:
    """Do what has happened in cases and waits for rules; how many lines. Several at once share the cases."""
    return run_waiting(clock=timezone.now, until=timezone.now() + TURN)


@shared_task
def run_automations_on_time(**kwargs: object) -> int:
    """Do what rules on time say to the cases that have waited for their hours; in how many."""
    return run_time_rules(clock=timezone.now, until=timezone.now() + TURN)


@shared_task
def hand_out_waiting(**kwargs: object) -> int:
    """Hand out the cases for which nobody was here, or had room, when they came to their team; how many."""
    return hand_out_all(now=timezone.now())


@shared_task
def forget_old_filings(**kwargs: object) -> int:
    """Throw away complaints that were begun a month ago and never sent, with their files."""
    return forget_filings(before=timezone.now() - FORGOTTEN)
