from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, noun: str, object_id: int) -> AuditEntryQuerySet:
        """What was changed by hand of one row, with who did it, in its order."""
        return self.filter(noun=noun, object_id=object_id).select_related("actor")


class AuditEntry(models.Model):
    """A fact that somebody changed by hand after it was written down. Append-only: a trigger refuses changes.

    `noun` and `object_id` are the row whose page tells it, «customers.unit» and its number; `what` is the word of the
    action. `before` and `after` hold the facts that changed, as codes, numbers and dates: never a person's words.
    """

    at = models.DateTimeField(_("when"))
    actor_kind = models.CharField(_("who"), max_length=8, choices=ActorKind)
    actor = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("account")
    )
    noun = models.CharField(_("about"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("number"))
    what = models.CharField(_("what"), max_length=24)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    reason = models.TextField(_("reason"), blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("change by hand")
        verbose_name_plural = _("changes by hand")
        constraints = [
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="audit_actor_known"),
            models.CheckConstraint(condition=Q(noun__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_noun_is_a_noun"),
            models.CheckConstraint(condition=Q(what__regex=r"^[a-z_]+$"), name="audit_what_is_a_word"),
        ]
        indexes = [models.Index(fields=["noun", "object_id", "at"], name="audit_of_row")]

    def __str__(self) -> str:
        return f"{self.noun} {self.object_id} {self.what}"
