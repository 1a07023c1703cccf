from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from customers.states import RegistrationState


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, actor: Actor) -> RegistrationQuerySet:
        """Staff see all; a customer sees those of the e-mail that they proved to read."""
        if actor.is_staff:
            return self
        return self.filter(customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def waiting(self) -> RegistrationQuerySet:
        return self.filter(state=RegistrationState.WAITING)


class Registration(models.Model):
    """A customer says that a product is theirs: bought elsewhere, or given to them. An agent checks it.

    Accepted, it points at the unit: one that we sold, which changes hands, or one that we write down from then on.
    """

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="registrations", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.WAITING)
    serial = models.CharField(_("serial number"), max_length=120, blank=True)
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("product")
    )
    product_words = models.CharField(_("product, in their words"), max_length=200, blank=True)
    gift = models.BooleanField(_("it was given to them"), default=False)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    bought_from = models.CharField(_("bought from"), max_length=200, blank=True)
    receipt = models.ForeignKey(
        "core.StoredFile", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("receipt")
    )
    unit = models.ForeignKey(
        "customers.Unit", models.PROTECT, related_name="registrations", null=True, blank=True, verbose_name=_("unit")
    )
    answer = models.TextField(_("answer"), blank=True, help_text=_("What the customer reads."))
    decided_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    submission = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("registration of a product")
        verbose_name_plural = _("registrations of products")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.WAITING) ^ Q(decided_at__isnull=False),
                name="registration_decided_has_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.ACCEPTED) | Q(unit__isnull=False),
                name="registration_accepted_has_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state=RegistrationState.WAITING), name="registration_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
