from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from privacy.states import ErasureState


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def due(self, now: dt.datetime) -> ErasureQuerySet:
        """Asked for, and the days in which it can be called off are over."""
        return self.filter(state=ErasureState.ASKED, begins_at__lte=now)

    def to_destroy(self, today: dt.date) -> ErasureQuerySet:
        return self.filter(state=ErasureState.BLOCKED, destroy_on__lte=today)


class Erasure(models.Model):
    """A person asked to be forgotten, or a rule of retention did. It says what was done and names nobody.

    Blocked: what could name them is in no row and no file any more; one sealed file holds it, for courts and
    authorities (LOPDGDD 32), until the term in which claims can be made is over. Destroyed: that file is gone too.
    """

    uid = models.UUIDField(unique=True, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="erasures", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_by_kind = models.CharField(_("who asked"), max_length=8, choices=ActorKind)
    asked_by = models.ForeignKey(
        "core.User", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("account")
    )
    asked_at = models.DateTimeField(_("asked"))
    begins_at = models.DateTimeField(_("begins"), help_text=_("Until then it can be called off."))
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True)
    blocked_at = models.DateTimeField(_("blocked"), null=True, blank=True)
    destroy_on = models.DateField(_("destroyed from"), null=True, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)
    # Why it waits, as codes: a case that is open, a product in our hands.
    waits_for = models.JSONField(_("waits for"), default=list, blank=True)
    # What was blocked: how many of what. The law that keeps it: citations.
    counts = models.JSONField(_("what it was"), default=dict, blank=True)
    kept_by = models.JSONField(_("kept by"), default=list, blank=True)
    sealed = models.FileField(_("sealed file"), upload_to="sealed/", blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ErasureState.values), name="erasure_state_known"),
            models.CheckConstraint(condition=Q(asked_by_kind__in=ActorKind.values), name="erasure_who_known"),
            models.CheckConstraint(
                condition=Q(state=ErasureState.CANCELLED) ^ Q(cancelled_at=None), name="erasure_cancelled_has_when"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ErasureState.BLOCKED, ErasureState.DESTROYED])
                ^ Q(blocked_at=None, destroy_on=None),
                name="erasure_blocked_has_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ErasureState.DESTROYED) ^ Q(destroyed_at=None), name="erasure_destroyed_has_when"
            ),
            models.CheckConstraint(
                condition=Q(state=ErasureState.BLOCKED) ^ Q(sealed=""), name="erasure_blocked_is_sealed"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=~Q(state=ErasureState.CANCELLED), name="erasure_once_per_customer"
            ),
        ]
        indexes = [
            models.Index(fields=["begins_at"], condition=Q(state=ErasureState.ASKED), name="erasure_due"),
            models.Index(fields=["destroy_on"], condition=Q(state=ErasureState.BLOCKED), name="erasure_to_destroy"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
