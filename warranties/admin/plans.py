from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from warranties.models import ServiceCentre, ServicePlan
from warranties.states import PlanKind


def several(db_field: models.Field, choices: list[tuple[str, Any]]) -> forms.MultipleChoiceField:
    """Boxes to tick for a list of words, in the place of the words separated by commas."""
    return forms.MultipleChoiceField(
        choices=choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        label=capfirst(db_field.verbose_name),
        help_text=db_field.help_text,
    )


@admin.register(ServicePlan)
class ServicePlanAdmin(ModelAdmin):
    list_display = ["name", "guarantor", "months", "discount_percent", "visits", "transferable"]
    search_fields = ["name", "guarantor"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "kinds":
            return several(db_field, PlanKind.choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ServiceCentre)
class ServiceCentreAdmin(ModelAdmin):
    list_display = ["name", "country", "phone", "email"]
    search_fields = ["name", "address"]
    autocomplete_fields = ["lines"]
