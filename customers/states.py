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


class ConsentTo(models.TextChoices):
    """What a customer may want or not want."""

    SURVEYS = "surveys", _("Surveys")
    CALLS = "calls", _("Calls")


class Standing(models.TextChoices):
    """Why nobody asks or calls somebody of our own accord. Each is a column of the customer."""

    MINOR = "minor", _("Is under age")
    DECEASED = "deceased", _("Has died")
    IN_DISPUTE = "in_dispute", _("Is in a legal dispute with us")


class RegistrationState(models.TextChoices):
    WAITING = "waiting", _("Being checked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn by the customer")
