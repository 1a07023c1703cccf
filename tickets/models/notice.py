from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.states import Due, NoticeKind, PromiseState


class Notice(models.Model):
    """Something that one of us has to know, until they have read it."""

    user = models.ForeignKey(
        "core.User", models.PROTECT, related_name="notices", db_index=False, verbose_name=_("account")
    )
    kind = models.CharField(_("why"), max_length=12, choices=NoticeKind)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("case")
    )
    # The line of the ledger that tells it; a stopped rule has none.
    event = models.ForeignKey(
        "tickets.TicketEvent", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("event")
    )
    automation = models.ForeignKey(
        "tickets.Automation", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("rule")
    )
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.UniqueConstraint(fields=["user", "event"], name="notice_once"),
        ]
        indexes = [models.Index(fields=["user", "-at", "-id"], condition=Q(read_at=None), name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def about(self) -> str:
        """Which time it is about, or what came of which promise, in words; "" where its kind says all."""
        said = self.event.data if self.event else {}
        if "due" in said:
            return "" if said["due"] == self.kind else str(Due(said["due"]).label)
        ends = {PromiseState.BROKEN, PromiseState.MOVED, PromiseState.WITHDRAWN}
        return str(PromiseState(said["to"]).label) if "promise" in said and said.get("to") in ends else ""
