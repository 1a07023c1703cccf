from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from customers.states import ConsentTo


class Consent(models.Model):
    """A customer said whether they want something, once; append-only. How it stands now is on the customer."""

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="consents", verbose_name=_("customer")
    )
    to = models.CharField(_("to what"), max_length=8, choices=ConsentTo)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("when"))
    actor_kind = models.CharField(_("who"), max_length=8, choices=ActorKind)
    actor = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(condition=Q(to__in=ConsentTo.values), name="consent_to_known"),
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="consent_actor_known"),
        ]

    def __str__(self) -> str:
        return f"{self.to} {self.given}"
