"""The guests' door: an order and its e-mail, without a code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Purchase, Unit
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.access import GUEST, UNIT, guest
from postventa.portal.forms.entrance import OrderForm
from postventa.portal.guests import let_in, order_of, typed_email
from tickets.queries.filings import withdrawals_of
from warranties.queries import coverage_of_units


@mark("public")
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """An order and its e-mail open its products. What does not fit gets the same answer, whatever does not."""
    if request.user.is_authenticated:
        return redirect("home")
    form = OrderForm(request.POST) if request.method == "POST" else OrderForm()
    if form.is_valid():
        named = form.cleaned_data
        if limits.pairs_too_many(request, named["order"], named["email"]):
            form.refuse_for_now()
        elif purchase := order_of(named["order"], named["email"]):
            let_in(request, purchase, timezone.now())
            return redirect("portal:guest_home")
        else:
            form.refuse()
    context = {"form": form, "is_guest": GUEST in request.session}
    return render(request, "portal/order.html", context, status=limits.form_status(request, form))


@mark("visitor")
@require_safe
def guest_home(request: HttpRequest) -> HttpResponse:
    """What the guest's order brought, with what covers each piece."""
    if request.user.is_authenticated:
        return redirect("portal:home")
    who = guest(request)
    if who is None:
        if request.session.pop(GUEST, None):
            messages.info(request, _("For your safety your visit ended. Please say once more which order it is."))
        return redirect("portal:order")
    rows = Unit.objects.visible_to(who.by).filter(purchase=who.purchase).select_related(*UNIT)
    units, today = list(rows.order_by("line", "pk")), timezone.localdate()
    decisions = coverage_of_units([unit for unit in units if unit.delivery.delivered_at], today)
    context = {
        "products": [(unit, decisions.get(unit.pk)) for unit in units],
        "order": Purchase.objects.values_list("order_ref", flat=True).get(pk=who.purchase),
        "email": typed_email(request),
        "cancels": withdrawals_of(units, today),
        "today": today,
        "nav": "order",
    }
    return render(request, "portal/guest_home.html", context)


@mark("public")
@require_POST
def guest_leaving(request: HttpRequest) -> HttpResponse:
    """The guest goes, and this browser forgets them."""
    if not request.user.is_authenticated and GUEST in request.session:
        request.session.flush()
        messages.success(request, _("You have left. Nothing of your order stays in this browser."))
    return redirect("welcome")
