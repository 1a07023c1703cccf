from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from tickets.states import PromiseKind, PromiseState


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, actor: Actor) -> PromiseQuerySet:
        """Staff see all; a customer sees those made to them."""
        if actor.is_staff:
            return self
        return self.filter(ticket__customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def to_keep(self) -> PromiseQuerySet:
        """Those that somebody still waits for: open ones, and broken ones neither made good nor given another date."""
        waits = Q(state=PromiseState.OPEN) | Q(state=PromiseState.BROKEN, done_at=None)
        return self.filter(waits, replaced_by=None)


class Promise(models.Model):
    """What somebody of us said to a customer that we would do, by when, and what came of it.

    Kept: done by its moment. Broken: not done by then, even if it is `done_at` later. Moved: the customer agreed to
    another moment before it was broken, and the new promise `replaces` this one.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="promises", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=8, choices=PromiseKind)
    what = models.CharField(_("what"), max_length=200)
    owner = models.ForeignKey(
        "core.User", models.PROTECT, related_name="promises", db_index=False, verbose_name=_("who")
    )
    due_at = models.DateTimeField(_("by when"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("made by"))
    # The words in which it was made, if it was in a letter: when these are taken back it goes too.
    message = models.ForeignKey(
        "tickets.Message", models.PROTECT, related_name="promises", null=True, blank=True, verbose_name=_("message")
    )
    state = models.CharField(_("state"), max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, blank=True, verbose_name=_("instead of")
    )
    submission = models.UUIDField(unique=True, null=True, blank=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PromiseKind.values), name="promise_kind_known"),
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state_known"),
            models.CheckConstraint(condition=~Q(what=""), name="promise_says_what"),
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="promise_not_in_the_past"),
            models.CheckConstraint(
                condition=Q(state=PromiseState.OPEN, settled_at=None, done_at=None)
                | (~Q(state=PromiseState.OPEN) & Q(settled_at__isnull=False)),
                name="promise_settled_has_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=PromiseState.KEPT) | Q(done_at__lte=F("due_at")), name="promise_kept_in_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at"],
                condition=Q(state=PromiseState.OPEN) | Q(state=PromiseState.BROKEN, done_at=None),
                name="promise_to_keep",
            ),
            models.Index(fields=["settled_at"], condition=Q(settled_at__isnull=False), name="promise_by_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
