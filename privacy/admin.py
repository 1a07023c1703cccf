"""Administration: what was asked, done and kept is only looked at. The rules are changed at /dashboards/privacy/."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnly
from privacy.models import Erasure, Hold, RetentionRule, RetentionRun


@admin.register(Erasure)
class ErasureAdmin(ReadOnly):
    list_display = [
        "uid",
        "state",
        "asked_by_kind",
        "asked_at",
        "blocked_at",
        "destroy_on",
        "destroyed_at",
    ]
    list_filter = ["state", "asked_by_kind"]
    search_fields = ["=uid"]
    fields = [*list_display, "begins_at", "waits_for", "counts", "kept_by"]


@admin.register(Hold)
class HoldAdmin(ReadOnly):
    list_display = ["__str__", "placed_at", "placed_by", "lifted_at", "lifted_by"]
    fields = ["customer", "why", "placed_at", "placed_by", "lifted_at", "lifted_by", "lifted_why", "said_dispute"]


@admin.register(RetentionRule)
class RetentionRuleAdmin(ReadOnly):
    list_display = ["about", "months", "active", "why"]


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnly):
    list_display = ["at", "about", "months", "done"]
    list_filter = ["about"]
