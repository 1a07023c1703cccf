from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from customers.models import Customer, Unit
from warranties.facts import Stay
from warranties.states import Outcome


class CustodyQuerySet(models.QuerySet["Custody"]):
    def visible_to(self, actor: Actor) -> CustodyQuerySet:
        """Staff see all; a customer sees those of what they hold by the e-mail that they proved to read.

        Of what came to them only those since then: what somebody told us before is theirs.
        """
        if actor.is_staff:
            return self
        since = Q(unit__changed_hands_on=None) | Q(handed_in_on__gte=F("unit__changed_hands_on"))
        mine = self.filter(since, unit__in=Unit.objects.visible_to(actor).values("pk"))
        return mine if actor.is_customer and actor.email else self.none()

    def with_receipt_rows(self) -> CustodyQuerySet:
        """With the rows that a receipt names, in the same query."""
        sale = ("unit__product", "unit__delivery", "unit__purchase__customer", "unit__holder")
        return self.select_related("received_by", "returned_by", *sale)


class Custody(models.Model):
    """A unit in our hands, from hand-in to return. It is what suspends the terms of the law, so its days matter."""

    unit = models.ForeignKey("customers.Unit", models.PROTECT, related_name="stays", verbose_name=_("unit"))
    handed_in_at = models.DateTimeField(_("handed in"))
    handed_in_on = models.DateField(_("hand-in date"), help_text=_("Local date of the customer's place."))
    fault = models.TextField(_("fault"), help_text=_("What the customer says."))
    accessories = models.TextField(_("accessories"), blank=True, help_text=_("What came with it."))
    paid = models.BooleanField(_("paid by the customer"), default=False)
    received_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("received by")
    )
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    returned_on = models.DateField(
        _("return date"), null=True, blank=True, help_text=_("Local date of the customer's place.")
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    work = models.TextField(_("work done"), blank=True)
    replacement_serial = models.CharField(_("serial number of the replacement"), max_length=120, blank=True)
    returned_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("returned by")
    )

    objects = CustodyQuerySet.as_manager()

    class Meta:
        ordering = ["handed_in_on", "handed_in_at", "id"]
        verbose_name = _("stay in our hands")
        verbose_name_plural = _("stays in our hands")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="custody_outcome_known"),
            models.CheckConstraint(
                condition=Q(
                    returned_at=None, returned_on=None, outcome="", work="", replacement_serial="", returned_by=None
                )
                | (Q(returned_at__isnull=False, returned_on__isnull=False) & ~Q(outcome="")),
                name="custody_returned_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("handed_in_on")),
                name="custody_returned_after_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(replacement_serial="") | Q(outcome=Outcome.REPLACED), name="custody_serial_of_replacement"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(returned_at=None), name="custody_one_open_stay_per_unit"
            ),
            # Up to the day of the return and without it: a unit may come back in on the day on which it left.
            ExclusionConstraint(
                name="custody_stays_apart",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (
                        Func("handed_in_on", "returned_on", function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What is printed on the receipt."""
        return f"R-{self.pk:06d}"

    @property
    def customer(self) -> Customer:
        """Who handed it in: whose it was then."""
        unit = self.unit
        since = unit.changed_hands_on
        return unit.keeper if since is None or self.handed_in_on >= since else unit.purchase.customer

    @property
    def is_open(self) -> bool:
        return self.returned_at is None

    @property
    def was_replaced(self) -> bool:
        return self.outcome == Outcome.REPLACED

    def days(self, today: date) -> int:
        """How many days it took away from the customer; of one that goes on, so far."""
        return ((self.returned_on or today) - self.handed_in_on).days

    def stay(self) -> Stay:
        """Itself as the coverage decision takes it."""
        done = {"outcome": str(self.outcome)} if self.outcome else {}
        return Stay(handed_in=self.handed_in_on, returned=self.returned_on, paid=self.paid, **done)
