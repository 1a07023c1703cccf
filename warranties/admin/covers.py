from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline

from core.admin import ReadOnly
from core.errors import Refused
from warranties.actions.covers import add_plan, check_guarantee, check_plan, register_guarantee
from warranties.admin.visitor import who
from warranties.models import Cover, MaintenanceVisit


class CoverForm(forms.ModelForm):
    """Says beforehand what the action would refuse, so that what was typed stays."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit, plan, guarantee = (cleaned.get(name) for name in ("unit", "plan", "guarantee"))
        if (plan is None) == (guarantee is None):
            raise ValidationError(_("Choose a service plan or a commercial guarantee, one of the two."))
        if unit is None:
            return cleaned
        try:
            if plan is not None:
                check_plan(unit, plan, cleaned.get("starts_on"), timezone.now())
            elif guarantee is not None:
                check_guarantee(unit, guarantee, cleaned.get("starts_on"), timezone.now())
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The database's own rules are asked by the action, which also fills in the day of the registration."""
        return {*super()._get_validation_exclusions(), "plan", "guarantee", "starts_on"}  # type: ignore[misc]


class Visits(TabularInline):
    model = MaintenanceVisit
    fields = readonly_fields = ["on", "centre", "note", "created_by"]
    can_delete = False
    extra = max_num = 0


@admin.register(Cover)
class CoverAdmin(ReadOnly):
    list_display = ["id", "unit", "plan", "guarantee", "starts_on", "reference"]
    list_select_related = ["unit", "plan", "guarantee"]
    search_fields = ["=unit__serial", "=unit__purchase__order_ref", "=reference"]
    ordering = ["-id"]
    form = CoverForm
    autocomplete_fields = ["unit", "plan", "guarantee"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return ModelAdmin.has_add_permission(self, request)

    def get_inlines(self, request: HttpRequest, obj: Cover | None) -> list[type[Visits]]:
        return [Visits] if obj else []

    def get_fields(self, request: HttpRequest, obj: Cover | None = None) -> list[str]:
        fields = ["unit", "plan", "guarantee", "starts_on", "reference"]
        return fields if obj is None else [*fields, "created_at", "created_by"]

    def save_model(self, request: HttpRequest, obj: Cover, form: forms.ModelForm, change: bool) -> None:
        given: dict[str, Any] = {"unit": obj.unit, "reference": obj.reference}
        given |= {"by": who(request), "now": timezone.now()}
        if obj.plan:
            made = add_plan(plan=obj.plan, starts_on=obj.starts_on, **given)
        else:
            assert obj.guarantee, "the form asks for one of the two"
            made = register_guarantee(guarantee=obj.guarantee, on=obj.starts_on, **given)
        obj.pk, obj._state.adding = made.pk, False
