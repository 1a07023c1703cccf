"""What is done on the page of a case, through both of its doors: a customer who signed in, and the link of a letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from postventa.portal import limits
from postventa.portal.access import actor, customer_required, get_ticket, holder, link_required
from tickets.links import case_token
from tickets.models import Ticket
from tickets.queries.families import end_of

View = Callable[..., HttpResponseBase]
Limit = Callable[[View], View]


@dataclass(frozen=True)
class CaseDoor:
    """A case, whoever stands before it, and its address through that door; `token` is that of a link."""

    ticket: Ticket
    by: Actor
    token: str = ""

    @property
    def here(self) -> str:
        """The page of the case. What is done on it has its address below: `here + "proposal/"`."""
        return reverse("case_link", args=[self.token]) if self.token else _signed_in(self.ticket)

    def goes_on(self, request: HttpRequest, goes_on_in: int) -> str:
        """The address of another case of the same customer, through the same door; its page says why."""
        messages.info(request, _("Your case %(reference)s goes on here.") % {"reference": self.ticket.reference})
        other = Ticket.objects.select_related("customer").get(pk=goes_on_in)
        return reverse("case_link", args=[case_token(other)]) if self.token else _signed_in(other)

    def after(self, request: HttpRequest, stands_in: int, *, at: str = "") -> HttpResponse:
        """Back to the case where the words stand: to its top, which says what came of them, or to a place in it."""
        here = self.here if stands_in == self.ticket.pk else self.goes_on(request, stands_in)
        return redirect(f"{here}{at}")

    @property
    def context(self) -> dict[str, object]:
        """What every page of a case wants to know."""
        return {"ticket": self.ticket, "here": self.here, "token": self.token, "nav": "" if self.token else "cases"}


def two_doors(
    view: Callable[[HttpRequest, CaseDoor], HttpResponseBase],
    *,
    methods: Sequence[str] = ("GET", "HEAD", "POST"),
    by_customer: Limit = limits.by_customer,
    by_link: Limit = limits.by_link,
) -> tuple[View, View]:
    """A view of a case as the two that the addresses want: for who signed in, and for who came by a link.

    Whoever looks at a case that was merged is led to where it goes on; what they send, the actions take there.
    """

    @by_customer
    @customer_required
    def signed_in(request: HttpRequest, reference: str) -> HttpResponseBase:
        return _through(request, CaseDoor(get_ticket(request, reference), actor(request)))

    @by_link
    @link_required
    def linked(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponseBase:
        return _through(request, CaseDoor(ticket, holder(ticket), token))

    def _through(request: HttpRequest, door: CaseDoor) -> HttpResponseBase:
        if door.ticket.merged_into_id and request.method != "POST":
            return redirect(door.goes_on(request, end_of(door.ticket.pk)))
        return view(request, door)

    allowed = require_http_methods(list(methods))
    return allowed(signed_in), allowed(linked)


def _signed_in(ticket: Ticket) -> str:
    return reverse("portal:case", args=[ticket.reference])
