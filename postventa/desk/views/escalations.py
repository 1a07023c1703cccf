"""What is done when a term of law or a promise comes to its moment, in every case. Managers say it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from postventa.desk.access import manager_required
from postventa.desk.forms.steps import MomentForm, Offered
from postventa.desk.rail import rail
from postventa.desk.step_page import keep_step, lines
from tickets.models import EscalationStep


@manager_required
@require_safe
def escalations(request: HttpRequest) -> HttpResponse:
    """The steps of all cases. Those of a policy are on its page."""
    return _page(request)


@manager_required
@require_POST
def escalation(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a step, new or kept before."""
    old = get_object_or_404(EscalationStep, pk=pk, policy=None) if pk else None
    form = MomentForm(request.POST, step=old, offered=Offered())
    return redirect("desk:escalations") if keep_step(request, form, old, None) else _page(request, refused=form)


def _page(request: HttpRequest, *, refused: MomentForm | None = None) -> HttpResponse:
    offered = Offered()
    fresh = MomentForm(offered=offered)
    context = {
        "lines": lines(EscalationStep.objects.filter(policy=None), MomentForm, offered, refused=refused),
        "new": refused if refused and refused.prefix == fresh.prefix else fresh,
        "refused": refused,
        "nav": "settings",
    }
    return render(request, "desk/settings/escalations.html", context | rail(request), status=422 if refused else 200)
