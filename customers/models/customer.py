from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.states import LANGUAGE_CODES
from core.zones import check_zone
from customers.states import CustomerKind


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, actor: Actor) -> CustomerQuerySet:
        """Staff see all; a customer sees the rows with the e-mail that they proved to read; nobody else any."""
        if actor.is_staff:
            return self
        return self.filter(email=actor.email) if actor.is_customer and actor.email else self.none()


class Customer(models.Model):
    """A person or a company that bought something, as the shop knows them (`ref`)."""

    ref = models.CharField(_("reference"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CustomerKind, default=CustomerKind.PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text=_("E.164, for example +34600111222"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="es")
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE, validators=[check_zone])
    no_surveys = models.BooleanField(_("does not want surveys"), default=False)
    no_calls = models.BooleanField(_("does not want calls"), default=False)

    # Whom nobody may ask or call of our own accord, whatever they once agreed to.
    minor = models.BooleanField(_("under age"), default=False)
    deceased = models.BooleanField(_("has died"), default=False)
    in_dispute = models.BooleanField(_("in a legal dispute with us"), default=False)
    # Their own local hours in which nobody calls them; across midnight when they begin later than they end.
    quiet_from = models.TimeField(_("no calls from"), null=True, blank=True)
    quiet_to = models.TimeField(_("no calls until"), null=True, blank=True)
    # Who they were is known to nobody any more; the row stays, because figures count it.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CustomerKind.values), name="customer_kind_known"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="customer_email_lower"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="customer_language_known"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None) | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="customer_quiet_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(name="", email="", phone="", address="", city="", postal_code=""),
                name="customer_erased_is_nobody",
            ),
        ]
        indexes = [
            # These operator classes find a whole address or number, and by its beginning too.
            models.Index(
                fields=["email"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(email=""),
                name="customer_by_email",
            ),
            models.Index(
                fields=["phone"],
                opclasses=["varchar_pattern_ops"],
                condition=~Q(phone=""),
                name="customer_by_phone",
            ),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="customer_by_part_of_name"),
        ]

    def __str__(self) -> str:
        return self.name or self.ref
