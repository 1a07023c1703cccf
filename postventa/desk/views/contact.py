"""How a customer is reached and where they live, put right by an agent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from customers.actions.contact import Contact, correct_contact
from postventa.desk.access import actor, get_customer, staff_required
from postventa.desk.customer_page import contact_card, contact_kept, offers
from postventa.desk.forms.contact import ContactForm


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def customer_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct their phone, where they live, their clock or their language."""
    person = get_customer(request, pk)
    if request.method != "POST":
        if request.htmx.target == "contact-offers":  # type: ignore[attr-defined]
            found = offers(request.GET.get("country", ""))
            return render(request, "desk/customers/_contact_offers.html", {"offers": found})
        as_it_is = person.erased_at or "cancelled" in request.GET
        return contact_card(request, person, form=None if as_it_is else ContactForm(customer=person))
    form = ContactForm(request.POST, customer=person)
    if not form.is_valid():
        return contact_card(request, person, form=form)
    told, seen = form.contact, form.seen_contact
    try:
        changed = correct_contact(customer=person, seen=seen, contact=told, by=actor(request), now=timezone.now())
    except Refused as refusal:
        person = get_customer(request, pk)
        return contact_card(request, person, form=form, why=form.refuse(refusal, Contact.of(person)))
    said = _("It is corrected, and holds from now on.") if changed else _("It is as it was.")
    return contact_kept(request, get_customer(request, pk), said=said)
