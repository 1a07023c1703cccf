"""Cases are worked at the desk. Here they are only looked at: their ledger would not know of a change made here.

What cases need (fields, rules, tags) is configured here; macros and views are kept at the desk.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from core.admin import Noted, ReadOnly
from tickets.actions.policies import ask_review
from tickets.models import (
    Alternatives,
    Appointment,
    Attachment,
    Automation,
    AutomationCue,
    AutomationRun,
    BulkJob,
    Clock,
    ClockReview,
    CompletionRequest,
    CoverageDecision,
    DeadlineRule,
    EscalationStep,
    KindRules,
    LegalStart,
    Macro,
    Message,
    Notice,
    OwnField,
    Parcel,
    Point,
    Promise,
    Proposal,
    SavedView,
    SlaPolicy,
    SlotOffer,
    Tag,
    Ticket,
    TicketEvent,
)
from tickets.states import Kind


@admin.register(Ticket)
class TicketAdmin(ReadOnly):
    list_display = ["reference", "subject", "status", "priority", "assignee", "created_at"]
    list_filter = ["status", "kind", "channel", "safety"]
    list_select_related = ["assignee"]
    search_fields = ["=reference"]
    ordering = ["-id"]


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["id", "ticket", "kind", "author", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["ticket", "author"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly):
    list_display = ["id", "file", "message"]
    list_select_related = ["file", "message"]
    search_fields = ["=message__ticket__reference"]
    ordering = ["-id"]


@admin.register(TicketEvent)
class TicketEventAdmin(ReadOnly):
    list_display = ["id", "ticket", "kind", "from_status", "to_status", "actor_kind", "actor", "at"]
    list_filter = ["kind"]
    list_select_related = ["ticket", "actor"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(CoverageDecision)
class CoverageDecisionAdmin(ReadOnly):
    list_display = ["id", "ticket", "verdict", "actor_kind", "actor", "at"]
    list_filter = ["verdict"]
    list_select_related = ["ticket", "actor"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


class Lines(forms.CharField):
    """A list, an entry a line."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip()))

    def validate(self, value: Any) -> None:
        longest = max(map(len, value), default=0)
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if longest > self.longest:
            raise forms.ValidationError(_("A line has at most %(limit)s characters."), params={"limit": self.longest})

    def run_validators(self, value: Any) -> None:
        """Those of a text are not for a list."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(help_text=_("One on each line."), **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class WithLists(Noted):
    """Columns that are lists: boxes to tick for words that we have, a line each for those that people write."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        label = capfirst(db_field.verbose_name)
        if db_field.name == "kinds":
            boxes = UnfoldAdminCheckboxSelectMultipleWidget
            help_text = db_field.help_text
            return forms.MultipleChoiceField(
                choices=Kind.choices, widget=boxes, label=label, help_text=help_text, required=False
            )
        if db_field.name in ("checklist", "choices"):
            longest = db_field.base_field.max_length  # type: ignore[attr-defined]
            return Lines(label=label, required=False, longest=longest)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(KindRules)
class KindRulesAdmin(WithLists):
    list_display = ["kind", "needs_cause", "needs_coverage", "needs_checklist", "reopen_days"]
    noted = ("kind", "needs_cause", "needs_coverage", "needs_checklist", "checklist", "reopen_days")


@admin.register(OwnField)
class OwnFieldAdmin(WithLists):
    """A field is switched off, not deleted: cases keep its values."""

    list_display = ["label", "key", "type", "required", "active", "position"]
    list_filter = ["active", "type"]
    noted = ("key", "label", "type", "choices", "kinds", "required", "active", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: OwnField | None = None) -> list[str]:
        return ["key"] if obj else []  # the values of cases are found by it

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Tag)
class TagAdmin(Noted):
    list_display = ["name"]
    search_fields = ["name"]
    noted = ("name",)


@admin.register(Macro)
class MacroAdmin(ReadOnly):
    """They are written at the desk, where what they do is chosen in words."""

    list_display = ["name", "team", "kind", "language", "active", "position"]
    list_filter = ["active", "kind", "team"]
    list_select_related = ["team"]
    search_fields = ["name"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnly):
    list_display = ["name", "owner", "team", "position"]
    list_select_related = ["owner", "team"]
    search_fields = ["name"]


@admin.register(BulkJob)
class BulkJobAdmin(ReadOnly):
    """What it said to customers is in their cases."""

    list_display = ["id", "owner", "created_at", "finished_at"]
    list_select_related = ["owner"]
    exclude = ["deeds"]
    ordering = ["-id"]


