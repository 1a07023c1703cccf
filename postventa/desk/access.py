"""Who enters the desk. Everything is loaded through the visitor, and what is not theirs is a 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.actors import Actor, actor_of
from customers.models import Customer, Unit
from followups.models import Call
from followups.queries import with_context
from postventa.access_marks import mark
from tickets.models import Attachment, Ticket
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


def actor(request: HttpRequest) -> Actor:
    """The visitor as the actor of what they do."""
    return actor_of(request.user)


def get_ticket(request: HttpRequest, reference: str) -> Ticket:
    """A case with what its page shows beside the conversation."""
    if "\x00" in reference:  # PostgreSQL has no such character
        raise Http404
    tickets = Ticket.objects.visible_to(actor(request)).select_related(
        "customer", "assignee", "unit__product", "unit__delivery", "unit__purchase__customer"
    )
    return get_object_or_404(tickets, reference=reference.upper())


def get_customer(request: HttpRequest, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(actor(request)), pk=pk)


def get_unit(request: HttpRequest, pk: int) -> Unit:
    units = Unit.objects.visible_to(actor(request)).select_related("product", "delivery", "purchase__customer")
    return get_object_or_404(units, pk=pk)


def get_stay(request: HttpRequest, pk: int, *, unit: int | None = None) -> Custody:
    """A stay with what its receipts say; where the address names its `unit` too, both must fit."""
    stays = Custody.objects.visible_to(actor(request)).with_receipt_rows()
    return get_object_or_404(stays if unit is None else stays.filter(unit=unit), pk=pk)


def get_cover(request: HttpRequest, pk: int, *, unit: int) -> Cover:
    return get_object_or_404(Cover.objects.visible_to(actor(request)).filter(unit=unit), pk=pk)


def get_call(request: HttpRequest, pk: int) -> Call:
    return get_object_or_404(with_context(Call.objects.visible_to(actor(request))), pk=pk)


def get_attachment(request: HttpRequest, pk: int) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(actor(request)).select_related("file"), pk=pk)
