"""Plans: what follows a delivery or a case by itself. Managers write them, try them and switch them on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from followups.actions.plans import check_plan, make_plan, move_plan, switch_off, switch_on, write_version
from followups.models import Plan, PlanVersion, Questionnaire
from followups.queries.plan_figures import Figures, figures_since
from followups.states import Trigger
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.plans import PlanForm
from postventa.desk.plan_page import LATELY, reasons_of, shown_plans
from postventa.desk.plan_words import said_of, trigger_words
from postventa.desk.preview_page import previewed
from postventa.desk.rail import rail


@manager_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All of them, in their order."""
    context = {"plans": shown_plans(), "nav": "settings"}
    return render(request, "desk/followups/plans.html", context | rail(request))


@manager_required
@require_safe
def plan_figures(request: HttpRequest) -> HttpResponse:
    """What each made in the last 30 days: a table that the list fetches when it stands."""
    found = figures_since(timezone.now() - LATELY)
    rows = [(plan, found.get(plan.pk, Figures())) for plan in Plan.objects.all()]
    return render(request, "desk/followups/_plan_figures.html", {"rows": rows})


@manager_required
@require_safe
def plan(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """A plan with one of its versions: the one that holds, or the newest, unless the address names another."""
    row = get_object_or_404(Plan.objects.select_related("live"), pk=pk)
    versions = list(row.versions.select_related("author", "questionnaire", "script", "team"))  # type: ignore[attr-defined]
    wanted = number or (row.live.number if row.live else max((one.number for one in versions), default=0))
    version = next((one for one in versions if one.number == wanted), None)
    if version is None:
        raise Http404
    figures = figures_since(timezone.now() - LATELY, plans=[row.pk]).get(row.pk, Figures())
    context = {
        "plan": row, "version": version, "versions": versions, "said": said_of(version),
        "trigger": trigger_words(row.trigger, version), "figures": figures, "reasons": reasons_of(figures),
        "nav": "settings",
    }  # fmt: skip
    return render(request, "desk/followups/plan.html", context | rail(request))


@manager_required
@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a plan, or the next version of one; the address may say of which version («from»). Or try it unwritten."""
    row = get_object_or_404(Plan, pk=pk) if pk else None
    newest = row.versions.first() if row else None  # type: ignore[attr-defined]
    if row is None and not Questionnaire.objects.published().exists():
        messages.error(request, _("A plan asks something. Write a questionnaire first."))
        return redirect("desk:questionnaires")
    version = _version(row, request.GET.get("from", "")) if row else None
    form = PlanForm(request.POST or None, version=version or newest, seen=newest.number if newest else None)
    if request.method == "POST" and form.is_valid():
        try:
            if "try" in request.POST:
                trial = previewed(_unwritten(row, form), timezone.now())
                return _page(request, row, form, trial=trial)
            kept = _kept(request, row, form)
        except Refused as refusal:
            if refusal.code == "newer":
                return _page(request, row, form, newer=str(refusal))
            form.refuse(refusal)
            return _page(request, row, form)
        told = _("Version %(number)s is written. It holds once you switch it on.")
        messages.success(request, told % {"number": kept.number})
        return redirect("desk:plan_version", kept.plan_id, kept.number)
    return _page(request, row, form)


@manager_required
@require_safe
def plan_preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a version would have made of the last days: a piece that its page fetches when it stands."""
    version = get_object_or_404(PlanVersion.objects.select_related("plan", "questionnaire"), plan=pk, number=number)
    context = {"preview": previewed(version, timezone.now()), "plan": version.plan, "version": version}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/followups/_preview.html", context)
    return render(request, "desk/followups/preview.html", context | {"nav": "settings"} | rail(request))


@manager_required
@require_POST
def plan_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    row = get_object_or_404(Plan, pk=pk)
    places = -1 if request.POST.get("to") == "up" else 1
    move_plan(plan=row, places=places, by=actor(request), now=timezone.now())
    return redirect("desk:plans")


@manager_required
@require_POST
def plan_activation(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Switch a version on."""
    versions = PlanVersion.objects.select_related("plan", "questionnaire", "script")
    version = get_object_or_404(versions, plan=pk, number=number)
    try:
        switch_on(version=version, seen=_seen(request), by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = {"name": version.plan, "number": version.number}
        messages.success(request, _("«%(name)s» is switched on, as version %(number)s says.") % said)
    return redirect("desk:plan", pk)


@manager_required
@require_POST
def plan_activation_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it off."""
    row = get_object_or_404(Plan, pk=pk)
    try:
        switch_off(plan=row, seen=_seen(request), by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("«%(name)s» is switched off. The calls that it planned stay.") % {"name": row})
    return redirect("desk:plan", pk)


def _seen(request: HttpRequest) -> int | None:
    """The version that was in force on the page that was looked at."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None


def _version(row: Plan, number: str) -> PlanVersion | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        return None
    return row.versions.filter(number=int(number)).first()  # type: ignore[attr-defined]


def _unwritten(row: Plan | None, form: PlanForm) -> PlanVersion:
    """What is in the form, as a version that nobody wrote. Refused as writing it is."""
    given = form.cleaned_data
    last = Plan.objects.count()
    at = row or Plan(name=given["name"], trigger=given["trigger"], position=last)
    version = PlanVersion(plan=at, number=0, **form.says)
    check_plan(version=version, trigger=at.trigger)
    return version


def _kept(request: HttpRequest, row: Plan | None, form: PlanForm) -> PlanVersion:
    by, now, given = actor(request), timezone.now(), form.cleaned_data
    if row is None:
        return make_plan(name=given["name"], trigger=Trigger(given["trigger"]), says=form.says, by=by, now=now)
    return write_version(plan=row, name=given["name"], says=form.says, seen=given["seen"] or 0, by=by, now=now)


def _page(
    request: HttpRequest, row: Plan | None, form: PlanForm, *, trial: object = None, newer: str = ""
) -> HttpResponse:
    context = {"plan": row, "form": form, "parts": form.parts, "trial": trial, "newer": newer, "nav": "settings"}
    status = 422 if form.errors or newer else 200
    return render(request, "desk/followups/edit.html", context | rail(request), status=status)
