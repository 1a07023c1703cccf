from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnly
from warranties.models import Custody


@admin.register(Custody)
class CustodyAdmin(ReadOnly):
    """Receipts were printed of these: they are made and, with a reason, corrected at the desk."""

    list_display = ["number", "unit", "handed_in_on", "returned_on", "outcome", "paid"]
    list_filter = ["outcome", "paid"]
    list_select_related = ["unit"]
    search_fields = ["=unit__serial", "=unit__purchase__order_ref"]
    ordering = ["-id"]
