"""How long what is kept, what a night would forget, and how far the erasures are that people asked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from postventa.dashboards.access import actor, manager_required
from postventa.dashboards.forms.privacy import RetentionForm
from postventa.dashboards.retention_words import why
from postventa.erasing import told
from privacy.actions.rules import change_retention
from privacy.due import due_by
from privacy.held import holds_over
from privacy.models import Hold, RetentionRule, RetentionRun
from privacy.queries import erasures_under_way
from privacy.terms import first_rules

SHOWN_RUNS, SHOWN_ERASURES = 20, 100


@require_safe
@manager_required
def privacy(request: HttpRequest) -> HttpResponse:
    """The rules with what each would forget tonight, the last nights, erasures and disputes, without names."""
    now = timezone.now()
    erasures = list(erasures_under_way()[:SHOWN_ERASURES])
    over = holds_over(erasures)
    context = {
        "nav": "privacy",
        "dues": [(due_by(rule, now), why(rule)) for rule in RetentionRule.objects.all()],
        "runs": RetentionRun.objects.all()[:SHOWN_RUNS],
        "erasures": [told(erasure, over) for erasure in erasures],
        "holds": Hold.objects.standing().select_related("customer", "placed_by"),
    }
    return render(request, "dashboards/privacy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule: its months, on or off."""
    row = get_object_or_404(RetentionRule, pk=pk)
    form = RetentionForm(request.POST or None, initial={"months": row.months, "active": row.active})
    if request.method == "POST" and form.is_valid():
        try:
            change_retention(rule=row, **form.cleaned_data, by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.add_error("months", str(refusal))
        else:
            messages.success(request, _("The rule is as you wrote it."))
            return redirect("dashboards:privacy")
    context = {"nav": "privacy", "rule": row, "form": form, "due": due_by(row, timezone.now())}
    context["why"], context["least"] = why(row), first_rules()[row.about].least
    return render(request, "dashboards/retention_rule.html", context, status=422 if form.errors else 200)
