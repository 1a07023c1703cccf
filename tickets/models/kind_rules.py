from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.states import FieldType, Kind


class KindRules(models.Model):
    """What a kind of case needs before it is resolved, and how long it may be opened again. Without a row: nothing."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, unique=True)
    needs_cause = models.BooleanField(_("needs a confirmed cause"), default=False)
    needs_coverage = models.BooleanField(_("needs the coverage confirmed"), default=False)
    needs_checklist = models.BooleanField(_("needs the whole checklist"), default=False)
    checklist = ArrayField(models.CharField(max_length=120), verbose_name=_("checklist"), default=list, blank=True)
    reopen_days = models.PositiveSmallIntegerField(
        _("days to open it again"),
        null=True,
        blank=True,
        help_text=_("Later words of the customer open a new case that goes on from it. Empty: always the same case."),
    )

    class Meta:
        verbose_name = _("rules of a kind of case")
        verbose_name_plural = _("rules of the kinds of case")
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="kind_rules_kind_known")]

    def __str__(self) -> str:
        return self.get_kind_display()


class OwnField(models.Model):
    """A field that the company adds to its cases. Its values are in `Ticket.own_fields`, by `key`."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=80)
    help = models.CharField(_("help"), max_length=200, blank=True)
    type = models.CharField(_("type"), max_length=8, choices=FieldType, default=FieldType.TEXT)
    choices = ArrayField(models.CharField(max_length=80), verbose_name=_("list"), default=list, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=10), verbose_name=_("kinds of case"), default=list, blank=True,
        help_text=_("Empty: every kind."),
    )  # fmt: skip
    required = models.BooleanField(_("needed to resolve"), default=False)
    active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "label", "id"]
        verbose_name = _("field of one's own")
        verbose_name_plural = _("fields of one's own")
        constraints = [
            models.CheckConstraint(condition=Q(type__in=FieldType.values), name="own_field_type_known"),
            models.CheckConstraint(condition=Q(kinds__contained_by=Kind.values), name="own_field_kinds_known"),
            models.CheckConstraint(condition=~Q(type=FieldType.CHOICE, choices=[]), name="own_field_list_has_values"),
        ]

    def __str__(self) -> str:
        return self.label
