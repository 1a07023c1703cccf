"""The page of a unit, whole or in parts. Each part is read from the database only if its template is rendered."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from customers.models import Unit
from postventa.desk.access import actor, get_unit
from postventa.desk.coverage_card import Block, blocks_of
from postventa.desk.forms.units import (
    HandInForm,
    PastStayForm,
    PlanForm,
    RegistrationForm,
    ReturnForm,
    SaleForm,
    VisitForm,
    centres_of,
)
from postventa.desk.rail import rail
from postventa.desk.unit_mending import Mending
from postventa.desk.unit_story import Event, unit_story
from tickets.models import Ticket
from warranties.links import unit_url
from warranties.models import Custody, ServiceCentre, ServicePlan
from warranties.passport import Passport, Planned, passport

SHOWN = 50
# Of the history, as its template cuts it.
LINES = 100
# What depends on the days of the unit, and so on almost everything that is done here.
EVERYTHING = ("facts", "cover", "promises", "custody", "documents", "history")


class UnitPage(Mending):
    """What the templates of a unit ask for."""

    def __init__(self, request: HttpRequest, unit: Unit, now: dt.datetime) -> None:
        self.request, self.unit, self.now = request, unit, now
        self.visit_forms: dict[int, VisitForm] = {}

    @cached_property
    def passport(self) -> Passport:
        return passport(self.unit, self.now)

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks_of(self.passport.decision, self.passport.today)

    @cached_property
    def cases(self) -> list[Ticket]:
        mine = Ticket.objects.visible_to(actor(self.request)).filter(unit=self.unit)
        return list(mine.order_by("-created_at", "-pk")[:SHOWN])

    @cached_property
    def story(self) -> list[Event]:
        return unit_story(self.passport, self.cases, self.changes)

    @property
    def lines_kept_back(self) -> int:
        return max(len(self.story) - LINES, 0)

    @cached_property
    def past_stays(self) -> list[tuple[Custody, int]]:
        """The newest of those that are over, with how many days they took away from the customer."""
        return [(stay, stay.days(self.passport.today)) for stay in self.passport.past_stays[:SHOWN]]

    @cached_property
    def stays(self) -> list[Custody]:
        """Those that are shown: the open one and the newest of the others."""
        here = self.passport.here
        return [*([here] if here else []), *self.passport.past_stays[:SHOWN]]

    @property
    def stays_kept_back(self) -> int:
        return max(len(self.passport.past_stays) - SHOWN, 0)

    @cached_property
    def days_here(self) -> int:
        here = self.passport.here
        return here.days(self.passport.today) if here else 0

    @property
    def public_url(self) -> str:
        return unit_url(self.unit)

    @cached_property
    def has_plans_to_add(self) -> bool:
        return ServicePlan.objects.exclude(pk__in=[it.plan.pk for it in self.passport.plans]).exists()

    @cached_property
    def plans(self) -> list[tuple[Planned, VisitForm | None]]:
        """The plans that the unit has, each that gives maintenance with the form of its next visit."""
        return [(it, self._visit_form(it) if it.plan.has_maintenance else None) for it in self.passport.plans]

    def _visit_form(self, planned: Planned) -> VisitForm:
        given = self.visit_forms.get(planned.cover.pk)
        return given or VisitForm(planned=planned, passport=self.passport, centres=self.centres)

    @cached_property
    def centres(self) -> list[ServiceCentre]:
        return list(centres_of(self.passport))

    @cached_property
    def hand_in_form(self) -> HandInForm:
        return HandInForm(today=self.passport.today)

    @cached_property
    def return_form(self) -> ReturnForm:
        return ReturnForm(today=self.passport.today)

    @cached_property
    def past_stay_form(self) -> PastStayForm:
        return PastStayForm()

    @cached_property
    def registration_form(self) -> RegistrationForm:
        return RegistrationForm(passport=self.passport)

    @cached_property
    def plan_form(self) -> PlanForm:
        return PlanForm(had=[it.plan.pk for it in self.passport.plans])

    @cached_property
    def sale_form(self) -> SaleForm:
        return SaleForm(unit=self.unit)


def render_page(request: HttpRequest, unit: Unit, *, status: int = 200, **given: object) -> HttpResponse:
    """The whole page."""
    context = _context(request, unit, given) | rail(request)
    return render(request, "desk/units/unit.html", context, status=status)


def done(request: HttpRequest, pk: int, *, said: str) -> HttpResponse:
    """After a success: the parts that changed, or without HTMX the page again by redirect."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, said)
        return redirect("desk:unit", pk)
    return _parts(request, get_unit(request, pk), EVERYTHING, {"said": said})


def refused(request: HttpRequest, pk: int, part: str, *, why: str = "", **forms: object) -> HttpResponse:
    """After a refusal: the sentence, the part as it is now, and what was typed in its form. Nothing was written."""
    unit = get_unit(request, pk)
    if request.htmx:  # type: ignore[attr-defined]
        return _parts(request, unit, (part,), {"why": why, **forms})
    return render_page(request, unit, status=409 if why else 422, why=why, **forms)


def _parts(request: HttpRequest, unit: Unit, parts: tuple[str, ...], given: dict[str, object]) -> HttpResponse:
    context = _context(request, unit, given) | {"swap": True}
    names = ["desk/tickets/_notice.html", *(f"desk/units/_{part}.html" for part in parts)]
    return HttpResponse("".join(render_to_string(name, context, request) for name in names))


def _context(request: HttpRequest, unit: Unit, given: dict[str, object]) -> dict[str, object]:
    """The page, with the forms that were sent in the place of the empty ones."""
    page = UnitPage(request, unit, timezone.now())
    for name, form in given.items():
        if isinstance(form, Form | dict):
            setattr(page, name, form)
    return {"page": page, "unit": unit, "now": page.now, "nav": "customers", **given}
