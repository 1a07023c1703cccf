"""Administration: the policy is edited; what was planned, tried and answered is only looked at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from core.admin import ReadOnly
from followups.models import (
    Answer,
    Arm,
    Call,
    CallAttempt,
    CallCapacity,
    CallMove,
    Invitation,
    Loop,
    Plan,
    PlanVersion,
    Policy,
    Questionnaire,
    Trouble,
)


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    list_display = ["transaction_days", "relation_days", "hold_minutes"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one: it is changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(CallCapacity)
class CallCapacityAdmin(ModelAdmin):
    list_display = ["team", "per_day"]
    list_select_related = ["team"]


class Shown(TabularInline):
    """Rows of another that are looked at beside it."""

    can_delete = False
    extra = max_num = 0


class Versions(Shown):
    model = PlanVersion
    fields = readonly_fields = ["number", "means", "created_at", "author"]


@admin.register(Plan)
class PlanAdmin(ReadOnly):
    list_display = ["name", "trigger", "position", "live", "live_since"]
    list_filter = ["trigger"]
    inlines = [Versions]


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReadOnly):
    list_display = ["code", "version", "use", "scope", "published_at"]
    list_filter = ["use", "scope"]


class Attempts(Shown):
    model = CallAttempt
    fields = readonly_fields = ["at", "agent", "outcome", "note"]


class Moves(Shown):
    model = CallMove
    fields = readonly_fields = ["at", "why", "due_before", "due_after"]


class Answers(Shown):
    model = Answer
    fields = readonly_fields = ["question", "value", "text", "answered_at"]


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = ["id", "kind", "customer", "state", "due_at", "outcome", "reason", "finished_at"]
    list_filter = ["kind", "state", "outcome", "reason"]
    list_select_related = ["customer"]
    search_fields = ["=customer__ref", "=delivery__purchase__order_ref"]
    inlines = [Attempts, Answers, Moves]


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
    search_fields = ["=invitation__id", "=call__id"]


@admin.register(Loop)
class LoopAdmin(ReadOnly):
    list_display = ["id", "question", "score", "ticket", "opened_at", "due_at", "closed_at"]
    list_select_related = ["ticket"]


@admin.register(Arm)
class ArmAdmin(ReadOnly):
    list_display = ["id", "stratum", "place", "held_out", "assigned_at"]
    list_filter = ["held_out"]


@admin.register(Trouble)
class TroubleAdmin(ReadOnly):
    list_display = ["id", "kind", "detail", "times", "first_at", "last_at", "settled_at"]
    list_filter = ["kind"]
