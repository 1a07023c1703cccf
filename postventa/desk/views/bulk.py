"""The same deed on many cases, and how far it has come."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_bulk_job, staff_required
from postventa.desk.bulk_choices import choices, confirmation
from postventa.desk.forms.bulk import Wanted, wanted
from postventa.desk.rail import rail
from tickets.actions.bulk import MOST_CASES, start_bulk, start_merge
from tickets.models import BulkJob
from tickets.queries.bulk import deeds_of, progress_of, refused_of
from tickets.queries.macros import deed_words
from tickets.tasks import begin_bulk


@staff_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do something to the chosen cases; without saying what, or when it wants a second look, a page asks."""
    want = wanted(request, timezone.now())
    try:
        if want.ask or "deed" not in want.sent:
            return _ask(request, want)
        job = _start(request, want)
    except Refused as error:
        return _refused(request, want, str(error))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/tickets/_bulk_progress.html", _progress(job) | {"more": want.more})
    if job.finished_at is None or progress_of(job).refused:
        return redirect(f"{reverse('desk:bulk_job', args=[job.pk])}?{urlencode({'in': want.back})}")
    done = progress_of(job).done
    messages.success(request, ngettext("Done in %(count)s case.", "Done in %(count)s cases.", done) % {"count": done})
    return redirect(f"{reverse('desk:tickets')}?{want.back}")


def _start(request: HttpRequest, want: Wanted) -> BulkJob:
    given = {"ticket_ids": want.ids(), "submission": want.submission, "by": actor(request), "now": want.now}
    if "merge" in want.sent.getlist("deed"):
        job = start_merge(into=want.into, **given)
    else:
        job = start_bulk(deeds=want.deeds(), **given)
    begin_bulk(job)
    return job


def _ask(request: HttpRequest, want: Wanted) -> HttpResponse:
    context = confirmation(want, request.user)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/tickets/_bulk_ask.html", context)
    return render(request, "desk/bulk_ask.html", context | {"nav": "cases"} | rail(request))


def _refused(request: HttpRequest, want: Wanted, why: str) -> HttpResponse:
    """Nothing was written; the sentence, in place or above the queue."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/tickets/_bulk_refused.html", {"why": why})
    messages.error(request, why)
    return redirect(f"{reverse('desk:tickets')}?{want.back}")


@staff_required
@require_safe
def bulk_choices(request: HttpRequest, what: str) -> HttpResponse:
    """A menu of the bar, fetched when it is opened."""
    return render(request, "desk/tickets/_bulk_choices.html", choices(what, request.user) | {"in_menu": True})


@staff_required
@require_safe
def bulk_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it has come, and which cases it could not do."""
    job = get_bulk_job(request, pk)
    back = request.GET.get("in", "")[:2000]
    return render(request, "desk/bulk.html", _progress(job) | {"nav": "cases", "back": back} | rail(request))


@staff_required
@require_safe
def bulk_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a piece of a page, which asks again until it is done."""
    return render(request, "desk/tickets/_bulk_progress.html", _progress(get_bulk_job(request, pk)))


def _progress(job: BulkJob) -> dict[str, object]:
    deeds = [words for _written, words in deed_words(deeds_of(job))]
    refused = refused_of(job) if job.finished_at else []
    return {"job": job, "progress": progress_of(job), "deeds": deeds, "refused": refused, "limit": MOST_CASES}
