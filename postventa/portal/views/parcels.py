"""Sending something back: its label, and that it is under way."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from core.zones import zone_of
from postventa.documents.paper import handed_out, language_asked
from postventa.documents.return_label import return_label
from postventa.portal import limits
from postventa.portal.case_doors import CaseDoor, two_doors
from postventa.portal.forms.visits import SentForm
from remedies.states import ParcelState
from tickets.actions.parcels import send_parcel
from tickets.models import Parcel
from tickets.queries.families import family_ids


def _parcel(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """«I have sent it», and when."""
    parcel, now = _of(request, door), timezone.now()
    today = now.astimezone(zone_of(door.ticket.customer.timezone)).date()
    form = SentForm(request.POST or None, today=today)
    if limits.is_limited(request):
        form.refuse_for_now()
    if request.method == "POST" and form.is_valid():
        try:
            send_parcel(parcel=parcel, sent_on=form.cleaned_data["sent_on"], by=door.by, now=now)
        except Refused as error:
            form.add_error("sent_on", str(error))
        else:
            messages.success(request, _("Thank you. We tell you when it is here."))
            return redirect(door.here)
    if request.method != "POST" and parcel.state != ParcelState.LABELLED:
        return redirect(f"{door.here}#return")
    context = door.context | {"parcel": parcel, "form": form}
    return render(request, "portal/parcel.html", context, status=limits.form_status(request, form))


def _label(request: HttpRequest, door: CaseDoor) -> HttpResponse:
    """To print."""
    parcel = _of(request, door)
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.HOUR)
    language = language_asked(request, door.ticket.language)
    return handed_out(request, lambda: return_label(parcel, door.ticket, language))


def _of(request: HttpRequest, door: CaseDoor) -> Parcel:
    """The return that the address names by its number; without one the newest. Http404 for a cancelled one."""
    rows = Parcel.objects.filter(ticket__in=family_ids(door.ticket)).exclude(state=ParcelState.CANCELLED)
    number = request.GET.get("number", "")[:16].upper().replace("\x00", "")
    found = (rows.filter(number=number) if number else rows).select_related("centre").order_by("-pk").first()
    if found is None:
        raise Http404
    return found


parcel, parcel_by_link = two_doors(_parcel)
label, label_by_link = two_doors(
    _label, methods=("GET", "HEAD"), by_customer=limits.documents_by_customer, by_link=limits.documents_by_link
)
