from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followups.states import InvitationState, Reason, Source, SurveyKind

LINK_DAYS = 60


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def due(self, now: dt.datetime) -> InvitationQuerySet:
        return self.filter(state=InvitationState.PLANNED, due_at__lte=now)

    def abandoned(self, before: dt.datetime) -> InvitationQuerySet:
        """Begun before that moment and not finished."""
        return self.filter(state=InvitationState.SENT, started_at__lt=before)


class Invitation(models.Model):
    """Asking one customer once how a delivery or a case went. Suppressed ones stay, with the reason."""

    kind = models.CharField(_("kind"), max_length=12, choices=SurveyKind)
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.PLANNED)
    questionnaire = models.CharField(_("questionnaire"), max_length=20, help_text=_("Name and version."))
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="invitations", verbose_name=_("customer")
    )
    purchase = models.ForeignKey(
        "customers.Purchase",
        models.PROTECT,
        related_name="invitations",
        null=True,
        blank=True,
        verbose_name=_("purchase"),
    )
    delivery = models.ForeignKey(
        "customers.Delivery",
        models.PROTECT,
        related_name="invitations",
        null=True,
        blank=True,
        verbose_name=_("delivery"),
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="invitations", null=True, blank=True, verbose_name=_("case")
    )
    opened_ticket = models.OneToOneField(
        "tickets.Ticket",
        models.PROTECT,
        related_name="opened_by_survey",
        null=True,
        blank=True,
        verbose_name=_("case that the answer opened"),
    )
    state = models.CharField(_("state"), max_length=12, choices=InvitationState, default=InvitationState.PLANNED)
    reason = models.CharField(_("why not"), max_length=16, choices=Reason, blank=True)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("asked"), null=True, blank=True)
    started_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    mail = models.OneToOneField(
        "core.OutgoingMessage",
        models.SET_NULL,
        related_name="invitation",
        null=True,
        blank=True,
        verbose_name=_("mail"),
    )
    created_at = models.DateTimeField(_("created"))

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SurveyKind.values), name="invitation_kind_known"),
            models.CheckConstraint(condition=Q(state__in=InvitationState.values), name="invitation_state_known"),
            models.CheckConstraint(
                condition=Q(state=InvitationState.SUPPRESSED, reason__in=Reason.values)
                | (~Q(state=InvitationState.SUPPRESSED) & Q(reason="")),
                name="invitation_suppressed_has_reason",
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="invitation_source_known"),
            # An imported answer knows its order, and not always which of its deliveries.
            models.CheckConstraint(
                condition=Q(kind=SurveyKind.DELIVERY, ticket=None, delivery__isnull=False)
                | Q(kind=SurveyKind.DELIVERY, ticket=None, source=Source.IMPORTED, purchase__isnull=False)
                | Q(kind=SurveyKind.RESOLUTION, ticket__isnull=False, delivery=None, opened_ticket=None),
                name="invitation_about_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[InvitationState.SENT, InvitationState.ANSWERED]) ^ Q(sent_at=None),
                name="invitation_sent_has_when",
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ANSWERED) ^ Q(answered_at=None), name="invitation_answered_has_when"
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(source=Source.PLANNED, kind=SurveyKind.DELIVERY),
                name="invitation_once_per_delivery",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(source=Source.PLANNED, kind=SurveyKind.RESOLUTION),
                name="invitation_once_per_case",
            ),
            # Two answers of one order on one day exist in real data: the pair of instants is what tells them apart.
            models.UniqueConstraint(
                fields=["purchase", "sent_at", "answered_at"],
                condition=Q(source=Source.IMPORTED),
                name="invitation_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=InvitationState.PLANNED), name="invitation_due"),
            models.Index(
                fields=["started_at"],
                condition=Q(state=InvitationState.SENT, started_at__isnull=False),
                name="invitation_begun",
            ),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="invitation_by_sent"),
            models.Index(fields=["customer", "-sent_at"], name="invitation_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def is_open(self, now: dt.datetime) -> bool:
        """Whether its link takes answers: it was sent, nobody finished it, and LINK_DAYS have not gone by."""
        return self.state == InvitationState.SENT and not self.is_expired(now)

    def is_expired(self, now: dt.datetime) -> bool:
        return self.sent_at is None or now >= self.sent_at + dt.timedelta(days=LINK_DAYS)
