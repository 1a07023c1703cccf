from tickets.models.attachment import Attachment
from tickets.models.coverage_decision import CoverageDecision
from tickets.models.event import TicketEvent
from tickets.models.message import Message
from tickets.models.ticket import Ticket

__all__ = ["Attachment", "CoverageDecision", "Message", "Ticket", "TicketEvent"]
