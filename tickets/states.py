"""Words of a case: its states, who may follow whom, whose turn each is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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

# A case that waits for something; one that was set aside (see Aside) is not active whatever its state.
ACTIVE = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_PART)


class Aside(models.TextChoices):
    """Why a case is out of every queue and figure without having been resolved; its state stays as it was."""

    SPAM = "spam", _("Spam")
    MERGED = "merged", _("Merged into another")


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
    COUNTER = "counter", _("In person")
    SURVEY = "survey", _("Survey")
    CALL = "call", _("Follow-up call")


class Wish(models.TextChoices):
    """What the customer would like done."""

    REPAIR = "repair", _("Repair")
    REPLACEMENT = "replacement", _("Replacement")
    PRICE_CUT = "price_cut", _("A lower price")
    REFUND = "refund", _("Refund")
    RETURN = "return", _("To cancel the purchase")
    ANSWER = "answer", _("An answer")
    UNSURE = "unsure", _("Not sure yet")


class Topic(models.TextChoices):
    """What a case is about, as the customer says it."""

    PRODUCT = "product", _("A product that fails")
    DELIVERY = "delivery", _("A delivery or an installation")
    QUESTION = "question", _("A question about use or terms")
    SERVICE = "service", _("How we have treated you")
    WITHDRAWAL = "withdrawal", _("Cancelling a purchase")


class UsedFor(models.TextChoices):
    HOME = "home", _("At home")
    WORK = "work", _("For work")
    BOTH = "both", _("Both")


class ReachBy(models.TextChoices):
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By phone")


class ReachWhen(models.TextChoices):
    """Parts of the customer's own day."""

    MORNING = "morning", _("In the morning")
    AFTERNOON = "afternoon", _("In the afternoon")
    EVENING = "evening", _("In the evening")


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
    SAFETY = "safety", _("Marked as danger")
    KIND = "kind", _("Kind changed")
    TEAM = "team", _("Team changed")
    TAGGED = "tagged", _("Tags changed")
    FIELD = "field", _("Fields changed")
    CAUSE = "cause", _("Cause said")
    CONFIRMED = "confirmed", _("Coverage confirmed")
    ASIDE = "aside", _("Set aside or taken back")
    MERGED = "merged", _("Another case came in")
    UNMERGED = "unmerged", _("Another case went out")
    SPLIT = "split", _("Split")
    PARENT = "parent", _("Main case said")
    RELATED = "related", _("Related")
    CHECK = "check", _("Checklist")
    TIME = "time", _("Time spent")
    TAKEN_BACK = "taken_back", _("Reply taken back")
    LATE = "late", _("Time ran out")
    ESCALATED = "escalated", _("Escalated")
    PROMISE = "promise", _("Promise")
    LEGAL = "legal", _("Legal date said")
    COMPLETION = "completion", _("Asked to complete")
    AUTOMATION = "automation", _("Rule")
    PROPOSAL = "proposal", _("Solution proposed")
    BOOKED = "booked", _("Appointment")
    PARCEL = "parcel", _("Return")
    APPEAL = "appeal", _("A supervisor was asked for")


class RelationKind(models.TextChoices):
    RELATED = "related", _("Related")
    SPLIT = "split", _("Split from it")
    CONTINUES = "continues", _("Goes on from it")


class Due(models.TextChoices):
    """What a clock watches: what has to happen by its moment."""

    FIRST = "first_reply", _("First reply")
    NEXT = "next_reply", _("Next reply")
    RESOLUTION = "resolution", _("Resolution")
    LEGAL = "legal", _("Legal deadline")
    COMPLETION = "completion", _("The customer completes it")
    PROMISE = "promise", _("Promise")


# Whose clocks a company sets itself, by its policies.
OWN_TARGETS = (Due.FIRST, Due.NEXT, Due.RESOLUTION)


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")
    OFF = "off", _("Off")  # the case was set aside, or what it watches is not wanted any more


class DeadlineEvent(models.TextChoices):
    """What the law counts from, and what has to happen."""

    ANSWER = "answer", _("Answer a complaint")
    BILLING = "billing", _("Answer about a bill or an undue charge")
    CONTINUITY = "continuity", _("Answer about a cut of a basic service")
    FORM = "form", _("Answer an official complaint form")
    ALTERNATIVES = "alternatives", _("Name the bodies for disputes")
    ESTIMATE = "estimate", _("Give an estimate")
    CONFORMITY = "conformity", _("Repair or replace")
    REPAIR = "repair", _("Repair")
    REPLACEMENT = "replacement", _("Replace")
    REFUND = "refund", _("Refund")
    CANCELLATION = "cancellation", _("Confirm a cancellation")


# These begin with the complaint itself; the others begin when somebody says that they do.
FROM_THE_COMPLAINT = (DeadlineEvent.ANSWER, DeadlineEvent.ALTERNATIVES)


class TermUnit(models.TextChoices):
    HOURS = "hours", _("hours")
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")


class PromiseKind(models.TextChoices):
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    ANSWER = "answer", _("Answer")
    SEND = "send", _("Send something")
    REFUND = "refund", _("Refund")
    OTHER = "other", _("Something else")


class PromiseState(models.TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    MOVED = "moved", _("Moved with the customer")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Trigger(models.TextChoices):
    """What a rule waits for."""

    OPENED = "opened", _("A case is opened")
    CUSTOMER_WROTE = "customer_wrote", _("The customer writes")
    WE_REPLIED = "we_replied", _("We reply")
    STATE = "state", _("The state changes")
    RESOLVED = "resolved", _("A case is resolved")
    REOPENED = "reopened", _("A case is opened again")
    ASSIGNED = "assigned", _("It comes to somebody")
    TEAM = "team", _("It comes to a team")
    PRIORITY = "priority", _("The priority changes")
    TAGGED = "tagged", _("The tags change")
    COVERAGE = "coverage", _("Coverage is decided")
    SAFETY = "safety", _("It is marked as danger")
    LATE = "late", _("A time runs out")
    PROMISE_BROKEN = "promise_broken", _("A promise is broken")
    TIME = "time", _("Some hours have passed")


class RunOutcome(models.TextChoices):
    """What came of a rule that fitted a case."""

    ACTED = "acted", pgettext_lazy("deed", "Done")
    NOTHING = "nothing", _("Nothing to change")
    REFUSED = "refused", _("Not possible")
    LOOP = "loop", _("Stopped: it would go round in a circle")


class NoticeKind(models.TextChoices):
    """Why somebody of the house is told."""

    WARNING = "warning", _("Time is running out")
    LATE = "late", _("Time ran out")
    PROMISE = "promise", _("Promise")
    ASSIGNED = "assigned", _("A case for you")
    COMPLETION = "completion", _("The customer has not completed it")
    RULE = "rule", _("Told by a rule")
    RULE_STOPPED = "rule_stopped", _("A rule was stopped")
    ANSWERED = "answered", _("A proposal was answered")
    APPEAL = "appeal", _("A supervisor was asked for")
    LOOP = "loop", _("An unhappy customer waits too long")


class FieldType(models.TextChoices):
    """What a field of one's own holds."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of a list")
    YES_NO = "yes_no", _("Yes or no")


class ItemState(models.TextChoices):
    """How far one case of a deed on many has come."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", pgettext_lazy("deed", "Done")
    REFUSED = "refused", _("Refused")
