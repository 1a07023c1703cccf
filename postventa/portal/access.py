"""Who stands at the customers' door, and what is theirs. What is not theirs does not exist: 404."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from core.actors import Actor, actor_of, customer_by_link
from customers.models import Customer, Purchase, Unit
from postventa.access_marks import mark
from tickets.links import ticket_of
from tickets.models import Attachment, Ticket
from tickets.queries.families import family_ids
from warranties.models import Custody

View = Callable[..., HttpResponseBase]

GUEST = "guest"  # in the session: the order that a guest has named with its e-mail, and until when

UNIT = ("product__line", "product__picture", "delivery", "purchase__customer", "holder")
TICKETS = ("customer", "unit__product", "unit__purchase", "unit__delivery", "assignee")


def customer_required(view: View) -> View:
    """Only signed-in customers: others are sent to ask for a code, and staff are told where their own door is."""

    @mark("customer")
    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_request_login_code"))
        if request.user.is_agent or request.user.is_staff:
            return render(request, "portal/staff.html", status=404)
        return view(request, *args, **kwargs)

    return inner


@dataclass(frozen=True)
class Visitor:
    """Whoever stands at the door: a signed-in customer, or a guest, who has named an order and its e-mail.

    A guest sees the products of that order and may complain about them; what was said in cases is read with a code.
    """

    by: Actor
    purchase: int | None = None

    @property
    def is_guest(self) -> bool:
        return self.purchase is not None


def visitor_required(view: View) -> View:
    """Signed-in customers, and guests of an order; the others are sent to ask for a code. See `visitor`."""
    signed_in = customer_required(view)

    @mark("visitor")
    @wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated and guest(request):
            return view(request, *args, **kwargs)
        return signed_in(request, *args, **kwargs)

    return inner


def visitor(request: HttpRequest) -> Visitor:
    """Who stands at the door of a view that is `visitor_required`."""
    if request.user.is_authenticated:
        return Visitor(actor(request))
    found = guest(request)
    if found is None:
        raise Http404
    return found


def guest(request: HttpRequest) -> Visitor | None:
    """The guest of this session, as long as the order is still that e-mail's and the hours are not over."""
    kept = request.session.get(GUEST)
    if not kept or dt.datetime.fromisoformat(kept["until"]) <= timezone.now():
        return None
    orders = Purchase.objects.filter(pk=kept["purchase"], customer__email=kept["email"]).exclude(customer__email="")
    return Visitor(customer_by_link(kept["email"]), kept["purchase"]) if orders.exists() else None


def link_required(view: View) -> View:
    """Whoever holds a signed link to a case. The view gets the case; a link that is no good gets a page that helps."""

    @mark("link")
    @wraps(view)
    def inner(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponseBase:
        ticket = ticket_of(token, *TICKETS)
        if ticket is None:
            return render(request, "portal/link_gone.html", status=404)
        if request.user.is_authenticated and (request.user.is_agent or request.user.is_staff):
            # Staff who try a customer's link would speak in the customer's name.
            return render(request, "portal/staff.html", status=404)
        response = view(request, ticket, *args, token=token, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return inner


def actor(request: HttpRequest) -> Actor:
    """The signed-in customer, as the actions know them."""
    return actor_of(request.user)  # type: ignore[arg-type]


def holder(ticket: Ticket) -> Actor:
    """Who holds the signed link to a case: its customer."""
    return customer_by_link(ticket.customer.email)


def get_customer(request: HttpRequest) -> Customer:
    """The visitor's own record; of several with the same e-mail, the newest, and a guest's is that of the order."""
    who = visitor(request)
    mine = Customer.objects.visible_to(who.by)
    found = (mine.filter(purchases=who.purchase) if who.is_guest else mine).order_by("-pk").first()
    if found is None:
        raise Http404
    return found


def get_unit(request: HttpRequest, pk: int) -> Unit:
    who = visitor(request)
    units = Unit.objects.visible_to(who.by).select_related(*UNIT)
    return get_object_or_404(units.filter(purchase=who.purchase) if who.is_guest else units, pk=pk)


def get_stay(request: HttpRequest, pk: int) -> Custody:
    """A stay with what its receipts say."""
    return get_object_or_404(Custody.objects.visible_to(actor(request)).with_receipt_rows(), pk=pk)


def get_ticket(request: HttpRequest, reference: str) -> Ticket:
    if "\x00" in reference:  # PostgreSQL has no such character
        raise Http404
    tickets = Ticket.objects.visible_to(actor(request)).select_related(*TICKETS)
    return get_object_or_404(tickets, reference=reference.upper())


def get_attachment(by: Actor, pk: int, *, ticket: Ticket | None = None) -> Attachment:
    """A file that this visitor may see; through a link, only one of the link's case and of those merged into it."""
    files = Attachment.objects.visible_to(by, timezone.now()).select_related("file")
    if ticket is not None:
        files = files.filter(message__ticket__in=family_ids(ticket))
    return get_object_or_404(files, pk=pk)
