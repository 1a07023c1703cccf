"""Questionnaires: what surveys and calls ask. Managers write them; what was published is never changed."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from followups.actions.questionnaires import drop_draft, make_questionnaire, print_of, publish, write_draft
from followups.models import Plan, Questionnaire
from followups.states import QuestionnaireUse, Scope
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.questionnaires import LookForm, QuestionnaireForms
from postventa.desk.rail import rail


@manager_required
@require_safe
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All of them, each with its newest version and the plans in force that ask by any of them."""
    asked: dict[str, list[Plan]] = {}
    for plan in Plan.objects.live():
        for one in (plan.live.questionnaire, plan.live.script):  # type: ignore[union-attr]
            if one is not None:
                asked.setdefault(one.code, []).append(plan)
    rows = groupby(Questionnaire.objects.order_by("use", "code", "-version"), key=lambda row: row.code)
    shown = [(next(versions), asked.get(code, [])) for code, versions in rows]
    context = {"questionnaires": shown, "nav": "settings"}
    return render(request, "desk/followups/questionnaires.html", context | rail(request))


@manager_required
@require_safe
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, as customers see it, and the others."""
    row = get_object_or_404(Questionnaire.objects.select_related("author"), pk=pk)
    versions = list(Questionnaire.objects.filter(code=row.code).select_related("author"))
    context = {
        "questionnaire": row, "versions": versions, "newest": versions[0], "looks": _looks(row),
        "seen": print_of(row), "nav": "settings",
    }  # fmt: skip
    return render(request, "desk/followups/questionnaire.html", context | rail(request))


@manager_required
@require_http_methods(["GET", "POST"])
def questionnaire_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a new questionnaire, or the draft of the next version of one: a question more or less, or keeping it."""
    old = get_object_or_404(Questionnaire, pk=pk) if pk else None
    if request.method != "POST":
        return _page(request, old, QuestionnaireForms(old, seen=_seen(old)))
    forms = QuestionnaireForms(old, request.POST)
    if "rows" in request.POST:
        forms.change_rows()
        return _page(request, old, forms)
    if not forms.is_valid():
        return _page(request, old, forms, status=422)
    try:
        kept = _kept(request, old, forms)
    except Refused as refusal:
        forms.refuse(refusal)
        return _page(request, old, forms, status=422)
    messages.success(request, _("The draft is kept. Look at it, and publish it when it is right."))
    return redirect("desk:questionnaire", kept.pk)


@manager_required
@require_POST
def questionnaire_publication(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on it is fixed, and plans may ask by it."""
    row = get_object_or_404(Questionnaire, pk=pk)
    try:
        publish(questionnaire=row, seen=request.POST.get("seen", ""), by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is published. Choose it in the plans that should ask by it."))
    return redirect("desk:questionnaire", pk)


@manager_required
@require_POST
def questionnaire_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row = get_object_or_404(Questionnaire, pk=pk)
    try:
        drop_draft(questionnaire=row, by=actor(request), now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:questionnaire", pk)
    messages.success(request, _("The draft is gone."))
    return redirect("desk:questionnaires")


def _seen(old: Questionnaire | None) -> str:
    """The newest of its versions, which a draft goes on from."""
    if old is None:
        return ""
    return print_of(Questionnaire.objects.filter(code=old.code).order_by("-version")[:1].get())


def _kept(request: HttpRequest, old: Questionnaire | None, forms: QuestionnaireForms) -> Questionnaire:
    by, now, given = actor(request), timezone.now(), forms.head.cleaned_data
    if old is not None:
        return write_draft(of=old, items=forms.items, seen=given["seen"], by=by, now=now)
    use, scope = QuestionnaireUse(given["use"]), Scope(given["scope"])
    return make_questionnaire(code=given["code"], use=use, scope=scope, items=forms.items, by=by, now=now)


def _looks(row: Questionnaire) -> list[tuple[str, str, SafeString]]:
    """How it looks, in each language: its code, its name and the questions."""
    found = []
    for code, name in settings.LANGUAGES:
        with translation.override(code):
            form = LookForm(row, company=settings.COMPANY["name"], language=code)
            html = render_to_string("desk/followups/_look.html", {"form": form})
        found.append((code, str(name), html))
    return found


def _page(
    request: HttpRequest, old: Questionnaire | None, forms: QuestionnaireForms, *, status: int = 200
) -> HttpResponse:
    context = {"questionnaire": old, "forms": forms, "head": forms.head, "nav": "settings"}
    return render(request, "desk/followups/questionnaire_edit.html", context | rail(request), status=status)
