from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.states import RelationKind


class Relation(models.Model):
    """Two cases that have to do with each other. `other` was split from `one`, or goes on from it."""

    one = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="relations_out", verbose_name=_("case"))
    other = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="relations_in", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=12, choices=RelationKind, default=RelationKind.RELATED)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RelationKind.values), name="relation_kind_known"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="relation_of_two"),
            # Who is related has no order: the older case comes first, so that the pair is there once.
            models.CheckConstraint(
                condition=~Q(kind=RelationKind.RELATED) | Q(one__lt=F("other")), name="relation_in_order"
            ),
            models.UniqueConstraint(fields=["one", "other", "kind"], name="relation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.kind} {self.other_id}"
