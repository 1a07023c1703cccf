"""Words of the roll-ups. Nobody reads them but programs."""

from django.db import models


class Cut(models.IntegerChoices):
    """How finely a roll-up is cut. What is about two product lines stands in both: lines do not add up."""

    WHOLE = 1
    PLACES = 2
    LINES = 3


class Source(models.TextChoices):
    """Of what a row changed."""

    TICKET = "ticket"
    MESSAGE = "message"
    PROMISE = "promise"
    CLOCK = "clock"
    TIME = "time"
    DELIVERY = "delivery"
    UNIT = "unit"
    PRODUCT = "product"
    PURCHASE = "purchase"
    CUSTOMER = "customer"
    INVITATION = "invitation"
    ANSWER = "answer"
    CALL = "call"
    ATTEMPT = "attempt"
    LOOP = "loop"
    CUSTODY = "custody"
