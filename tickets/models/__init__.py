from tickets.models.appointment import Appointment, Parcel, SlotOffer
from tickets.models.attachment import Attachment
from tickets.models.automation import Automation, AutomationCue, AutomationRun
from tickets.models.bulk import BulkItem, BulkJob
from tickets.models.clock import Clock
from tickets.models.coverage_decision import CoverageDecision
from tickets.models.deadline import Alternatives, CompletionRequest, DeadlineRule, LegalStart, Point
from tickets.models.draft import Draft, DraftFile
from tickets.models.event import TicketEvent
from tickets.models.filing import Filing, FilingFile, Statement
from tickets.models.kind_rules import KindRules, OwnField
from tickets.models.macro import Macro
from tickets.models.mention import Mention
from tickets.models.message import Message
from tickets.models.notice import Notice
from tickets.models.promise import Promise
from tickets.models.proposal import Proposal
from tickets.models.relation import Relation
from tickets.models.saved_view import SavedView
from tickets.models.search_text import SearchText
from tickets.models.seen import Seen
from tickets.models.sla import ClockReview, EscalationStep, SlaPolicy
from tickets.models.tag import Tag, TicketTag
from tickets.models.ticket import Ticket
from tickets.models.work import CheckItem, TimeEntry

__all__ = [
    "Alternatives",
    "Appointment",
    "Attachment",
    "Automation",
    "AutomationCue",
    "AutomationRun",
    "BulkItem",
    "BulkJob",
    "CheckItem",
    "Clock",
    "ClockReview",
    "CompletionRequest",
    "CoverageDecision",
    "DeadlineRule",
    "Draft",
    "DraftFile",
    "EscalationStep",
    "Filing",
    "FilingFile",
    "KindRules",
    "LegalStart",
    "Macro",
    "Mention",
    "Message",
    "Notice",
    "OwnField",
    "Parcel",
    "Point",
    "Promise",
    "Proposal",
    "Relation",
    "SavedView",
    "SearchText",
    "Seen",
    "SlaPolicy",
    "SlotOffer",
    "Statement",
    "Tag",
    "Ticket",
    "TicketEvent",
    "TicketTag",
    "TimeEntry",
]
