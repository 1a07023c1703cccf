"""A complaint on its way, step by step. Each step is kept when it is sent; what became a case leads there for good."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from postventa.access_marks import mark
from postventa.file_response import file_response
from postventa.portal import limits
from postventa.portal.filing_page import FilingPage
from postventa.portal.filings import BY_LINK, filer, filing_required, grant, way_out
from postventa.portal.forms.filing import FORMS, StepForm
from postventa.portal.law import law_for
from postventa.portal.masks import masked
from tickets.actions.filing import (
    add_files,
    discard_filing,
    judge_articles,
    remove_file,
    save_step,
    send_link,
    solve_filing,
)
from tickets.actions.statements import StepMissing, send_filing
from tickets.filing import Step, after, is_open
from tickets.links import filing_of
from tickets.models import Filing
from tickets.queries.filings import Look


@require_safe
@filing_required
def filing(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Where somebody who comes back goes on; what was sent or solved leads to what it became."""
    return redirect(_end_of(filing) or _step_url(filing, _look(filing).goes_on_at))


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_filer
@filing_required
def step(request: HttpRequest, filing: Filing, step: str) -> HttpResponse:
    """One step: what is asked, and what was said."""
    if end := _end_of(filing):
        return redirect(end)
    if step not in FORMS:
        raise Http404
    page = FilingPage(request, filing, Step(step))
    steps = page.look.steps if page.step == Step.ARTICLES else page.look.bare_steps
    if not is_open(steps, filing.told, page.step):
        return redirect("portal:filing", filing.uid)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    own = {"own_phone": _own_phone(request, filing)} if page.step == Step.REACH else {}
    form = FORMS[page.step](*sent, look=page.look, **own)
    if form.is_bound and limits.is_limited(request):
        form.refuse_for_now()
    return _kept(page, form) if form.is_valid() else page.answer(form)


def _kept(page: FilingPage, form: StepForm) -> HttpResponse:
    """Do what the step is there for and go on; what is refused is said on its page."""
    try:
        return redirect(_DEEDS.get(page.step, _save)(page, form))
    except StepMissing as missing:
        messages.warning(page.request, str(missing))
        return redirect(_step_url(page.filing, missing.step) + "?then=check")
    except Refused as refusal:
        if refusal.code == "filing_over":
            return redirect("portal:filing", page.filing.uid)
        form.refuse(refusal, code=refusal.code)
        return page.answer(form)


def _save(page: FilingPage, form: StepForm) -> str:
    by = filer(page.request, page.filing)
    filing = save_step(filing=page.filing, step=page.step, told=form.told, by=by, now=page.look.now)
    return _next(page, filing)


def _keep_files(page: FilingPage, form: StepForm) -> str:
    by, now = filer(page.request, page.filing), page.look.now
    if uploads := form.cleaned_data["files"]:
        filing = add_files(filing=page.filing, uploads=uploads, by=by, now=now)
    else:
        filing = save_step(filing=page.filing, step=page.step, told=form.told, by=by, now=now)
    return page.here if "stay" in page.request.POST else _next(page, filing)


def _judge(page: FilingPage, form: StepForm) -> str:
    said, by = form.cleaned_data, filer(page.request, page.filing)
    given = {"filing": page.filing, "language": page.look.language, "by": by, "now": page.look.now}
    if said["solved"]:
        return _end_of(solve_filing(article=said["solved"], **given))
    return _next(page, judge_articles(shown=said["shown"], tried=said["tried"], **given))


def _send(page: FilingPage, form: StepForm) -> str:
    by = filer(page.request, page.filing)
    ticket = send_filing(filing=page.filing, language=page.look.language, by=by, now=page.look.now)
    if page.request.user.is_authenticated and ticket.customer.email == page.request.user.email:
        return reverse("portal:sent", args=[ticket.reference])
    return reverse("portal:filing_sent", args=[page.filing.uid])


_DEEDS: dict[Step, Callable[[FilingPage, StepForm], str]] = {
    Step.FILES: _keep_files,
    Step.ARTICLES: _judge,
    Step.CHECK: _send,
}


