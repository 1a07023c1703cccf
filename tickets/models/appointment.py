from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor, ActorKind
from remedies.states import AppointmentState, ParcelState, VisitKind


class SlotOffer(models.Model):
    """We offer the customer of a case to choose an hour: of which kind, at which centre, until which day."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="slot_offers", db_index=False, verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=VisitKind)
    centre = models.ForeignKey(
        "warranties.ServiceCentre", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("service centre"), help_text=_("Empty: the hours of any."),
    )  # fmt: skip
    until = models.DateField(_("until"), null=True, blank=True)
    offered_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("offered by"))
    offered_at = models.DateTimeField(_("offered"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["offered_at", "id"]
        verbose_name = _("offer of hours")
        verbose_name_plural = _("offers of hours")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="slot_offer_kind_known"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(closed_at=None), name="slot_offer_one_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, actor: Actor) -> AppointmentQuerySet:
        """Staff see all; a customer sees those of the cases of the e-mail that they proved to read."""
        if actor.is_staff:
            return self
        mine = self.filter(ticket__customer__email=actor.email)
        return mine if actor.is_customer and actor.email else self.none()

    def booked(self) -> AppointmentQuerySet:
        return self.filter(state=AppointmentState.BOOKED)


class Appointment(models.Model):
    """An hour that was booked for a case. A move is another row that `replaces` this one, with the same `uid`.

    The hour itself is kept here too: a slot may be taken back, and what was agreed stays what it was.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="appointments", db_index=False, verbose_name=_("case")
    )
    slot = models.ForeignKey(
        "remedies.Slot", models.PROTECT, related_name="appointments", db_index=False, verbose_name=_("hour")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=VisitKind)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, blank=True, verbose_name=_("replaces")
    )
    # What the customer promised to be told by: the clock of it is the promise's.
    promise = models.ForeignKey(
        "tickets.Promise", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("promise")
    )
    # For calendars: one event that changes, however often it is moved.
    uid = models.UUIDField(editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    booked_by_kind = models.CharField(_("who booked"), max_length=8, choices=ActorKind)
    booked_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )
    booked_at = models.DateTimeField(_("booked"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["booked_at", "id"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="appointment_kind_known"),
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="appointment_state_known"),
            models.CheckConstraint(condition=Q(booked_by_kind__in=ActorKind.values), name="appointment_who_known"),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.BOOKED) ^ Q(ended_at__isnull=False),
                name="appointment_ended_has_when",
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state=AppointmentState.BOOKED), name="appointment_one_per_case"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "booked_at"], name="appointment_of_ticket"),
            models.Index(fields=["slot"], condition=Q(state=AppointmentState.BOOKED), name="appointment_in_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Parcel(models.Model):
    """Something that the customer sends back to us, under a number of its own; its label has a code to read."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="parcels", verbose_name=_("case"))
    number = models.CharField(_("number"), max_length=16, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=ParcelState, default=ParcelState.LABELLED)
    centre = models.ForeignKey(
        "warranties.ServiceCentre", models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("to which centre"), help_text=_("Empty: to the company's address."),
    )  # fmt: skip
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    contents = models.CharField(_("what it holds"), max_length=200, blank=True)
    made_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("return parcel")
        verbose_name_plural = _("return parcels")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ParcelState.values), name="parcel_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ParcelState.RECEIVED) | Q(received_at__isnull=False), name="parcel_received_has_when"
            ),
        ]

    def __str__(self) -> str:
        return self.number
