"""Words of the ground: roles, how teams share work, states of an outgoing message and of an import."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


class Role(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    MANAGER = "manager", _("Manager")


class HandingOut(models.TextChoices):
    """How the cases of a team come to its people."""

    BY_HAND = "by_hand", _("People take them")
    IN_TURN = "in_turn", _("In turn")
    BY_LOAD = "by_load", _("To who has fewest")


class Outgoing(models.TextChoices):
    QUEUED = "queued", _("Queued")
    IN_FLIGHT = "in_flight", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class Medium(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class ImportKind(models.TextChoices):
    PURCHASES = "purchases", _("Purchases and deliveries")
    ANSWERS = "answers", _("Survey answers")


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("To be confirmed")
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Interrupted")


class FileState(models.TextChoices):
    """A photo is drawn anew before anybody sees it; of what arrives in a rush that is done a moment later."""

    RAW = "raw", _("Being prepared")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Could not be opened")
