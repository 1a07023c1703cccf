"""Words of customers and what they bought."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class Channel(models.TextChoices):
    STORE = "store", _("Shop")
    ONLINE = "online", _("Online")
    PHONE = "phone", _("Phone")
    OTHER = "other", _("Other")


class Condition(models.TextChoices):
    NEW = "new", _("New")
    USED = "used", _("Used")
    REFURBISHED = "refurbished", _("Refurbished")
    DIGITAL_CONTENT = "digital_content", _("Digital content")
    DIGITAL_ELEMENT = "digital_element", _("Product with a digital service")
    USED_WAIVED = "used_waived_in_writing", _("Used, sold without guarantee in writing")
