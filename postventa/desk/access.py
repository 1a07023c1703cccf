"""Who enters the desk. Everything is loaded through the visitor, and what is not theirs is a 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.actors import Actor, actor_of
from core.joined import read
from customers.models import Customer, Unit
from followups.models import Call, Invitation
from followups.queries import same_person, with_context
from postventa.access_marks import mark
from tickets.models import (
    Attachment,
    BulkJob,
    CompletionRequest,
    DraftFile,
    LegalStart,
    Message,
    Promise,
    Proposal,
    SavedView,
    Ticket,
)
from tickets.queries.families import family_ids
from tickets.queries.saved_views import views_of
from warranties.models import Cover, Custody

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_required(view: View[P]) -> View[P]:
    """Agents and managers. Who has not signed in goes to sign in; to a customer the desk does not exist.

    A request from inside a page gets a bare 401 instead: desk.js says so and keeps what was typed.
    """

    @mark("staff")
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.htmx:  # type: ignore[attr-defined]
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")
        if not request.user.is_agent:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def manager_required(view: View[P]) -> View[P]:
    """Managers: for the pages on which the house is set up. To agents they do not exist."""

    @mark("manager")
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_manager:
            raise Http404
        return view(request, *args, **kwargs)

    return mark("manager")(staff_required(guarded))


def actor(request: HttpRequest) -> Actor:
    """The visitor as the actor of what they do."""
    return actor_of(request.user)


def get_ticket(request: HttpRequest, reference: str) -> Ticket:
    """A case with what its page shows beside the conversation."""
    if "\x00" in reference:  # PostgreSQL has no such character
        raise Http404
    shown = ("customer", "assignee", "unit__product", "unit__delivery", "unit__purchase")
    ticket = read(Ticket.objects.visible_to(actor(request)), *shown, reference=reference.upper())
    if ticket is None:
        raise Http404
    if ticket.unit and ticket.unit.purchase.customer_id == ticket.customer_id:
        ticket.unit.purchase.customer = ticket.customer
    return ticket


def get_customer(request: HttpRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(actor(request)), pk=pk)


def get_survey(request: HttpRequest, pk: int, *, customer: int) -> Invitation:
    """A survey that a customer was asked, under whatever record of theirs."""
    asked = Invitation.objects.visible_to(actor(request))
    return get_object_or_404(asked.filter(customer__in=same_person(get_customer(request, customer))), pk=pk)


def get_unit(request: HttpRequest, pk: int) -> Unit:
    unit = read(Unit.objects.visible_to(actor(request)), "product", "delivery", "purchase__customer", "holder", id=pk)
    if unit is None:
        raise Http404
    return unit


def get_stay(request: HttpRequest, pk: int, *, unit: int | None = None) -> Custody:
    """A stay with what its receipts say; where the address names its `unit` too, both must fit."""
    stays = Custody.objects.visible_to(actor(request)).with_receipt_rows()
    return get_object_or_404(stays if unit is None else stays.filter(unit=unit), pk=pk)


def get_cover(request: HttpRequest, pk: int, *, unit: int) -> Cover:
    return get_object_or_404(Cover.objects.visible_to(actor(request)).filter(unit=unit), pk=pk)


def get_call(request: HttpRequest, pk: int) -> Call:
    return get_object_or_404(with_context(Call.objects.visible_to(actor(request))), pk=pk)


def get_attachment(request: HttpRequest, pk: int) -> Attachment:
    files = Attachment.objects.visible_to(actor(request), timezone.now()).select_related("file")
    return get_object_or_404(files, pk=pk)


def get_saved_view(request: HttpRequest, pk: int) -> SavedView:
    """A kept view that the visitor sees: their own, their teams' or everybody's."""
    return get_object_or_404(views_of(request.user.pk), pk=pk)


def get_bulk_job(request: HttpRequest, pk: int) -> BulkJob:
    """A deed on many cases: who asked for it looks at it, and managers."""
    jobs = BulkJob.objects.select_related("owner")
    mine = jobs if request.user.is_manager else jobs.filter(owner=request.user.pk)  # type: ignore[union-attr]
    return get_object_or_404(mine, pk=pk)


def get_case(request: HttpRequest, reference: str) -> Ticket:
    """A case with its customer, for a deed that shows little of it."""
    if "\x00" in reference:
        raise Http404
    case = read(Ticket.objects.visible_to(actor(request)), "customer", reference=reference.upper())
    if case is None:
        raise Http404
    return case


def get_message(request: HttpRequest, reference: str, pk: int) -> Message:
    """A message that stands in a case or in one that was merged into it."""
    case = get_case(request, reference)
    rows = Message.objects.select_related("author", "ticket__customer")
    return get_object_or_404(rows.filter(ticket__in=family_ids(case)), pk=pk)


def get_promise(request: HttpRequest, reference: str, pk: int) -> Promise:
    """A promise that was made in a case."""
    if "\x00" in reference:
        raise Http404
    promises = Promise.objects.visible_to(actor(request)).select_related("ticket__customer", "owner")
    return get_object_or_404(promises, pk=pk, ticket__reference=reference.upper())


def get_proposal(request: HttpRequest, reference: str, pk: int) -> Proposal:
    """A solution that was proposed in a case or in one that was merged into it."""
    case = get_case(request, reference)
    return get_object_or_404(Proposal.objects.select_related("ticket__customer"), pk=pk, ticket__in=family_ids(case))


def get_legal_start(request: HttpRequest, reference: str, pk: int) -> LegalStart:
    """A date from which the law counts, that somebody said in a case."""
    case = get_case(request, reference)
    return get_object_or_404(LegalStart.objects.select_related("ticket__customer"), pk=pk, ticket=case)


def get_completion(request: HttpRequest, reference: str, pk: int) -> CompletionRequest:
    """A request to complete what is missing in a case."""
    case = get_case(request, reference)
    return get_object_or_404(CompletionRequest.objects.select_related("ticket__customer"), pk=pk, ticket=case)


def get_draft_file(request: HttpRequest, reference: str, pk: int) -> DraftFile:
    """A file that the visitor has put into a draft of theirs."""
    case = get_case(request, reference)
    mine = DraftFile.objects.filter(draft__author=request.user.pk, draft__ticket=case)
    return get_object_or_404(mine.select_related("file", "draft"), pk=pk)
