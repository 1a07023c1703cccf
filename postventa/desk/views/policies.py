"""Policies of times: what the company asks of itself, and what is done when a time runs out. Managers keep them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.models import WorkCalendar
from core.queries import calendar_of, calendars
from core.spans import span_text
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.policies import AT_FAULT, TARGETS, PolicyForm
from postventa.desk.forms.steps import Offered, ShareForm
from postventa.desk.policy_page import conditions, targets
from postventa.desk.rail import rail
from postventa.desk.step_page import keep_step, lines
from tickets.actions.policies import order_policies, save_policy
from tickets.models import SlaPolicy


@manager_required
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """All of them, in the order in which they are looked through."""
    steps = Count("steps", filter=Q(steps__active=True))
    rows = SlaPolicy.objects.select_related("calendar").prefetch_related("customers").annotate(step_count=steps)
    hours = calendars()
    shown = [(row, conditions(row), targets(row, hours[row.calendar_id].usual_day)) for row in rows]
    context = {"policies": shown, "has_calendar": bool(hours), "nav": "settings"}
    return render(request, "desk/settings/policies.html", context | rail(request))


@manager_required
@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a policy, new or kept before."""
    row = get_object_or_404(SlaPolicy, pk=pk) if pk else None
    if not WorkCalendar.objects.exists():
        messages.error(request, _("A policy goes by the hours of a calendar. Write one first."))
        return redirect("desk:calendar_new")
    form = PolicyForm(request.POST or None, policy=row)
    if request.method == "POST" and form.is_valid() and (kept := _kept(request, form, row)):
        messages.success(request, _("The policy is kept. The open cases are counted again within minutes."))
        return redirect("desk:policies") if row else redirect("desk:policy", kept.pk)
    return _page(request, row, form, status=422 if form.errors else 200)


@manager_required
@require_POST
def policy_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    row, places = get_object_or_404(SlaPolicy, pk=pk), -1 if request.POST.get("to") == "up" else 1
    ids = list(SlaPolicy.objects.values_list("pk", flat=True))
    place = ids.index(row.pk)
    ids.insert(max(place + places, 0), ids.pop(place))
    try:
        order_policies(ids=ids, by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:policies")


@manager_required
@require_POST
def policy_step(request: HttpRequest, pk: int, step: int | None = None) -> HttpResponse:
    """Write a step of its escalation, new or kept before."""
    row = get_object_or_404(SlaPolicy, pk=pk)
    old = get_object_or_404(row.steps, pk=step) if step else None
    form = ShareForm(request.POST, step=old, offered=Offered())
    if keep_step(request, form, old, row):
        return redirect("desk:policy", row.pk)
    return _page(request, row, PolicyForm(policy=row), refused=form, status=422)


def _page(
    request: HttpRequest, row: SlaPolicy | None, form: PolicyForm, *, refused: ShareForm | None = None, status: int
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "policy": row, "targets": [form[name] for name in TARGETS]}
    if row:
        offered = Offered()
        fresh = ShareForm(offered=offered)
        context |= {
            "lines": lines(row.steps.all(), ShareForm, offered, refused=refused),
            "new": refused if refused and refused.prefix == fresh.prefix else fresh,
            "refused": refused,
            "day": span_text(calendar_of(row.calendar).usual_day),
        }
    return render(request, "desk/settings/policy.html", context | {"nav": "settings"} | rail(request), status=status)


def _kept(request: HttpRequest, form: PolicyForm, row: SlaPolicy | None) -> SlaPolicy | None:
    try:
        return save_policy(policy=row, by=actor(request), now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(AT_FAULT.get(refusal.code), str(refusal))
        return None
