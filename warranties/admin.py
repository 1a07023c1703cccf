from django.contrib import admin
from django.db import models
from unfold.admin import ModelAdmin

from warranties.models import CommercialGuarantee


@admin.register(CommercialGuarantee)
class CommercialGuaranteeAdmin(ModelAdmin):
    list_display = ["name", "guarantor", "months", "product_line", "product", "valid_from", "valid_to"]
    list_filter = ["product_line"]
    search_fields = ["name", "guarantor", "product__sku", "product__name"]
    list_select_related = ["product_line", "product"]
    raw_id_fields = ["product_line", "product"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
