"""Words of a case: its states, who may follow whom, whose turn each is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for the customer")
    WAITING_PART = "waiting_part", _("Waiting for a part")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


TRANSITIONS: dict[str, frozenset[str]] = {
    Status.NEW: frozenset({Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_PART, Status.RESOLVED}),
    Status.OPEN: frozenset({Status.WAITING_CUSTOMER, Status.WAITING_PART, Status.RESOLVED}),
    Status.WAITING_CUSTOMER: frozenset({Status.OPEN, Status.WAITING_PART, Status.RESOLVED}),
    Status.WAITING_PART: frozenset({Status.OPEN, Status.WAITING_CUSTOMER, Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN}),
}

ACTIVE = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_PART)


class Turn(models.TextChoices):
    US = "us", _("Our turn")
    CUSTOMER = "customer", _("The customer's turn")
    PART = "part", _("Waiting for a part")
    NOBODY = "nobody", _("Nobody's turn")


WHOSE_TURN: dict[str, Turn] = {
    Status.NEW: Turn.US,
    Status.OPEN: Turn.US,
    Status.WAITING_CUSTOMER: Turn.CUSTOMER,
    Status.WAITING_PART: Turn.PART,
    Status.RESOLVED: Turn.NOBODY,
    Status.CLOSED: Turn.NOBODY,
}


class Kind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    TECHNICAL = "technical", _("Technical case")
    QUESTION = "question", _("Question")


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    SURVEY = "survey", _("Survey")
    CALL = "call", _("Follow-up call")


class Wish(models.TextChoices):
    """What the customer would like done."""

    REPAIR = "repair", _("Repair")
    REPLACEMENT = "replacement", _("Replacement")
    REFUND = "refund", _("Refund")
    ANSWER = "answer", _("An answer")
    UNSURE = "unsure", _("Not sure yet")


class Resolution(models.TextChoices):
    REPAIRED = "repaired", _("Repaired")
    REPLACED = "replaced", _("Replaced")
    REFUNDED = "refunded", _("Refunded")
    PRICE_REDUCED = "price_reduced", _("Price reduced")
    COMPLETED = "completed", _("Delivery or installation completed")
    EXPLAINED = "explained", _("Explained or answered")
    NO_FAULT = "no_fault", _("No fault found")
    DECLINED = "declined", _("Declined, with reasons")


class MessageKind(models.TextChoices):
    CUSTOMER = "customer", _("From the customer")
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")
    PHONE = "phone", _("Phone note")


PUBLIC_MESSAGES = (MessageKind.CUSTOMER, MessageKind.REPLY)


class EventKind(models.TextChoices):
    OPENED = "opened", _("Opened")
    STATUS = "status", _("State changed")
    MESSAGE = "message", _("Message")
    ASSIGNED = "assigned", _("Assigned")
    PRIORITY = "priority", _("Priority changed")
    COVERAGE = "coverage", _("Coverage decided")
    UNIT = "unit", _("Product said")
