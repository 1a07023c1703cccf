"""What a manager fills in to change a rule of law, and the page on which they do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.forms.fields import InvalidJSONInput
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


class LawField(forms.JSONField):
    """JSON that a person writes. What cannot be read, or not be sent back as it was read, stays as it was typed."""

    default_error_messages = {
        "invalid": _("This is not JSON. Look for a missing comma, quotation mark or bracket."),
        "unreadable": _("This has a number that is too long, or too many brackets inside each other."),
    }

    def __init__(self, *, rows: int, **options: Any) -> None:
        widget = UnfoldAdminTextareaWidget(attrs={"rows": rows, "spellcheck": "false"})
        super().__init__(encoder=Indented, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable") from None

    def bound_data(self, data: str | None, initial: Any) -> str | None:
        return None if data is None else InvalidJSONInput(data)


class ReasonForm(forms.Form):
    """Confirming, withdrawing, putting back: each changes answers, so others will want to know why."""

    reason = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, help_text=_("Others will read it."))


class OverrideForm(forms.Form):
    contract_from = forms.DateField(
        label=_("For contracts from"), widget=UnfoldAdminSingleDateWidget, required=False, help_text=_("Or empty.")
    )
    contract_to = forms.DateField(
        label=_("For contracts until"), widget=UnfoldAdminSingleDateWidget, required=False, help_text=_("Or empty.")
    )
    terms = LawField(
        label=_("Terms"),
        rows=20,
        help_text=_("In the notation of the original: names with their values. What is left out counts as not said."),
    )
    cites = LawField(
        label=_("Citations"),
        rows=10,
        help_text=_("Where the law says so, point by point; «law» is the law itself."),
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
