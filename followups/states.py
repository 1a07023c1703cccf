"""Words of follow-up calls and surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallState(models.TextChoices):
    PLANNED = "planned", _("To be made")
    DONE = "done", _("Made")
    NO_CONTACT = "no_contact", _("Not reached")
    SUPPRESSED = "suppressed", _("Not to be made")


class Outcome(models.TextChoices):
    """What came of an attempt."""

    CONTENT = "content", _("Reached: content")
    UNHAPPY = "unhappy", _("Reached: not content")
    CALL_BACK = "call_back", _("Asked to be called later")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    VOICEMAIL = "voicemail", _("Voicemail")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    REFUSED = "refused", _("Does not want to be called")


TRY_AGAIN = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.VOICEMAIL)


class SurveyKind(models.TextChoices):
    DELIVERY = "delivery", _("After delivery")
    RESOLUTION = "resolution", _("After a case")


class Source(models.TextChoices):
    PLANNED = "planned", _("Asked by Postventa")
    IMPORTED = "imported", _("Brought from an earlier system")


class InvitationState(models.TextChoices):
    PLANNED = "planned", _("To be sent")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Answered")
    SUPPRESSED = "suppressed", _("Not to be sent")


class Reason(models.TextChoices):
    """Why somebody was not asked."""

    OPTED_OUT = "opted_out", _("Does not want to be asked")
    NO_ADDRESS = "no_address", _("No e-mail or phone")
    OPEN_CASE = "open_case", _("Has an open case")
    ASKED_RECENTLY = "asked_recently", _("Was asked recently")
    TOO_LATE = "too_late", _("Too late to ask")
    NOT_DELIVERED = "not_delivered", _("No longer delivered")
    REOPENED = "reopened", _("The case was opened again")
    SAFETY = "safety", _("The case was about safety")
