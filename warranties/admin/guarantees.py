from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from warranties.models import CommercialGuarantee, GuaranteeComponent


class ComponentFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """A guarantee of no months promises something only through its parts."""
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        if not self.instance.months and all(form.cleaned_data.get("DELETE") for form in kept if form.is_valid()):
            raise ValidationError(_("Write for how many months it holds, or add a part with its own months."))


class Components(TabularInline):
    model = GuaranteeComponent
    formset = ComponentFormSet
    extra = 0


@admin.register(CommercialGuarantee)
class CommercialGuaranteeAdmin(ModelAdmin):
    list_display = ["name", "guarantor", "months", "product_line", "product", "valid_from", "valid_to", "is_complete"]
    list_filter = ["product_line"]
    search_fields = ["name", "guarantor", "product__sku", "product__name"]
    list_select_related = ["product_line", "product"]
    raw_id_fields = ["product_line", "product"]
    readonly_fields = ["contents"]
    inlines = [Components]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: object) -> models.QuerySet[CommercialGuarantee]:
        return super().get_queryset(request).prefetch_related("components")

    @display(description=gettext_lazy("contents complete"), boolean=True)
    def is_complete(self, guarantee: CommercialGuarantee) -> bool:
        return not guarantee.missing_contents()

    @display(description=gettext_lazy("what the law asks it to say (TRLGDCU art. 127)"))
    def contents(self, guarantee: CommercialGuarantee) -> str | SafeString:
        if guarantee.pk is None:
            return _("Shown once it is saved.")
        missing = guarantee.missing_contents()
        if not missing:
            return _("Complete. That the legal rights are free and stay as they are is printed on every certificate.")
        lines = format_html_join("", "<li>{}</li>", [(what,) for what in missing])
        return format_html("{}<ul>{}</ul>", _("Still missing:"), lines)
