"""A deed on many cases: kept case by case, so that whoever goes on after a crash finds what is left to do."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.actors import Actor, actor_of
from core.errors import Refused
from core.models import User
from customers.actions.known import is_known
from tickets.actions.deeds import do_deeds
from tickets.actions.messages import already_sent
from tickets.deeds import Deed, Said, in_order, read_deeds
from tickets.models import BulkItem, BulkJob, Ticket
from tickets.queries.bulk import without_words
from tickets.queries.macros import usable_macro
from tickets.states import ItemState

log = structlog.get_logger(__name__)

MOST_CASES = 5000
MOST_MERGED = 20
LONGEST_WHY = 300
FORGOTTEN = dt.timedelta(days=30)
Clock = Callable[[], dt.datetime]


@transaction.atomic
def start_bulk(
    *, ticket_ids: Sequence[int], deeds: Sequence[Deed], submission: uuid.UUID, by: Actor, now: dt.datetime
) -> BulkJob:
    """Write down what is to be done to which cases; `work_on` does it. The same `submission` twice is one job.

    Refused without deeds or cases that `by` may see, for more than MOST_CASES, for a macro that is not theirs to use
    ("no_macro"), and for a submission that somebody else sent.
    """
    ids = list(dict.fromkeys(ticket_ids))
    if not ids:
        raise Refused(_("Choose at least one case."), code="no_cases")
    if not deeds:
        raise Refused(_("Say what to do with them."), code="no_deeds")
    if len(ids) > MOST_CASES:
        raise Refused(_("At most %(limit)s cases can be changed at once.") % {"limit": MOST_CASES}, code="cases_many")
    visible = Ticket.objects.visible_to(by)
    there = set(visible.filter(pk__in=ids).values_list("pk", flat=True))
    if not there:
        raise Refused(_("Choose at least one case."), code="no_cases")
    owner = User.objects.get(pk=by.user_id)
    for deed in deeds:
        if deed.do == "macro":
            usable_macro(int(str(deed.to)), owner)
    kept = [deed.plain for deed in in_order(deeds)]
    job, is_new = BulkJob.objects.get_or_create(
        submission=submission, defaults={"owner": owner, "deeds": kept, "created_at": now}
    )
    if job.owner_id != by.user_id:
        raise already_sent()
    if is_new:
        BulkItem.objects.bulk_create((BulkItem(job=job, ticket_id=pk) for pk in ids if pk in there), batch_size=1000)
    return job


def start_merge(
    *, ticket_ids: Sequence[int], into: int | None = None, submission: uuid.UUID, by: Actor, now: dt.datetime
) -> BulkJob:
    """Merge cases of one customer into one of them: the one said, or the oldest. See `start_bulk` for the rest.

    Refused for fewer than two or more than MOST_MERGED, for cases of different customers and for another one's `into`.
    """
    cases = list(Ticket.objects.visible_to(by).filter(pk__in=ticket_ids).order_by("created_at", "pk"))
    if not 2 <= len(cases) <= MOST_MERGED:
        raise Refused(_("Choose between 2 and %(limit)s cases to merge.") % {"limit": MOST_MERGED}, code="merge_count")
    if len({case.customer_id for case in cases}) > 1:
        raise Refused(
            _("Cases of different customers are not merged: each would read the other's."), code="merge_other_customer"
        )
    receiving = next((case for case in cases if into in (None, case.pk)), None)
    if receiving is None:
        raise Refused(_("Choose one of these cases to merge the others into."), code="merge_into")
    others = [case.pk for case in cases if case.pk != receiving.pk]
    return start_bulk(ticket_ids=others, deeds=[Deed("merge", receiving.pk)], submission=submission, by=by, now=now)


def answer_children(
    *, ticket: Ticket, text: str, html: str = "", then: str = "", submission: uuid.UUID, by: Actor, now: dt.datetime
) -> BulkJob:
    """Write the same reply in every active case under a main one; gaps ({{first_name}}) are filled in for each.

    Refused as `start_bulk` is, for an empty or too long text, and when there is no such case.
    """
    said = read_deeds([Deed("reply", Said(text, html, then)).plain])
    ids = list(ticket.children.active().order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]
    if not ids:
        raise Refused(_("No open case hangs from this one."), code="no_children")
    return start_bulk(ticket_ids=ids, deeds=said, submission=submission, by=by, now=now)


def work_on(*, job: BulkJob, clock: Clock, until: dt.datetime | None = None) -> bool:
    """Do what is left of a job, each case in a transaction of its own; whether it is finished.

    A finished job forgets the words that it said, which the cases have, and keeps its verbs.

    Past `until` the rest is left for the next turn, so that a long job does not keep a worker from its other work. Safe
    to run twice, at once and after a crash. A case that cannot be done is marked with its reason and keeps none of the
    others.
    """
    try:
        deeds, why = read_deeds(job.deeds), ""
    except Refused as refusal:
        deeds, why = (), str(refusal)
    if not (job.owner.is_agent and job.owner.is_active):
        why = _("Who asked for this does not work at the desk any more.")
    while (until is None or clock() < until) and _do_one(job, deeds, why, clock()):
        pass
    left = BulkItem.objects.filter(job=OuterRef("pk"), state=ItemState.WAITING)
    done = BulkJob.objects.filter(~Exists(left), pk=job.pk, finished_at=None)
    done.update(finished_at=clock(), deeds=without_words(job.deeds))
    job.refresh_from_db(fields=["finished_at", "deeds"])
    return job.finished_at is not None


@transaction.atomic
def forget_bulk(*, now: dt.datetime) -> int:
    """Empty the words of jobs that finished more than a month ago and still keep them; how many.

    A job forgets them when it finishes; this is for those that did so before, or were put in by hand. What was done and
    how far it came stays.
    """
    old = BulkJob.objects.saying().filter(finished_at__lt=now - FORGOTTEN).select_for_update(skip_locked=True)
    jobs = list(old[:MOST_CASES])
    for job in jobs:
        job.deeds = without_words(job.deeds)
    BulkJob.objects.bulk_update(jobs, ["deeds"], batch_size=500)
    return len(jobs)


@transaction.atomic
def _do_one(job: BulkJob, deeds: Sequence[Deed], why: str, now: dt.datetime) -> bool:
    """Take the next case that no other worker has in hand; whether there was one."""
    waiting = BulkItem.objects.select_for_update(skip_locked=True, of=("self",)).select_related("ticket")
    item = waiting.filter(job=job.pk, state=ItemState.WAITING).order_by("pk").first()
    if item is None:
        return False
    is_known(item.ticket.customer_id)  # until the end: why a case was left out may hold words of theirs
    why = why or _refusal(item.ticket, deeds, actor_of(job.owner), now)
    item.state, item.why = (ItemState.REFUSED, why[:LONGEST_WHY]) if why else (ItemState.DONE, "")
    item.save(update_fields=["state", "why"])
    return True


def _refusal(ticket: Ticket, deeds: Sequence[Deed], by: Actor, now: dt.datetime) -> str:
    """Do the deeds; "" when they are done, else why not, with nothing written."""
    try:
        do_deeds(ticket=ticket, deeds=deeds, by=by, now=now)
    except Refused as refusal:
        return str(refusal)
    except Exception:
        log.exception("bulk_case_failed", ticket=ticket.pk)
        return _("Something unexpected happened with this case. Nothing was written in it.")
    return ""
