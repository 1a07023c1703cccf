from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from tickets.states import ItemState

# Something to be said, with its words.
_SAYS = '$[*] ? ((@.do == "reply" || @.do == "note") && exists(@.to))'


class BulkJobQuerySet(models.QuerySet["BulkJob"]):
    def saying(self) -> BulkJobQuerySet:
        """Those that keep words of replies and notes."""
        says = Func(F("deeds"), Value(_SAYS), function="jsonb_path_exists", output_field=models.BooleanField())
        return self.filter(says)


class BulkJob(models.Model):
    """A deed on many cases at once. Each case is an item: whoever goes on after a crash finds what is left to do."""

    owner = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("account"))
    deeds = models.JSONField(_("deeds"))
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    submission = models.UUIDField(unique=True, editable=False)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("deed on many")
        verbose_name_plural = _("deeds on many")
        indexes = [models.Index(fields=["created_at"], condition=Q(finished_at=None), name="bulk_unfinished")]

    def __str__(self) -> str:
        return str(self.pk)


class BulkItem(models.Model):
    """One case of a deed on many."""

    job = models.ForeignKey("tickets.BulkJob", models.CASCADE, related_name="items")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", verbose_name=_("case"))
    state = models.CharField(_("state"), max_length=8, choices=ItemState, default=ItemState.WAITING)
    why = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("case of a deed on many")
        verbose_name_plural = _("cases of a deed on many")
        constraints = [
            models.UniqueConstraint(fields=["job", "ticket"], name="bulk_item_once"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="bulk_item_state_known"),
        ]
        indexes = [models.Index(fields=["job", "id"], condition=Q(state=ItemState.WAITING), name="bulk_item_waiting")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.ticket_id}"
