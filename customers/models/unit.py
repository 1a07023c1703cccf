from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from customers.states import Condition


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> UnitQuerySet:
        """Staff see all; a customer sees what was bought with the e-mail that they proved to read."""
        if actor.is_staff:
            return self
        return self.filter(purchase__customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def locked(self) -> UnitQuerySet:
        """Held until the end of the transaction, with what its guarantees and its days are counted by."""
        rows = self.select_for_update(of=("self",))
        return rows.select_related("product", "delivery", "purchase__customer")


class Unit(models.Model):
    """One sold piece: a line of an order. Guarantees and cases belong to it."""

    purchase = models.ForeignKey("customers.Purchase", models.CASCADE, related_name="units", verbose_name=_("purchase"))
    line = models.CharField(_("line"), max_length=40)
    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="units", verbose_name=_("product"))
    delivery = models.ForeignKey("customers.Delivery", models.PROTECT, related_name="units", verbose_name=_("delivery"))
    serial = models.CharField(_("serial number"), max_length=120, blank=True)
    lot = models.CharField(_("lot"), max_length=80, blank=True)
    condition = models.CharField(_("condition"), max_length=24, choices=Condition, default=Condition.NEW)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    used_term_months = models.PositiveSmallIntegerField(
        _("months agreed for used goods"),
        null=True,
        blank=True,
        help_text=_("The guarantee term agreed in writing for a used product. Empty when none was."),
    )
    digital_supply_months = models.PositiveSmallIntegerField(
        _("months of digital supply"),
        null=True,
        blank=True,
        help_text=_("How long the digital service is supplied. Empty when it is supplied once."),
    )
    changed_hands_on = models.DateField(
        _("changed hands"), null=True, blank=True, help_text=_("When it was given or sold on to somebody else.")
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["purchase", "line"], name="unit_once_per_line"),
            models.CheckConstraint(condition=Q(condition__in=Condition.values), name="unit_condition_known"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="unit_price_not_negative"),
            models.CheckConstraint(condition=Q(price=None) | ~Q(currency=""), name="unit_price_has_currency"),
        ]
        indexes = [
            models.Index(
                fields=["serial"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(serial=""),
                name="unit_by_serial",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purchase_id}/{self.line}"
