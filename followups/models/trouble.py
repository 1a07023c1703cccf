from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.states import TroubleKind

ABOUT = ["plan", "customer", "delivery", "ticket", "call", "invitation"]


class TroubleQuerySet(models.QuerySet["Trouble"]):
    def open(self) -> TroubleQuerySet:
        return self.filter(settled_at=None)


class Trouble(models.Model):
    """What the program cannot go on with until a person looks at it. It never keeps the rest from going on."""

    kind = models.CharField(_("what"), max_length=12, choices=TroubleKind)
    plan = models.ForeignKey(
        "followups.Plan", models.CASCADE, related_name="troubles", null=True, blank=True, verbose_name=_("plan")
    )
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("customer")
    )
    delivery = models.ForeignKey(
        "customers.Delivery", models.CASCADE, related_name="troubles", null=True, blank=True, verbose_name=_("delivery")
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("case")
    )
    call = models.ForeignKey(
        "followups.Call", models.CASCADE, related_name="troubles", null=True, blank=True, verbose_name=_("call")
    )
    invitation = models.ForeignKey(
        "followups.Invitation", models.CASCADE, related_name="troubles", null=True, blank=True,
        verbose_name=_("invitation"),
    )  # fmt: skip
    # The name of the error, never its words: they may hold somebody's data.
    detail = models.CharField(_("detail"), max_length=120, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("settled by")
    )

    objects = TroubleQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        verbose_name = _("trouble")
        verbose_name_plural = _("troubles")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TroubleKind.values), name="trouble_kind_known"),
            models.UniqueConstraint(
                fields=["kind", *ABOUT], condition=Q(settled_at=None), name="trouble_open_once", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["-last_at", "-id"], condition=Q(settled_at=None), name="trouble_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
