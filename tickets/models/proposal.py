from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from remedies.states import ProposalState
from tickets.states import Resolution


class Proposal(models.Model):
    """A solution that we propose in a case; the customer says yes or no. At most one is open."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="proposals", db_index=False, verbose_name=_("case")
    )
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    resolution = models.CharField(_("solution"), max_length=16, choices=Resolution)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    open_until = models.DateField(_("open until"), null=True, blank=True)
    # What was said when it was proposed, and what the customer said to it: the words stand in messages.
    message = models.OneToOneField(
        "tickets.Message", models.PROTECT, related_name="proposal", verbose_name=_("message")
    )
    answer = models.OneToOneField(
        "tickets.Message", models.PROTECT, related_name="answers_proposal", null=True, blank=True,
        verbose_name=_("customer's answer"),
    )  # fmt: skip
    proposed_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        verbose_name = _("proposed solution")
        verbose_name_plural = _("proposed solutions")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(condition=Q(resolution__in=Resolution.values), name="proposal_resolution_known"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN) ^ Q(answered_at__isnull=False), name="proposal_answered_has_when"
            ),
            models.CheckConstraint(
                condition=Q(amount=None, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
                name="proposal_amount_has_currency",
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state=ProposalState.OPEN), name="proposal_one_open_per_case"
            ),
        ]
        indexes = [models.Index(fields=["ticket", "proposed_at"], name="proposal_of_ticket")]

    def __str__(self) -> str:
        return f"{self.resolution} {self.pk}"
