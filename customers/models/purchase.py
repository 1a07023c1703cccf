from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.rules import REGISTERED
from customers.states import Channel


class Purchase(models.Model):
    """One order of one customer. Its lines are units; what arrived when is in its deliveries."""

    order_ref = models.CharField(_("order"), max_length=80, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="purchases", verbose_name=_("customer")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.OTHER)
    purchased_at = models.DateTimeField(_("purchased"))
    purchased_on = models.DateField(_("contract date"), help_text=_("Local date of the customer's place."))

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="purchase_channel_known"),
        ]
        indexes = [models.Index(fields=["customer", "-purchased_at"], name="purchase_of_customer")]

    def __str__(self) -> str:
        return self.order_ref

    @property
    def is_elsewhere(self) -> bool:
        """Made in another shop, and written down with us because the customer registered the product."""
        return self.order_ref.startswith(REGISTERED)
