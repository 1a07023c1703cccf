from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Unit
from warranties.facts import Recall as RecallFact
from warranties.states import Remedy

# The three of Reg. (EU) 2023/988, art. 37.
RECALL_REMEDIES = [Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND]
RECALL_REMEDY_CHOICES = [(remedy.value, remedy.label) for remedy in RECALL_REMEDIES]


class RecallQuerySet(models.QuerySet["Recall"]):
    def that_may_reach(self, products: Iterable[int]) -> RecallQuerySet:
        """Those of the products, with their products at hand for `reaches()`."""
        return self.filter(products__in=products).distinct().prefetch_related("products")

    def for_claim(self, on: date, *, today: date) -> RecallQuerySet:
        """Those announced by today, before or after the claim, that nobody had closed when it was made."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on), announced_on__lte=today)


class Recall(models.Model):
    """A safety recall: which units, what the danger is, what their owners should do and may choose."""

    reference = models.CharField(_("reference"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    hazard = models.TextField(_("danger"))
    what_to_do = models.TextField(_("what to do"))
    announced_on = models.DateField(_("announced"))
    closed_on = models.DateField(
        _("closed"), null=True, blank=True, help_text=_("From that day it reaches no unit any more.")
    )
    remedies = ArrayField(
        models.CharField(max_length=24, choices=RECALL_REMEDY_CHOICES),
        verbose_name=_("remedies offered"),
        help_text=_("In the European Union the customer is given a choice of at least two, where that is possible."),
    )
    notice_url = models.URLField(_("address of the notice"), blank=True)
    products = models.ManyToManyField("catalog.Product", verbose_name=_("products"), related_name="recalls")
    lots = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("lots"),
        default=list,
        blank=True,
        help_text=_("Separated by commas. Empty means all of them."),
    )
    serial_from = models.CharField(_("serial numbers from"), max_length=120, blank=True)
    serial_to = models.CharField(_("serial numbers to"), max_length=120, blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        ordering = ["-announced_on", "-id"]
        verbose_name = _("recall")
        verbose_name_plural = _("recalls")
        constraints = [
            models.CheckConstraint(
                condition=Q(remedies__contained_by=[remedy.value for remedy in RECALL_REMEDIES])
                & Q(remedies__len__gte=1),
                name="recall_remedies_known",
                violation_error_message=_("Choose what the recall offers: repair, replacement or refund."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("announced_on")),
                name="recall_closed_after_announced",
                violation_error_message=_("It cannot be closed before it was announced."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def reaches(self, unit: Unit) -> bool:
        """Whether the unit is one of those recalled, on rows already loaded.

        A unit whose lot or serial number nobody wrote down counts as reached: with a danger it is better to look at
        one piece too many.
        """
        if unit.product_id not in {product.pk for product in self.products.all()}:
            return False
        if self.lots and unit.lot and unit.lot not in self.lots:
            return False
        return not unit.serial or self._has_serial(unit.serial)

    def _has_serial(self, serial: str) -> bool:
        low, high = self.serial_from, self.serial_to
        return (not low or _in_series(low) <= _in_series(serial)) and (
            not high or _in_series(serial) <= _in_series(high)
        )

    @property
    def choices(self) -> list[str]:
        """The remedies offered, in words."""
        return [str(Remedy(remedy).label) for remedy in self.remedies]

    def fact(self) -> RecallFact:
        """Itself as the coverage decision takes it."""
        return RecallFact(
            announced_on=self.announced_on,
            title=self.title,
            remedies=tuple(self.remedies),
            notice_url=self.notice_url,
        )


def _in_series(serial: str) -> tuple[int, str]:
    """A key that puts SN9 before SN10, as a maker counts."""
    return len(serial), serial.upper()
