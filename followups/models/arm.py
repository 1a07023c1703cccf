from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Arm(models.Model):
    """To which group of the experiment a fact was given when it was planned: the called, or those held out.

    It is written once and never changed, whatever happened afterwards: effects are counted by it (intention to treat).
    Within a stratum the places go round in blocks, each with its share of held out ones, shuffled by the seed.
    """

    plan = models.ForeignKey(
        "followups.PlanVersion", models.PROTECT, related_name="arms", db_index=False, verbose_name=_("plan")
    )
    delivery = models.ForeignKey(
        "customers.Delivery", models.PROTECT, related_name="arms", null=True, blank=True, verbose_name=_("delivery")
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="arms", null=True, blank=True, db_index=False,
        verbose_name=_("case"),
    )  # fmt: skip
    stratum = models.CharField(_("stratum"), max_length=120)
    place = models.PositiveIntegerField(_("place in its stratum"))
    held_out = models.BooleanField(_("held out"))
    assigned_at = models.DateTimeField(_("assigned"))

    class Meta:
        verbose_name = _("arm of the experiment")
        verbose_name_plural = _("arms of the experiment")
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery=None, ticket__isnull=False) | Q(delivery__isnull=False, ticket=None),
                name="arm_of_one_fact",
            ),
            models.UniqueConstraint(fields=["plan", "stratum", "place"], name="arm_place_once"),
            models.UniqueConstraint(fields=["delivery"], condition=Q(delivery__isnull=False), name="arm_once_delivery"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(ticket__isnull=False), name="arm_once_case"),
        ]

    def __str__(self) -> str:
        return f"{self.stratum} {self.place}"
