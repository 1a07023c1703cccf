"""Importing files: upload, look, confirm, wait, read the result."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actions.imports import SILENCE, confirm_import, discard_import, restart_import, upload_import
from core.csv_sniffing import Unreadable
from core.errors import Refused
from core.import_preview import Problem, preview_import, rejected_rows
from core.models import ImportJob
from core.pages import page_of, read_mark
from core.states import ImportKind, ImportState
from followups.queries.plans import windows_after_delivery
from postventa.dashboards.access import actor, get_import, manager_required
from postventa.dashboards.forms.imports import ImportForm
from postventa.imports import KINDS
from postventa.tasks import run_import

PER_PAGE = 25
SHOWN_PROBLEMS = 100


@require_http_methods(["GET", "POST"])
@manager_required
def imports(request: HttpRequest) -> HttpResponse:
    """The imports so far; POST uploads a file to look at."""
    form = ImportForm(request.POST or None, request.FILES or None, initial={"kind": ImportKind.PURCHASES})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        job = upload_import(kind=told["kind"], file=told["file"], by=actor(request), now=timezone.now())
        return redirect("dashboards:import", job.pk)
    jobs = ImportJob.objects.visible_to(actor(request)).select_related("created_by")
    page = page_of(
        jobs,
        key="created_at",
        descending=True,
        size=PER_PAGE,
        after=read_mark(request.GET.get("older", "")),
        before=read_mark(request.GET.get("newer", "")),
    )
    context = {"nav": "imports", "form": form, "page": page, "kinds": KINDS.items()}
    return render(request, "dashboards/imports/list.html", context, status=422 if form.errors else 200)


@require_GET
@manager_required
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Its preview, its progress or its result, whichever it is at."""
    job = get_import(request, pk)
    context = {"nav": "imports", "job": job, "can_restart": _can_restart(job)}
    if job.state == ImportState.PREVIEW:
        return _preview(request, job, context)
    if job.is_waiting:
        return render(request, "dashboards/imports/progress.html", context)
    if job.errors_file:
        context["problems"] = _problems(job)
    return render(request, "dashboards/imports/result.html", context)


def _problems(job: ImportJob) -> list[Problem]:
    """The first rows to mend; none when their file is no longer there."""
    try:
        with job.errors_file.open("rb") as file:
            return list(rejected_rows(file, KINDS[job.kind], SHOWN_PROBLEMS))
    except FileNotFoundError:
        return []


def _preview(request: HttpRequest, job: ImportJob, context: dict[str, object]) -> HttpResponse:
    try:
        with job.file.open("rb") as file:
            preview = preview_import(file=file, kind=KINDS[job.kind], by=actor(request), now=timezone.now())
    except (Unreadable, FileNotFoundError) as error:
        context["unreadable"] = str(error) if isinstance(error, Unreadable) else ""
        return render(request, "dashboards/imports/unreadable.html", context)
    windows = windows_after_delivery() if job.kind == ImportKind.PURCHASES else None
    context |= {"preview": preview, "usable": preview.tally.read > preview.tally.rejected, "windows": windows}
    return render(request, "dashboards/imports/preview.html", context)


def _can_restart(job: ImportJob) -> bool:
    silent = job.alive_at is not None and job.alive_at < timezone.now() - SILENCE
    return job.state == ImportState.FAILED or (job.is_waiting and silent)


@require_GET
@manager_required
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of the progress, for the page that waits; when it has ended the page is told to load again."""
    job = get_import(request, pk)
    if not job.is_waiting:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"job": job, "can_restart": _can_restart(job)}
    return render(request, "dashboards/imports/_progress.html", context)


@require_POST
@manager_required
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm it, or start it again when it stopped."""
    job = get_import(request, pk)
    act = confirm_import if job.state == ImportState.PREVIEW else restart_import
    try:
        with transaction.atomic():
            act(job=job, by=actor(request), now=timezone.now())
            # Robust: without a broker the import stays queued, and the sweep finds it.
            transaction.on_commit(lambda: run_import.delay(job.pk), robust=True)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("dashboards:import", job.pk)


@require_POST
@manager_required
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a file that was not confirmed."""
    job = get_import(request, pk)
    try:
        discard_import(job=job, by=actor(request), now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("dashboards:import", job.pk)
    return redirect("dashboards:imports")


@require_GET
@manager_required
def import_errors(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rejected rows, each with what to mend, as a CSV that can be imported again."""
    job = get_import(request, pk)
    try:
        file = job.errors_file.open("rb")
    except (ValueError, FileNotFoundError) as error:
        raise Http404 from error
    return FileResponse(
        file, as_attachment=True, filename=f"errors-{job.pk}.csv", content_type="text/csv; charset=utf-8"
    )
