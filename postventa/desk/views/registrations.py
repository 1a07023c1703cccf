"""Products that customers registered: an agent looks at each, and decides."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from customers.actions.registrations import accept_as_written, refuse_registration
from customers.models import Registration
from postventa.desk.access import actor, staff_required
from postventa.desk.forms.registrations import AT_FAULT, RefusalForm
from postventa.desk.rail import rail
from postventa.desk.registration_page import RegistrationPage
from postventa.file_response import file_response
from tickets.actions.hands import accept_as_handed_over

WAITING, DECIDED = 100, 20


@staff_required
@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first, and the last that were decided."""
    rows = Registration.objects.visible_to(actor(request)).select_related("customer", "product", "decided_by")
    waiting = list(rows.waiting().order_by("created_at", "pk")[: WAITING + 1])
    decided = rows.filter(decided_at__isnull=False, decided_by__isnull=False).order_by("-decided_at", "-pk")
    context = {
        "undecided": waiting[:WAITING],
        "more": len(waiting) > WAITING,
        "decided": decided[:DECIDED],
        "nav": "registrations",
    }
    return render(request, "desk/registrations/list.html", context | rail(request))


@staff_required
@require_safe
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """What they say, their receipt, and what we know of that serial number."""
    return _page(request, _page_of(request, pk))


@staff_required
@require_safe
def registration_receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The receipt that came with it."""
    row = _get(request, pk)
    if row.receipt is None or not row.receipt.is_ready:
        raise Http404
    return file_response(row.receipt)


@staff_required
@require_POST
def registration_hands(request: HttpRequest, pk: int) -> HttpResponse:
    """It is a unit of ours: it changes hands."""
    page = _page_of(request, pk)
    form = page.hands_form = page.hands(request.POST)

    def act() -> None:
        unit = form.units[form.cleaned_data["unit"]]
        accept_as_handed_over(
            registration=page.registration, unit=unit, on=form.cleaned_data["on"], by=actor(request),
            now=timezone.now(),
        )  # fmt: skip

    return _decided(request, page, form, act, _("It changed hands, and the customer has a letter."))


@staff_required
@require_POST
def registration_writing(request: HttpRequest, pk: int) -> HttpResponse:
    """It is none of ours: it is written down."""
    page = _page_of(request, pk)
    form = page.writing_form = page.writing(request.POST)

    def act() -> None:
        given = form.cleaned_data
        accept_as_written(
            registration=page.registration, product=given["sku"], serial=given["serial"],
            bought_on=given["bought_on"], by=actor(request), now=timezone.now(),
        )  # fmt: skip

    return _decided(request, page, form, act, _("It is written down, and the customer has a letter."))


@staff_required
@require_POST
def registration_refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """It cannot be registered, and the customer reads why."""
    page = _page_of(request, pk)
    form = page.refusal_form = RefusalForm(request.POST)

    def act() -> None:
        answer = form.cleaned_data["answer"]
        refuse_registration(registration=page.registration, answer=answer, by=actor(request), now=timezone.now())

    return _decided(request, page, form, act, _("The customer has a letter with your words."))


def _decided(
    request: HttpRequest, page: RegistrationPage, form: Form, act: Callable[[], None], said: str
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, page, status=422)
    try:
        act()
    except Refused as refusal:
        if refusal.code == "decided":
            messages.warning(request, str(refusal))
            return redirect("desk:registration", page.registration.pk)
        name = AT_FAULT.get(refusal.code)
        form.add_error(name if name in form.fields else None, str(refusal))
        return _page(request, page, status=409)
    messages.success(request, said)
    return redirect("desk:registration", page.registration.pk)


def _page_of(request: HttpRequest, pk: int) -> RegistrationPage:
    return RegistrationPage(_get(request, pk), timezone.now(), request.GET.get("serial", ""))


def _get(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(actor(request))
    return get_object_or_404(
        rows.select_related("customer", "product", "receipt", "unit__product", "decided_by"), pk=pk
    )


def _page(request: HttpRequest, page: RegistrationPage, status: int = 200) -> HttpResponse:
    context = {"page": page, "registration": page.registration, "nav": "registrations"}
    return render(request, "desk/registrations/registration.html", context | rail(request), status=status)
