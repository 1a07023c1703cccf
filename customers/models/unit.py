from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from customers.states import Condition

if TYPE_CHECKING:
    from customers.models.customer import Customer


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> UnitQuerySet:
        """Staff see all; a customer what they hold by the e-mail that they proved to read.

        That is what they bought and did not give away, and what came to them.
        """
        if actor.is_staff:
            return self
        return self.held_by(actor.email) if actor.is_customer and actor.email else self.none()

    def held_by(self, email: str) -> UnitQuerySet:
        """What whoever reads this e-mail holds now. Two ways to it, each along an index."""
        kept = Unit.objects.filter(holder=None, changed_hands_on=None, purchase__customer__email=email)
        came = Unit.objects.filter(holder__email=email)
        return self.filter(pk__in=kept.order_by().values("pk").union(came.order_by().values("pk"), all=True))

    def of_customers(self, customers: Iterable[Customer | int]) -> UnitQuerySet:
        """What they hold and what they once bought, wherever it is now: for us, who are asked about both."""
        customers = list(customers)
        bought = Unit.objects.filter(purchase__customer__in=customers).order_by().values("pk")
        came = Unit.objects.filter(holder__in=customers).order_by().values("pk")
        return self.filter(pk__in=bought.union(came))

    def locked(self) -> UnitQuerySet:
        """Held until the end of the transaction, with what its guarantees and its days are counted by."""
        rows = self.select_for_update(of=("self",))
        return rows.select_related("product", "delivery", "purchase__customer", "holder")


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
    # Whose it is since it changed hands; empty while it is with who bought it.
    holder = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="held", null=True, blank=True, db_index=False,
        verbose_name=_("holder"),
    )  # fmt: skip
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
            models.CheckConstraint(
                condition=Q(holder=None) | Q(changed_hands_on__isnull=False), name="unit_held_since"
            ),
            models.CheckConstraint(condition=Q(price=None) | ~Q(currency=""), name="unit_price_has_currency"),
        ]
        indexes = [
            models.Index(
                fields=["serial"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(serial=""),
                name="unit_by_serial",
            ),
            models.Index(fields=["holder"], condition=Q(holder__isnull=False), name="unit_of_holder"),
            # Few have terms of their own; of the rest, when a guarantee ends follows from the delivery.
            models.Index(
                fields=["delivery"],
                condition=Q(used_term_months__isnull=False) | Q(digital_supply_months__isnull=False),
                name="unit_of_own_terms",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purchase_id}/{self.line}"

    @property
    def keeper(self) -> Customer:
        """Whose it is: of whoever got it, else of who bought it. A case about it belongs to them."""
        return self.holder or self.purchase.customer

    @property
    def order_told(self) -> str:
        """The number of its order for whoever has it now. See `order_for`."""
        return "" if self.is_released else self.order_for(self.keeper)

    def order_for(self, reader: Customer) -> str:
        """The number of its order, for who bought it; "" for anybody else, and for what was bought in another shop.

        With the buyer's e-mail it opens the order to a guest: whoever got the product later is never told it.
        """
        buyer = self.purchase.customer
        is_buyer = reader.pk == buyer.pk or reader.email == buyer.email != ""
        return self.purchase.order_ref if is_buyer and not self.purchase.is_elsewhere else ""

    @property
    def is_released(self) -> bool:
        """It was given or sold on, and nobody has said yet that it is theirs."""
        return self.holder_id is None and self.changed_hands_on is not None
