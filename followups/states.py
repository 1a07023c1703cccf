"""Words of follow-up calls and surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trigger(models.TextChoices):
    """The fact from which a plan counts."""

    DELIVERED = "delivered", _("Something was delivered")
    INSTALLED = "installed", _("Something was installed")
    RESOLVED = "resolved", _("A case was resolved")
    GUARANTEE = "guarantee", _("A guarantee is about to end")
    MAINTENANCE = "maintenance", _("Maintenance is due")


class Means(models.TextChoices):
    """How a plan reaches people. «Else»: the second, when the first reached nobody."""

    CALL = "call", _("A call")
    SURVEY = "survey", _("A survey")
    BOTH = "both", _("A call and a survey")
    CALL_ELSE_SURVEY = "call_survey", _("A call, else a survey")
    SURVEY_ELSE_CALL = "survey_call", _("A survey, else a call")


BY_CALL = (Means.CALL, Means.BOTH, Means.CALL_ELSE_SURVEY)
BY_SURVEY = (Means.SURVEY, Means.BOTH, Means.SURVEY_ELSE_CALL)


class DelayUnit(models.TextChoices):
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKING_DAYS = "working", _("working days")


class Medium(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    EMAIL_ELSE_SMS = "email_sms", _("E-mail, or a text message to who has none")


class LoopBy(models.TextChoices):
    """What an unhappy answer becomes."""

    CASE = "case", _("A case")
    CALL = "call", _("A call")


class CallKind(models.TextChoices):
    """What a call is about."""

    DELIVERY = "delivery", _("After delivery")
    RESOLUTION = "resolution", _("After a case")
    GUARANTEE = "guarantee", _("Before a guarantee ends")
    MAINTENANCE = "maintenance", _("Maintenance")
    LOOP = "loop", _("After an unhappy answer")


class CallState(models.TextChoices):
    PLANNED = "planned", _("To be made")
    DONE = "done", _("Made")
    NO_CONTACT = "no_contact", _("Not reached")
    SUPPRESSED = "suppressed", _("Not to be made")


class Rank(models.IntegerChoices):
    """Which of the calls that are due comes first."""

    AGREED = 0, _("Agreed hour")
    LOOP = 1, _("Unhappy answer")
    LATE = 2, _("Late delivery")
    USUAL = 3, _("Usual")


class Outcome(models.TextChoices):
    """What came of an attempt."""

    CONTENT = "content", _("Reached: content")
    UNHAPPY = "unhappy", _("Reached: not content")
    PARTIAL = "partial", _("Reached: hung up before the end")
    CALL_BACK = "call_back", _("Asked to be called later")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    VOICEMAIL = "voicemail", _("Voicemail, no message left")
    VOICEMAIL_LEFT = "voicemail_left", _("Voicemail, message left")
    THIRD_PARTY = "third_party", _("Somebody else answered")
    DECLINED = "declined", _("No time for it today")
    REFUSED = "refused", _("Does not want to be called")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    DISCONNECTED = "disconnected", _("Number not in service")
    LANGUAGE = "language", _("We do not speak their language")
    CONTACTED_US = "contacted_us", _("Had already contacted us")
    CANCELLED = "cancelled", _("The order was cancelled")
    DECEASED = "deceased", _("Has died")


TRY_AGAIN = (
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.VOICEMAIL,
    Outcome.VOICEMAIL_LEFT,
    Outcome.THIRD_PARTY,
    Outcome.DECLINED,
)
UNREACHABLE = (Outcome.WRONG_NUMBER, Outcome.DISCONNECTED, Outcome.LANGUAGE)
# What a corrected phone mends.
BAD_NUMBER = (Outcome.WRONG_NUMBER, Outcome.DISCONNECTED)


class MoveReason(models.TextChoices):
    """Why a call is due at another moment than before."""

    AGREED = "agreed", _("The customer asked for that hour")
    MISSED = "missed", _("Not reached")
    QUIET = "quiet", _("The customer wants quiet at that hour")
    DAY_LIMIT = "day_limit", _("The law of their country allows no more calls on that day")
    OPEN_CASE = "open_case", _("Has an open case")
    CAPACITY = "capacity", _("More calls than the team can make that day")
    LATER = "later", _("The delivery was completed later")


class SurveyKind(models.TextChoices):
    """What a survey is about."""

    DELIVERY = "delivery", _("After delivery")
    RESOLUTION = "resolution", _("After a case")
    GUARANTEE = "guarantee", _("Before a guarantee ends")
    MAINTENANCE = "maintenance", _("Maintenance")


class Source(models.TextChoices):
    PLANNED = "planned", _("Asked by Postventa")
    IMPORTED = "imported", _("Brought from an earlier system")


class InvitationState(models.TextChoices):
    PLANNED = "planned", _("To be sent")
    STUCK = "stuck", _("Could not be sent")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Answered")
    SUPPRESSED = "suppressed", _("Not to be sent")


class Reason(models.TextChoices):
    """Why somebody was not asked or not called."""

    OPTED_OUT = "opted_out", _("Does not want to be asked")
    NO_ADDRESS = "no_address", _("No e-mail or phone")
    OPEN_CASE = "open_case", _("Has an open case")
    ASKED_RECENTLY = "asked_recently", _("Was asked recently")
    TOO_LATE = "too_late", _("Too late to ask")
    NOT_DELIVERED = "not_delivered", _("No longer delivered")
    REOPENED = "reopened", _("The case was opened again")
    SAFETY = "safety", _("The case was about safety")
    ERASED = "erased", _("Asked to be forgotten")
    MINOR = "minor", _("Is under age")
    DECEASED = "deceased", _("Has died")
    DISPUTE = "dispute", _("Is in a legal dispute with us")
    HELD_OUT = "held_out", _("In the group that is not called")
    SAMPLED_OUT = "sampled_out", _("Not in the sample")
    CAPACITY = "capacity", _("More calls than the team can make")
    CONTACTED_US = "contacted_us", _("Had already contacted us")
    CANCELLED = "cancelled", _("The order was cancelled")
    CALLED = "called", _("Was reached by telephone")
    NO_HOUR = "no_hour", _("No hour at which they may be called")


class Scope(models.TextChoices):
    """Whether a questionnaire is about one thing that happened or about us: each has its time of quiet."""

    TRANSACTION = "transaction", _("About what happened")
    RELATION = "relation", _("About the company")


class QuestionnaireUse(models.TextChoices):
    SURVEY = "survey", _("Survey")
    CALL = "call", _("Call")


class TroubleKind(models.TextChoices):
    """What a person has to look at, because the program cannot go on with it."""

    NO_ZONE = "no_zone", _("The customer's time zone is not known")
    BAD_PHONE = "bad_phone", _("The phone is no number that can be dialled")
    FUTURE = "future", _("The delivery is in the future")
    BEFORE_PURCHASE = "before_sale", _("The delivery is before the purchase")
    NO_WINDOW = "no_window", _("The plan leaves no hour to call")
    NOT_PLANNED = "not_planned", _("Could not be planned")
    NOT_SENT = "not_sent", _("The survey could not be made")
    NOT_CLOSED = "not_closed", _("The answers could not be closed")
