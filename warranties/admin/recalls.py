from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from warranties.admin.plans import several
from warranties.models import Recall
from warranties.models.recall import RECALL_REMEDY_CHOICES


@admin.register(Recall)
class RecallAdmin(ModelAdmin):
    list_display = ["reference", "title", "announced_on", "closed_on"]
    search_fields = ["reference", "title", "products__sku"]
    autocomplete_fields = ["products"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "remedies":
            return several(db_field, RECALL_REMEDY_CHOICES)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Recall, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if len(obj.remedies) < 2:
            messages.warning(
                request,
                _(
                    "Saved. It offers one remedy only: Reg. (EU) 2023/988, art. 37, asks for a choice of two or more, "
                    "unless that is impossible or out of proportion."
                ),
            )
