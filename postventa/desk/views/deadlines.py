"""The terms of law: managers say which bind the company and which were read; a POST to `removal` takes it back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, manager_required
from postventa.desk.deadline_page import countries
from postventa.desk.forms.deadlines import SayingForm
from postventa.desk.rail import rail
from tickets.actions.deadlines import bind_deadline, confirm_deadline, unbind_deadline, withdraw_deadline
from tickets.models import DeadlineRule

Verb = Callable[..., None]
VERBS: dict[tuple[str, bool], tuple[Verb, Promise]] = {
    ("binding", True): (bind_deadline, _("This deadline binds us. Open cases are being counted again.")),
    ("binding", False): (unbind_deadline, _("This deadline does not bind us. Open cases are being counted again.")),
    ("confirmation", True): (confirm_deadline, _("The deadline is confirmed. Open cases are being counted again.")),
    ("confirmation", False): (
        withdraw_deadline,
        _("The confirmation is withdrawn. Open cases are being counted again."),
    ),
}


@manager_required
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """All the terms that are known, by country."""
    return _page(request)


@manager_required
@require_POST
def deadline_saying(request: HttpRequest, pk: int, about: str, is_so: bool) -> HttpResponse:
    """Say of a term that it binds us, or that it was read; or that it is not so."""
    rule = get_object_or_404(DeadlineRule, pk=pk)
    form, (verb, said) = SayingForm(request.POST, rule=rule, about=about), VERBS[about, is_so]
    if form.is_valid() and _is_said(request, rule, form, verb, said):
        return redirect(f"{reverse('desk:deadlines')}#deadline-{rule.pk}")
    return _page(request, {(rule.pk, about): form})


def _is_said(request: HttpRequest, rule: DeadlineRule, form: SayingForm, verb: Verb, said: Promise) -> bool:
    try:
        verb(rule=rule, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as refusal:
        form.add_error("reason" if refusal.code == "reason_missing" else None, str(refusal))
        return False
    messages.success(request, str(said))
    return True


def _page(request: HttpRequest, refused: dict[tuple[int, str], SayingForm] | None = None) -> HttpResponse:
    shown = countries(refused)
    is_loaded = any(country.terms for country in shown)
    context = {"countries": shown, "is_loaded": is_loaded, "nav": "settings"} | rail(request)
    return render(request, "desk/settings/deadlines.html", context, status=422 if refused else 200)
