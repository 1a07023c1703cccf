from __future__ import annotations

import datetime as dt

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from followups.states import InvitationState, Medium, Reason, Source, SurveyKind

OF_A_DAY = (SurveyKind.GUARANTEE, SurveyKind.MAINTENANCE)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, actor: Actor) -> InvitationQuerySet:
        """Staff see all; a customer those of the e-mail that they proved to read; nobody else any."""
        if actor.is_staff:
            return self
        return self.filter(customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def due(self, now: dt.datetime) -> InvitationQuerySet:
        return self.filter(state=InvitationState.PLANNED, due_at__lte=now)

    def to_remind(self, now: dt.datetime) -> InvitationQuerySet:
        """Sent, not begun, and the day to remind has come."""
        return self.filter(
            state=InvitationState.SENT, started_at=None, reminded_at=None, revoked_at=None, remind_at__lte=now
        )

    def to_call(self, now: dt.datetime) -> InvitationQuerySet:
        """That reached nobody, and whose call is due: waited for in vain, or without an address to write to."""
        return self.filter(call_at__lte=now)

    def open(self, now: dt.datetime) -> InvitationQuerySet:
        """Whose link takes answers."""
        return self.filter(state=InvitationState.SENT, revoked_at=None, expires_at__gt=now)

    def abandoned(self, before: dt.datetime) -> InvitationQuerySet:
        """Begun before that moment and not finished, without an answer since."""
        begun = self.filter(state=InvitationState.SENT, started_at__lt=before)
        return begun.exclude(answers__answered_at__gte=before)


class Invitation(models.Model):
    """Asking one customer once how something went. Suppressed ones stay, with the reason."""

    kind = models.CharField(_("kind"), max_length=12, choices=SurveyKind)
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.PLANNED)
    plan = models.ForeignKey(
        "followups.PlanVersion", models.PROTECT, related_name="+", null=True, blank=True, db_index=False,
        verbose_name=_("plan"),
    )  # fmt: skip
    questionnaire = models.ForeignKey(
        "followups.Questionnaire", models.PROTECT, related_name="+", db_index=False, verbose_name=_("questionnaire")
    )
    medium = models.CharField(_("by"), max_length=12, choices=Medium, default=Medium.EMAIL)
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
    unit = models.ForeignKey(
        "customers.Unit", models.PROTECT, related_name="invitations", null=True, blank=True, db_index=False,
        verbose_name=_("unit"),
    )  # fmt: skip
    about_on = models.DateField(_("about the day"), null=True, blank=True)
    # The call that reached nobody, or was one too many for the team.
    instead_of = models.OneToOneField(
        "followups.Call", models.PROTECT, related_name="survey_instead", null=True, blank=True,
        verbose_name=_("instead of the call"),
    )  # fmt: skip
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
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # When it was last looked at whether it is still wanted, while its letter waits in the outbox.
    checked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
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
    remind_at = models.DateTimeField(_("to be reminded"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    reminder = models.OneToOneField(
        "core.OutgoingMessage", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("reminder")
    )
    # Of a survey, else a call: when the call follows.
    call_at = models.DateTimeField(_("else to be called"), null=True, blank=True)
    expires_at = models.DateTimeField(_("takes answers until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("link taken back"), null=True, blank=True)
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
                | Q(kind=SurveyKind.RESOLUTION, ticket__isnull=False, delivery=None)
                | Q(kind__in=OF_A_DAY, unit__isnull=False, about_on__isnull=False, delivery=None, ticket=None),
                name="invitation_about_its_kind",
            ),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="invitation_medium_known"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(source=Source.IMPORTED) | Q(expires_at__isnull=False),
                name="invitation_sent_expires",
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
            models.UniqueConstraint(
                fields=["unit", "about_on", "kind"],
                condition=Q(unit__isnull=False),
                name="invitation_once_per_day_of_unit",
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
            models.Index(
                fields=["remind_at"],
                condition=Q(state=InvitationState.SENT, started_at=None, reminded_at=None, remind_at__isnull=False),
                name="invitation_to_remind",
            ),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="invitation_to_call"),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="invitation_by_sent"),
            models.Index(fields=["customer", "-sent_at"], name="invitation_of_customer"),
            BrinIndex(fields=["created_at"], name="invitation_by_creation"),  # costs next to nothing to write
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def is_open(self, now: dt.datetime) -> bool:
        """Whether its link takes answers: it was sent, nobody finished it or took it back, and it has not expired."""
        return self.state == InvitationState.SENT and self.revoked_at is None and not self.is_expired(now)

    def is_expired(self, now: dt.datetime) -> bool:
        return self.expires_at is None or now >= self.expires_at
