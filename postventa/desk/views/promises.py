"""The promises of a case: making one, and what came of it. Each deed has a small page, in a case a dialog."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_case, get_promise, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.promises import DoneForm, MoveForm, OwnerForm, PromiseForm, WithdrawalForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.promise_changes import hand_promise, move_promise, withdraw_promise
from tickets.actions.promises import keep_promise, make_promise
from tickets.models import Promise
from tickets.states import PromiseState

PARTS = ("promises", "steps", "case_line")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def promises(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise something without writing. Asked for: what, by when, who."""
    ticket = get_case(request, reference)
    form = PromiseForm(request.POST or None, auto_id="promise_%s", initial={"owner": request.user.pk})
    if request.method != "POST" or not form.is_valid():
        return ask(request, ticket, "promising", form=form)
    given = form.promised(request.user)
    try:
        make_promise(
            ticket=ticket, kind=given.kind, what=given.what, owner=given.owner, due_at=given.due_at,
            submission=form.cleaned_data["submission"], by=actor(request), now=timezone.now(),
        )  # fmt: skip
    except Refused as error:
        return ask(request, ticket, "promising", why=str(error), form=form)
    messages.success(request, _("The promise is written down, and its clock runs."))
    return redirect("desk:ticket", ticket.reference)


@staff_required
@require_safe
def promise_fields(request: HttpRequest, reference: str) -> HttpResponse:
    """The boxes for a promise made in what is being written; without HTMX the page on which one is made."""
    ticket = get_case(request, reference)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("desk:promises", ticket.reference)
    form = PromiseForm(prefix="promise", auto_id="composer_%s", initial={"owner": request.user.pk})
    return render(request, "desk/tickets/_promise_fields.html", {"form": form, "fetched": True})


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was done: now, or when somebody says. Asked for: when."""
    promise = get_promise(request, reference, pk)
    form = DoneForm(request.POST or None, auto_id="done_%s")
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        return ask(request, promise.ticket, "promise_done", promise=promise, form=form)
    done_at = form.cleaned_data["done_at"] if form.is_bound else None
    try:
        promise = keep_promise(promise=promise, done_at=done_at, by=actor(request), now=timezone.now())
    except Refused as error:
        return _not(request, promise, "promise_done", error, form=form)
    kept = promise.state == PromiseState.KEPT
    said = _("Promise kept.") if kept else _("Written down: it was done after its moment.")
    return noted(request, get_ticket(request, promise.ticket.reference), *PARTS, said=said)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def moving(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The customer agreed to another moment. Asked for: which."""
    promise = get_promise(request, reference, pk)
    form = MoveForm(request.POST or None, auto_id="moving_%s", promise=promise)
    if request.method != "POST" or not form.is_valid():
        return ask(request, promise.ticket, "promise_moving", promise=promise, form=form)
    given = {name: form.cleaned_data[name] for name in ("due_at", "what", "submission")}
    try:
        move_promise(promise=promise, **given, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, promise.ticket, "promise_moving", why=str(error), promise=promise, form=form)
    messages.success(request, _("The new moment is written down, and its clock runs."))
    return redirect("desk:ticket", promise.ticket.reference)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def promise_withdrawal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was made by mistake, or is wanted no more. Asked for: why."""
    promise = get_promise(request, reference, pk)
    form = WithdrawalForm(request.POST or None, auto_id="withdrawal_%s")
    if request.method != "POST" or not form.is_valid():
        return ask(request, promise.ticket, "promise_withdrawal", promise=promise, form=form)
    try:
        withdraw_promise(promise=promise, why=form.cleaned_data["why"], by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, promise.ticket, "promise_withdrawal", why=str(error), promise=promise, form=form)
    messages.success(request, _("The promise is withdrawn, and a note says why."))
    return redirect("desk:ticket", promise.ticket.reference)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def promise_owner(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Somebody else keeps it. Asked for: who."""
    promise = get_promise(request, reference, pk)
    form = OwnerForm(request.POST or None, auto_id="owner_%s", initial={"owner": promise.owner_id})
    if request.method != "POST" or not form.is_valid():
        return ask(request, promise.ticket, "promise_owner", promise=promise, form=form)
    owner = form.cleaned_data["owner"]
    try:
        hand_promise(promise=promise, to=owner, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, promise.ticket, "promise_owner", why=str(error), promise=promise, form=form)
    messages.success(request, _("%(name)s keeps this promise now.") % {"name": owner})
    return redirect("desk:ticket", promise.ticket.reference)


def _not(request: HttpRequest, promise: Promise, name: str, error: Refused, **given: object) -> HttpResponse:
    """A button of the card gets the card as it is now; a page says why."""
    if request.htmx:  # type: ignore[attr-defined]
        return refused(request, get_ticket(request, promise.ticket.reference), *PARTS, why=str(error))
    return ask(request, promise.ticket, name, why=str(error), promise=promise, **given)
