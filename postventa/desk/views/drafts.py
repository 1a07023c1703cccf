"""What is kept while it is being written."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_case, get_draft_file, get_ticket, staff_required
from postventa.desk.forms.messages import KINDS, DraftForm
from postventa.desk.ticket_page import back_to, refused
from postventa.file_response import file_response
from tickets.actions.drafts import attach_files, detach_file, save_draft
from tickets.models import Ticket
from tickets.queries.drafts import drafts_of
from tickets.states import MessageKind


def _kind(kind: str) -> MessageKind:
    if kind not in dict(KINDS):
        raise Http404
    return MessageKind(kind)


@staff_required
@require_POST
def draft(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Keep what somebody has written so far. Says when it was kept, or what another window of theirs wrote since."""
    case, kind, form = get_case(request, reference), _kind(kind), DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": next(iter(form.errors.values()))[0]}, status=422)
    given, now = form.cleaned_data, timezone.now()
    try:
        kept = save_draft(
            ticket=case, kind=kind, words=given["text"], then=given["then"] or None, promised=form.promised,
            seen=given["seen"] or 0, base=given["base"], submission=given["submission"], by=actor(request), now=now,
        )  # fmt: skip
    except Refused as error:
        return JsonResponse({"why": str(error), "code": error.code} | _other(request, case, kind), status=409)
    if kept is None:
        return JsonResponse({"at": "", "said": ""})
    said = _("Draft saved %(time)s") % {"time": time_format(timezone.localtime(now), "H:i")}
    return JsonResponse({"at": kept.updated_at.isoformat(), "said": said})


def _other(request: HttpRequest, case: Ticket, kind: MessageKind) -> dict[str, str]:
    """What is kept now."""
    begun = next((one for one in drafts_of(case, request.user.pk) if one.kind == kind), None)
    return {"html": begun.formatted, "at": begun.updated_at.isoformat()} if begun else {}


@staff_required
@require_POST
def draft_files(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Put files into a draft at once, so that they are there whatever happens to the page."""
    case, kind = get_case(request, reference), _kind(kind)
    why = ""
    try:
        attach_files(
            ticket=case, kind=kind, uploads=request.FILES.getlist("files"), by=actor(request), now=timezone.now()
        )
    except Refused as error:
        why = str(error)
    return _files(request, case, why=why)


@staff_required
@require_safe
def draft_file(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """A file of one's own draft."""
    return file_response(get_draft_file(request, reference, pk).file)


@staff_required
@require_POST
def draft_file_removal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a file out of one's own draft. The words that came with the form are kept where no script keeps them."""
    file = get_draft_file(request, reference, pk)
    case, kind, form = file.draft.ticket, MessageKind(file.draft.kind), DraftForm(request.POST)
    detach_file(file=file, by=actor(request))
    if request.htmx:  # type: ignore[attr-defined]
        return _files(request, case)
    if form.is_valid() and "text" in request.POST:
        given = form.cleaned_data
        try:
            base = next((one.updated_at for one in drafts_of(case, request.user.pk) if one.kind == kind), None)
            save_draft(
                ticket=case, kind=kind, words=given["text"], then=given["then"] or None, promised=form.promised,
                seen=given["seen"] or 0, base=base, submission=given["submission"], by=actor(request),
                now=timezone.now(),
            )  # fmt: skip
        except Refused as error:
            return refused(request, get_ticket(request, reference), why=str(error))
    return back_to(request, case)


def _files(request: HttpRequest, case: Ticket, *, why: str = "") -> HttpResponse:
    drafts = [one for one in drafts_of(case, request.user.pk) if one.files]
    context = {"drafts": drafts, "ticket": case, "why": why}
    return render(request, "desk/tickets/_draft_files.html", context)