class Counted(WithLists):
    """Rows by which clocks are counted: a change has the open cases counted again. They are made at the desk."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        ask_review(now=timezone.now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """They are switched off: cases and ledgers keep pointing at them."""
        return False


@admin.register(SlaPolicy)
class SlaPolicyAdmin(Counted):
    list_display = ["name", "position", "calendar", "first_reply", "next_reply", "resolution", "active"]
    list_select_related = ["calendar"]
    raw_id_fields = ["customers"]
    noted = (
        "name", "position", "calendar", "kinds", "priorities", "customer_kind",
        "first_reply", "next_reply", "resolution", "active",
    )  # fmt: skip


@admin.register(EscalationStep)
class EscalationStepAdmin(Counted):
    """What it does is chosen at the desk, in words."""

    list_display = ["id", "name", "policy", "due", "percent", "minutes", "active"]
    list_filter = ["active", "due"]
    list_select_related = ["policy"]
    readonly_fields = ["policy", "due", "deeds"]
    noted = ("name", "percent", "minutes", "active")


@admin.register(Clock)
class ClockAdmin(ReadOnly):
    list_display = ["id", "ticket", "due", "anchor", "state", "due_at", "ended_at", "late_at", "wakes_at"]
    list_filter = ["state", "due"]
    list_select_related = ["ticket"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(ClockReview)
class ClockReviewAdmin(ReadOnly):
    list_display = ["id", "asked_at", "upto", "finished_at"]
    ordering = ["-id"]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(ReadOnly):
    """What binds the company is said at the desk, with its reason."""

    list_display = ["code", "jurisdiction", "event", "amount", "unit", "applies", "confirmed"]
    list_filter = ["event", "applies", "confirmed"]
    search_fields = ["code", "=jurisdiction"]


@admin.register(Alternatives)
class AlternativesAdmin(ReadOnly):
    list_display = ["jurisdiction"]


@admin.register(LegalStart)
class LegalStartAdmin(ReadOnly):
    list_display = ["id", "ticket", "event", "at", "said_by", "done_at", "withdrawn_at"]
    list_select_related = ["ticket", "said_by"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(CompletionRequest)
class CompletionRequestAdmin(ReadOnly):
    list_display = ["id", "ticket", "asked_at", "due_at", "completed_at", "withdrawn_at"]
    list_select_related = ["ticket"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(Point)
class PointAdmin(ReadOnly):
    list_display = ["id", "ticket"]
    list_select_related = ["ticket"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(Promise)
class PromiseAdmin(ReadOnly):
    list_display = ["id", "ticket", "kind", "owner", "due_at", "state", "settled_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["ticket", "owner"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    list_display = ["id", "ticket", "resolution", "state", "proposed_by", "proposed_at", "answered_at"]
    list_filter = ["state", "resolution"]
    list_select_related = ["ticket", "proposed_by"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(SlotOffer)
class SlotOfferAdmin(ReadOnly):
    """Hours are offered to a customer, and withdrawn, in the case."""

    list_display = ["id", "ticket", "kind", "centre", "until", "offered_by", "offered_at", "closed_at"]
    list_filter = ["kind"]
    list_select_related = ["ticket", "centre", "offered_by"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly):
    """A visit is booked, moved and ended in its case: its promise and its customer would not know of a change here."""

    list_display = ["id", "ticket", "kind", "starts_at", "ends_at", "state", "booked_by_kind", "booked_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["ticket", "booked_by"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(Parcel)
class ParcelAdmin(ReadOnly):
    list_display = ["number", "ticket", "state", "centre", "made_by", "made_at", "sent_on", "received_at"]
    list_filter = ["state"]
    list_select_related = ["ticket", "centre", "made_by"]
    search_fields = ["=number", "=ticket__reference"]
    ordering = ["-id"]


@admin.register(Automation)
class AutomationAdmin(ReadOnly):
    """They are built at the desk, where one sees first which cases they would meet."""

    list_display = ["name", "position", "active", "version", "author", "changed_at", "stopped_at"]
    list_filter = ["active"]
    list_select_related = ["author"]
    search_fields = ["name"]


@admin.register(AutomationRun)
class AutomationRunAdmin(ReadOnly):
    list_display = ["id", "automation", "ticket", "occasion", "outcome", "code", "at"]
    list_filter = ["outcome"]
    list_select_related = ["automation", "ticket"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]


@admin.register(AutomationCue)
class AutomationCueAdmin(ReadOnly):
    list_display = ["event_id", "at"]
    ordering = ["pk"]


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["id", "user", "kind", "ticket", "at", "read_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "ticket"]
    search_fields = ["=ticket__reference"]
    ordering = ["-id"]
