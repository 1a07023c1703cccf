"""Rules: when something happens in a case, something is done by itself. Managers keep them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.pages import page_of, read_mark
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.rules import RuleForms
from postventa.desk.rail import rail
from postventa.desk.rule_page import TONES, shown_rules, why_not
from tickets.actions.automations import check_meaning, save_automation, switch_off, switch_on
from tickets.models import Automation
from tickets.placeholders import KNOWN
from tickets.queries.automations import Trial, meaning_of, try_out, with_their_deeds
from tickets.states import RunOutcome

RUNS = 50


@manager_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All of them, in the order in which they go."""
    shown = shown_rules(with_their_deeds(timezone.now()))
    return render(request, "desk/settings/rules.html", {"rules": shown, "nav": "settings"} | rail(request))


@manager_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a rule, new or kept before: a row more or less, a trial of what is there, or keeping it."""
    old = get_object_or_404(Automation, pk=pk) if pk else None
    if request.method != "POST":
        return _page(request, old, RuleForms(old))
    forms = RuleForms(old, request.POST)
    if "rows" in request.POST:
        forms.change_rows()
        return _page(request, old, forms)
    if not forms.is_valid():
        return _page(request, old, forms, status=422)
    try:
        if "try" in request.POST:
            return _page(request, old, forms, trial=_tried(old, forms))
        kept = _kept(request, old, forms)
    except Refused as refusal:
        forms.form.refuse(refusal)
        return _page(request, old, forms, status=422)
    messages.success(request, _("The rule is kept."))
    return redirect("desk:rules") if kept.active else redirect("desk:rule_trial", kept.pk)


@manager_required
@require_safe
def rule_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule's dry run: what it would have done, before it is switched on."""
    row = get_object_or_404(Automation, pk=pk)
    meaning = meaning_of(row)
    trial = try_out(row, meaning.conditions, now=timezone.now()) if meaning else None
    context = {"shown": shown_rules([row])[0], "rule": row, "trial": trial, "nav": "settings"}
    return render(request, "desk/settings/rule_trial.html", context | rail(request))


@manager_required
@require_POST
def rule_activation(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it on."""
    row = get_object_or_404(Automation, pk=pk)
    try:
        switch_on(automation=row, by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:rule", pk)
    messages.success(request, _("«%(name)s» is switched on.") % {"name": row})
    return redirect("desk:rules")


@manager_required
@require_POST
def rule_activation_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it off."""
    row = get_object_or_404(Automation, pk=pk)
    switch_off(automation=row, by=actor(request), now=timezone.now())
    messages.success(request, _("«%(name)s» is switched off.") % {"name": row})
    return redirect("desk:rules")


@manager_required
@require_safe
def rule_runs(request: HttpRequest, pk: int) -> HttpResponse:
    """What it has done, the newest first."""
    row = get_object_or_404(Automation, pk=pk)
    marks = {side: read_mark(request.GET.get(side, "")) for side in ("after", "before")}
    found = row.runs.select_related("ticket")  # type: ignore[attr-defined]
    page = page_of(found, key="at", descending=True, size=RUNS, **marks)
    runs = [(run, TONES[RunOutcome(run.outcome)], why_not(run)) for run in page.rows]
    context = {"rule": row, "runs": runs, "page": page, "nav": "settings"}
    return render(request, "desk/settings/rule_runs.html", context | rail(request))


def _tried(old: Automation | None, forms: RuleForms) -> Trial:
    """What the rule in the form would do; nothing is kept. Refused as keeping it is."""
    given = forms.given
    check_meaning(**given)
    rule = Automation(
        pk=old.pk if old else None, triggers=[one.value for one in given["triggers"]], hours=given["hours"]
    )
    return try_out(rule, given["conditions"], now=timezone.now())


def _kept(request: HttpRequest, old: Automation | None, forms: RuleForms) -> Automation:
    named = {name: forms.form.cleaned_data[name] for name in ("name", "description", "position")}
    return save_automation(automation=old, **named, **forms.given, by=actor(request), now=timezone.now())


def _page(
    request: HttpRequest, row: Automation | None, forms: RuleForms, *, trial: Trial | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "rule": row,
        "forms": forms,
        "form": forms.form,
        "gaps": KNOWN.items(),
        "trial": trial,
        "nav": "settings",
    }
    return render(request, "desk/settings/rule.html", context | rail(request), status=status)