@require_safe
@filing_required
def sent(request: HttpRequest, filing: Filing) -> HttpResponse:
    """What it became: the reference, where the receipt went, what happens next."""
    if filing.ticket is None:
        return redirect("portal:filing", filing.uid)
    if request.user.is_authenticated and filing.customer.email == request.user.email:
        return redirect("portal:sent", filing.ticket.reference)
    context = {
        "ticket": filing.ticket,
        "email": masked(filing.customer.email),
        "law": law_for(filing.ticket, timezone.now()),
        "way_out": way_out(request),
    }
    return render(request, "portal/filing/sent.html", context)


@require_safe
@filing_required
def solved(request: HttpRequest, filing: Filing) -> HttpResponse:
    """An article solved it: nothing was sent, and it can be begun again."""
    if filing.solved_at is None:
        return redirect("portal:filing", filing.uid)
    return render(request, "portal/filing/solved.html", {"filing": filing, "way_out": way_out(request)})


@require_POST
@limits.by_filer
@filing_required
def link(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Send the link with which it goes on later to the customer's own address."""
    if end := _end_of(filing):
        return redirect(end)
    if not limits.is_limited(request):
        try:
            send_link(filing=filing, language=get_language() or "es", by=filer(request, filing), now=timezone.now())
        except Refused:  # it was sent in another window, this very moment
            return redirect("portal:filing", filing.uid)
        words = _("A link to go on later is on its way to %(email)s. It works for a week.")
        messages.success(request, words % {"email": masked(filing.customer.email)})
    return redirect("portal:filing", filing.uid)


@require_POST
@filing_required
def removal(request: HttpRequest, filing: Filing) -> HttpResponse:
    """Throw it away."""
    if end := _end_of(filing):
        return redirect(end)
    discard_filing(filing=filing, by=filer(request, filing), now=timezone.now())
    messages.success(request, _("We threw away what you had begun to tell us. Nothing was sent."))
    return redirect(way_out(request))


@require_safe
@filing_required
def file(request: HttpRequest, filing: Filing, pk: int) -> HttpResponseBase:
    """A photo or a paper of it, once it was drawn anew."""
    return file_response(get_object_or_404(filing.filed.select_related("file"), file=pk).file)


@require_POST
@filing_required
def file_removal(request: HttpRequest, filing: Filing, pk: int) -> HttpResponse:
    """Take a file out again."""
    if end := _end_of(filing):
        return redirect(end)
    with suppress(Refused):  # it was sent in another window, this very moment
        remove_file(filing=filing, pk=pk, by=filer(request, filing), now=timezone.now())
    return redirect(_step_url(filing, Step.FILES))


@require_safe
@mark("link")
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link of the letter goes on in this browser."""
    found = filing_of(token)
    if found is None:
        response = render(request, "portal/link_gone.html", status=404)
    elif request.user.is_authenticated and (request.user.is_agent or request.user.is_staff):
        response = render(request, "portal/staff.html", status=404)
    else:
        grant(request, found, lasts=BY_LINK)
        response = redirect("portal:filing", found.uid)
    response["X-Robots-Tag"] = "noindex"
    return response


def _look(filing: Filing) -> Look:
    return Look(filing, get_language() or "es", timezone.now())


def _end_of(filing: Filing) -> str:
    """The address of what it became; empty while it is on its way."""
    if filing.ticket_id is not None:
        return reverse("portal:filing_sent", args=[filing.uid])
    return reverse("portal:filing_solved", args=[filing.uid]) if filing.solved_at else ""


def _step_url(filing: Filing, step: Step) -> str:
    return reverse("portal:filing_step", args=[filing.uid, step.value])


def _next(page: FilingPage, filing: Filing) -> str:
    """The step that follows as things stand now: an answer may have brought danger, or articles that help."""
    if page.returns:
        return _step_url(filing, Step.CHECK)
    look = _look(filing)
    steps = look.steps if page.step in (Step.WHAT, Step.ARTICLES) else look.bare_steps
    return _step_url(filing, after(steps, page.step))


def _own_phone(request: HttpRequest, filing: Filing) -> str:
    """The number that we know, for nobody but its owner."""
    theirs = request.user.is_authenticated and request.user.email == filing.customer.email
    return filing.customer.phone if theirs else ""
