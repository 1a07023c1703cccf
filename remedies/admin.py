from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnly
from remedies.models import Slot


@admin.register(Slot)
class SlotAdmin(ReadOnly):
    """Hours are offered and closed in the settings of the desk: people have booked them."""

    list_display = ["starts_at", "ends_at", "kind", "who", "centre", "room", "closed"]
    list_filter = ["kind", "closed"]
    list_select_related = ["centre"]
    search_fields = ["who"]
    ordering = ["-starts_at"]
