"""What a customer says on the phone that they want or do not want, and what keeps us from asking at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.actions.consents import set_wish
from customers.actions.standing import set_standing
from postventa.desk.access import actor, get_customer, staff_required
from postventa.desk.forms.wishes import StandingForm, WishForm


@staff_required
@require_POST
def customer_wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that they want surveys or calls, or do not."""
    person = get_customer(request, pk)
    form = WishForm(request.POST)
    if form.is_valid():
        set_wish(customer=person, **form.cleaned_data, by=actor(request), now=timezone.now())
        messages.success(request, _("Their wish is written down, and holds from now on."))
    else:
        messages.error(request, _("That could not be read. Nothing was changed."))
    return redirect("desk:customer", pk)


@staff_required
@require_POST
def customer_standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that they are under age, have died or are in a dispute with us, or are not any more."""
    person = get_customer(request, pk)
    form = StandingForm(request.POST)
    if form.is_valid():
        set_standing(customer=person, **form.cleaned_data, by=actor(request), now=timezone.now())
        messages.success(request, _("It is written down, and holds from now on."))
    else:
        messages.error(request, _("That could not be read. Nothing was changed."))
    return redirect("desk:customer", pk)
