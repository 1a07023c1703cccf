"""Words of what is done about a fault: what somebody comes or goes for, how a return travels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitKind(models.TextChoices):
    """What the hour is for."""

    VISIT = "visit", _("A technician comes")
    COLLECTION = "collection", _("We collect it")
    DROP_OFF = "drop_off", _("You bring it")


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("Booked")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")
    MISSED = "missed", _("Missed")


class BookedThen(models.TextChoices):
    """What becomes of a booked visit when its case is resolved."""

    CANCEL = "cancel", _("It is cancelled: a letter says so")
    KEEP = "keep", _("It takes place all the same")
    DONE = "done", _("It took place")


class ParcelState(models.TextChoices):
    LABELLED = "labelled", _("Label made")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


class ProposalState(models.TextChoices):
    OPEN = "open", _("Waiting for the customer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
