from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_WHY = 200


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> HoldQuerySet:
        """Placed and not lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """Somebody disputes something with this customer: while it stands, nothing of theirs is destroyed.

    The right to be erased ends where data are needed for legal claims (GDPR art. 17.3.e). It is about the person: every
    record with the same e-mail, and everything in the sealed file of theirs once they are blocked.
    """

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="holds", verbose_name=_("customer"))
    why = models.CharField(_("why"), max_length=LONGEST_WHY)
    placed_at = models.DateTimeField(_("placed"))
    placed_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("placed by"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("lifted by")
    )
    lifted_why = models.CharField(_("why it was lifted"), max_length=LONGEST_WHY, blank=True)
    # Nobody had written down a dispute before: it goes with the hold.
    said_dispute = models.BooleanField(_("it is what says that they are in dispute"), default=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["placed_at", "id"]
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_why="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why=""),
                name="hold_lifted_has_who_and_why",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="hold_has_why"),
            models.UniqueConstraint(fields=["customer"], condition=Q(lifted_at=None), name="hold_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"H-{self.pk}"
