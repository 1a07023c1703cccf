"""Products that came from elsewhere: registered by whoever has them now, handed on by who had them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.finding_products import LISTED, products_found
from catalog.models import Product
from core.errors import Refused
from customers.actions.registering import register_product, withdraw_registration
from customers.models import Registration, Unit
from postventa.file_response import file_response
from postventa.portal import limits
from postventa.portal.access import actor, customer_required, get_customer, get_unit
from postventa.portal.forms.registration import FindForm, HandingOverForm, RegisterForm
from tickets.actions.hands import release_unit
from tickets.models import Ticket
from warranties.links import unit_of, unit_token
from warranties.queries import local_date


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def register(request: HttpRequest) -> HttpResponse:
    """Two steps: which product it is, and what is known of it. Whoever comes by a code or an invitation is past one."""
    unit = unit_of(request.GET["unit"]) if request.GET.get("unit") else None
    if unit and Unit.objects.visible_to(actor(request)).filter(pk=unit.pk).exists():
        return redirect("portal:product", unit.pk)
    find = FindForm(request.GET if "q" in request.GET or "line" in request.GET else None)
    if unit is None and not (find.is_bound and find.is_valid()) and request.GET.get("step") != "2":
        return render(request, "portal/register_find.html", {"find": find, "nav": "products"})
    return _register_form(request, unit, _asked(find))


def _asked(find: FindForm) -> list[Product]:
    if not (find.is_bound and find.is_valid()):
        return []
    return products_found(find.cleaned_data["q"], line=find.cleaned_data["line"])


def _register_form(request: HttpRequest, unit: Unit | None, products: list[Product]) -> HttpResponse:
    customer, now = get_customer(request), timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    known = unit.product if unit else None
    # Its code is printed for anybody to read, and the serial number is asked for as a proof: who has it reads it off.
    initial = {"product": str(unit.product_id)} if unit else {}
    form = RegisterForm(*sent, products=products, known=known, today=timezone.localdate(), initial=initial)
    if form.is_bound and limits.is_limited(request):
        form.refuse_for_now()
    if form.is_bound and form.is_valid():
        try:
            row = register_product(
                customer=customer, told=form.told, receipt=form.cleaned_data["files"],
                submission=form.cleaned_data["submission"], by=actor(request), now=now,
            )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal, code=refusal.code)
        else:
            messages.success(request, _("We have it. We look at it and write to you; here you see how far it is."))
            return redirect("portal:registration", row.pk)
    status = 429 if form.is_bound and limits.is_limited(request) else 422 if form.errors else 200
    context = {"form": form, "known": known, "many": len(products) >= LISTED, "nav": "products"}
    return render(request, "portal/register.html", context, status=status)


@require_safe
@customer_required
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer said, how far it is, and what we answered."""
    row = _mine(request, pk)
    visible = Unit.objects.visible_to(actor(request))
    unit = visible.filter(pk=row.unit_id).first() if row.unit_id else None
    return render(request, "portal/registration.html", {"registration": row, "unit": unit, "nav": "products"})


@require_safe
@customer_required
def receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The receipt that they sent with it."""
    row = _mine(request, pk)
    if row.receipt is None or not row.receipt.is_ready:
        raise Http404
    return file_response(row.receipt)


@require_POST
@customer_required
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer takes it back."""
    try:
        withdraw_registration(registration=_mine(request, pk), by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have taken it back. Nothing was registered."))
    return redirect("portal:registration", pk)


def _mine(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(actor(request)).select_related("product__line", "receipt", "unit")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def handing_over(request: HttpRequest, pk: int) -> HttpResponse:
    """It is no longer theirs: what that means is read before it is done."""
    unit, now = get_unit(request, pk), timezone.now()
    form = HandingOverForm(request.POST if request.method == "POST" else None, today=local_date(unit, now))
    asks = False
    if form.is_bound and limits.is_limited(request):
        form.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))
    if form.is_bound and form.is_valid():
        asks = not form.cleaned_data["sure"]
        if not asks and _released(request, unit, form, now):
            messages.success(request, _("It is no longer among your products. Your earlier cases stay yours."))
            return redirect("portal:home")
    open_cases = Ticket.objects.visible_to(actor(request)).active().filter(unit=unit).count()
    context = {"unit": unit, "form": form, "asks": asks and not form.errors, "cases": open_cases, "nav": "products"}
    status = 429 if form.is_bound and limits.is_limited(request) else 422 if form.errors else 200
    return render(request, "portal/handing_over.html", context, status=status)


def _released(request: HttpRequest, unit: Unit, form: HandingOverForm, now: dt.datetime) -> bool:
    address = f"{settings.BASE_URL}{reverse('portal:register')}?unit={unit_token(unit)}"
    given = form.cleaned_data
    try:
        release_unit(
            unit=unit, on=given["on"], invite=given["email"], address=address, by=actor(request), now=now
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal, code=refusal.code)
        return False
    return True
