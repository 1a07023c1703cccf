"""Administration: the plan is edited; what was planned, tried and answered is only looked at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from core.admin import ReadOnly
from followups.models import Answer, Call, CallAttempt, Invitation, Plan


@admin.register(Plan)
class PlanAdmin(ModelAdmin):
    list_display = ["active", "call_after_days", "call_attempts", "survey_after_days", "quarantine_days"]
    list_display_links = ["active", "call_after_days"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One plan is in force, and there is one: it is changed, and switched off."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class Attempts(TabularInline):
    model = CallAttempt
    fields = readonly_fields = ["at", "agent", "outcome", "note"]
    can_delete = False
    extra = max_num = 0


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = ["id", "customer", "state", "due_at", "outcome", "reason", "finished_at"]
    list_filter = ["state", "outcome", "reason"]
    list_select_related = ["customer"]
    search_fields = ["=customer__ref", "=delivery__purchase__order_ref"]
    inlines = [Attempts]


class Answers(TabularInline):
    model = Answer
    fields = readonly_fields = ["question", "value", "text", "answered_at"]
    can_delete = False
    extra = max_num = 0


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ["id", "kind", "customer", "state", "due_at", "sent_at", "answered_at", "reason", "source"]
    list_filter = ["kind", "state", "reason", "source"]
    list_select_related = ["customer"]
    search_fields = ["=customer__ref", "=purchase__order_ref", "=ticket__reference"]
    inlines = [Answers]


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    list_display = ["id", "question", "value", "answered_at"]
    search_fields = ["=invitation__id"]
