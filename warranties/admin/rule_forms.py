"""What a manager fills in to change a rule of law, and the page on which they do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from core.errors import Refused
from warranties.models import GuaranteeRule


class Indented(json.JSONEncoder):
    """One name on each line, as the rules are read; with the letters that they are written in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"indent": 2, "ensure_ascii": False})


class WhyForm(forms.Form):
    """Confirming and putting back: a reason may be given."""

    reason = forms.CharField(
        label=_("Reason"), widget=UnfoldAdminTextareaWidget, required=False, help_text=_("Others will read it.")
    )


class ReasonForm(WhyForm):
    """Withdrawing: the reason is asked for."""

    reason = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, help_text=_("Others will read it."))


class OverrideForm(forms.Form):
    contract_from = forms.DateField(
        label=_("For contracts from"), widget=UnfoldAdminSingleDateWidget, required=False, help_text=_("Or empty.")
    )
    contract_to = forms.DateField(
        label=_("For contracts until"), widget=UnfoldAdminSingleDateWidget, required=False, help_text=_("Or empty.")
    )
    terms = forms.JSONField(
        label=_("Terms"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 20, "spellcheck": "false"}),
        encoder=Indented,
        help_text=_("In the notation of the original: names with their values. What is left out counts as not said."),
        error_messages={"invalid": _("This is not JSON. Look for a missing comma, quotation mark or bracket.")},
    )
    cites = forms.JSONField(
        label=_("Citations"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10, "spellcheck": "false"}),
        encoder=Indented,
        help_text=_("Where the law says so, point by point; «law» is the law itself."),
        error_messages={"invalid": _("This is not JSON. Look for a missing comma, quotation mark or bracket.")},
    )
    note = forms.CharField(label=_("Note"), widget=UnfoldAdminTextareaWidget, required=False)
    reason = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, help_text=_("Others will read it."))
    confirmed = forms.BooleanField(
        label=_("Confirmed"),
        widget=UnfoldBooleanSwitchWidget,
        required=False,
        help_text=_("Without it the rule decides nothing, and neither does the original."),
    )


def rule_page(
    model_admin: ModelAdmin,
    request: HttpRequest,
    rule: GuaranteeRule,
    *,
    title: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], GuaranteeRule | None],
    done: str,
) -> HttpResponse:
    """Load → form → one action → the rule's page; a refusal is a sentence above what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            left = act(form.cleaned_data) or rule
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            model_admin.message_user(request, done)
            return HttpResponseRedirect(reverse("admin:warranties_guaranteerule_change", args=[left.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "form": form,
        "rule": rule,
    }
    return render(request, "admin/warranties/rule_form.html", context)
