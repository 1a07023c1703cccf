"""Cases are worked at the desk. Here they are only looked at: their ledger would not know of a change made here."""

from django.contrib import admin

from core.admin import ReadOnly
from tickets.models import Attachment, CoverageDecision, Message, Ticket, TicketEvent


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
