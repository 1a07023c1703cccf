"""The page of a customer, whole or its card of how they are reached."""

from __future__ import annotations

from functools import lru_cache

from babel.core import get_global
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.cells import zones
from core.places import regions
from customers.models import Customer, Unit
from followups.actions.planning_troubles import is_zone
from followups.facts import is_dialled
from followups.models import Invitation
from followups.queries import calls_of, same_person
from postventa.desk.access import actor
from postventa.desk.forms.contact import ContactForm
from postventa.desk.rail import rail
from tickets.models import Ticket
from warranties.queries import coverage_of_units

SHOWN, FOLLOWED = 50, 8


def render_page(request: HttpRequest, person: Customer, *, status: int = 200, **given: object) -> HttpResponse:
    """The whole page: who they are, their units with what covers each, their cases, and how we followed up."""
    now = timezone.now()
    theirs = Unit.objects.of_customers([person])
    theirs = theirs.select_related("product", "delivery", "purchase__customer", "holder")
    units = list(theirs.order_by("-purchase__purchased_at", "pk")[:SHOWN])
    covers = coverage_of_units(units, timezone.localdate(now))
    cases = Ticket.objects.visible_to(actor(request)).filter(customer=person).order_by("-created_at")
    asked = Invitation.objects.visible_to(actor(request)).filter(customer__in=same_person(person))
    context = _of_card(person, given) | {
        "units": [(unit, covers[unit.pk]) for unit in units],
        "cases": cases[:SHOWN],
        "calls": calls_of(person)[:FOLLOWED],
        "open_surveys": asked.open(now).select_related("questionnaire").order_by("-sent_at", "-pk")[:SHOWN],
        "invitations": asked.prefetch_related("answers").order_by("-due_at", "-pk")[:FOLLOWED],
        "nav": "customers",
    }
    return render(request, "desk/customers/customer.html", context | rail(request), status=status)


def contact_card(request: HttpRequest, person: Customer, **given: object) -> HttpResponse:
    """The card with what was typed in its form, if any, and why it was refused or what was done."""
    if not request.htmx:  # type: ignore[attr-defined]
        form, why = given.get("form"), given.get("why")
        refused = isinstance(form, ContactForm) and form.errors
        return render_page(request, person, status=409 if why else 422 if refused else 200, **given)
    context = _of_card(person, given) | {"swap": True}
    names = ("desk/tickets/_notice.html", "desk/customers/_contact.html")
    return HttpResponse("".join(render_to_string(name, context, request) for name in names))


def contact_kept(request: HttpRequest, person: Customer, *, said: str) -> HttpResponse:
    """After a success: the card as it is now, or without HTMX the page again by redirect."""
    if request.htmx:  # type: ignore[attr-defined]
        return contact_card(request, person, said=said)
    messages.success(request, said)
    return redirect(reverse("desk:customer", args=[person.pk]) + "#contact")


def offers(country: str) -> dict[str, object]:
    """What may be chosen there: regions with holidays of their own, and time zones; all of these if it is unknown."""
    return {"regions": sorted(regions(country).items(), key=lambda one: one[1]), "zones": zones_in(country)}


@lru_cache(maxsize=256)
def zones_in(country: str) -> list[str]:
    """The time zones of a country by its two letters; those of all countries when it has none that are known."""
    by_country: dict[str, list[str]] = get_global("territory_zones")  # type: ignore[assignment]
    theirs = by_country.get(country) or [zone for some in by_country.values() for zone in some]
    return sorted({zone for zone in theirs if "/" in zone and not zone.startswith("Etc/")} & zones())


def _of_card(person: Customer, given: dict[str, object]) -> dict[str, object]:
    form, country = given.get("form"), ""
    if isinstance(form, ContactForm):
        form.point()
        country = str(form["country"].value() or "")
    return {
        "customer": person,
        "bad_phone": bool(person.phone) and not is_dialled(person.phone),
        "no_zone": not is_zone(person.timezone),
        "offers": offers(country) if form else None,
        **given,
    }
