"""One unit's passport, and what is done to it: into our hands and back, registered, a plan, a visit, its sale."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_stay, get_unit, staff_required
from postventa.desk.forms.units import (
    HandInForm,
    PastStayForm,
    PlanForm,
    RegistrationForm,
    ReturnForm,
    SaleForm,
)
from postventa.desk.unit_page import done, refused, render_page
from tickets.actions.covers import add_plan, register_guarantee
from tickets.actions.custody import give_back, hand_in, record_stay
from tickets.actions.units import complete_sale
from warranties.passport import passport


@staff_required
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One sold piece: what would cover it if it failed today, its promises, its stays with us, its history."""
    return render_page(request, get_unit(request, pk))


@staff_required
@require_POST
def stays(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the unit into our hands."""
    piece, form = get_unit(request, pk), HandInForm(request.POST)
    if not form.is_valid():
        return refused(request, pk, "custody", hand_in_form=form)
    try:
        stay = hand_in(unit=piece, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "custody", why=str(error), hand_in_form=form)
    return done(request, pk, said=_("It is in our hands. Receipt %(number)s.") % {"number": stay.number})


@staff_required
@require_POST
def past_stays(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a stay that is over."""
    piece, form = get_unit(request, pk), PastStayForm(request.POST)
    if not form.is_valid():
        return refused(request, pk, "custody", past_stay_form=form)
    try:
        record_stay(unit=piece, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "custody", why=str(error), past_stay_form=form)
    return done(request, pk, said=_("The stay is written down, and the terms are counted with it."))


@staff_required
@require_POST
def stay_return(request: HttpRequest, pk: int, stay: int) -> HttpResponse:
    """Give the unit, or another one in its place, back."""
    held, form = get_stay(request, stay, unit=pk), ReturnForm(request.POST)
    if not form.is_valid():
        return refused(request, pk, "custody", return_form=form)
    try:
        give_back(custody=held, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "custody", why=str(error), return_form=form)
    return done(request, pk, said=_("It is back with the customer. Receipt %(number)s.") % {"number": held.number})


@staff_required
@require_POST
def registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the unit was registered with a guarantor."""
    piece, now = get_unit(request, pk), timezone.now()
    form = RegistrationForm(request.POST, passport=passport(piece, now))
    if not form.is_valid():
        return refused(request, pk, "promises", registration_form=form)
    try:
        register_guarantee(unit=piece, **form.cleaned_data, by=actor(request), now=now)
    except Refused as error:
        return refused(request, pk, "promises", why=str(error), registration_form=form)
    return done(request, pk, said=_("The registration is written down."))


@staff_required
@require_POST
def plans(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the unit a service plan."""
    piece, form = get_unit(request, pk), PlanForm(request.POST)
    if not form.is_valid():
        return refused(request, pk, "promises", plan_form=form)
    try:
        add_plan(unit=piece, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "promises", why=str(error), plan_form=form)
    return done(request, pk, said=_("The unit has the plan now."))


@staff_required
@require_POST
def sale(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete what the order does not say of the sale."""
    piece = get_unit(request, pk)
    form = SaleForm(request.POST, unit=piece)
    if not form.is_valid():
        return refused(request, pk, "facts", sale_form=form)
    try:
        complete_sale(unit=piece, **form.facts, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, pk, "facts", why=str(error), sale_form=form)
    return done(request, pk, said=_("Saved. The terms are counted with it."))
