"""Words of the ground: roles, states of an outgoing message and of an import."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LANGUAGE_CODES = [code for code, _name in settings.LANGUAGES]


class Role(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    MANAGER = "manager", _("Manager")


class Outgoing(models.TextChoices):
    QUEUED = "queued", _("Queued")
    IN_FLIGHT = "in_flight", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")


class ImportKind(models.TextChoices):
    PURCHASES = "purchases", _("Purchases and deliveries")
    ANSWERS = "answers", _("Survey answers")


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("To be confirmed")
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Interrupted")
