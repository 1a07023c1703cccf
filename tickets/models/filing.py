from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.states import LANGUAGE_CODES
from tickets.states import ReachBy, ReachWhen, Topic, UsedFor


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, actor: Actor) -> FilingQuerySet:
        """A customer sees those of the e-mail that they proved to read; nobody else any: it is not said yet."""
        return self.filter(customer__email=actor.email) if actor.is_customer and actor.email else self.none()

    def unsent(self) -> FilingQuerySet:
        return self.filter(ticket=None, solved_at=None)

    def left_since(self, before: dt.datetime) -> FilingQuerySet:
        """Not sent, and not touched since that moment."""
        return self.filter(ticket=None, changed_at__lt=before)


class Filing(models.Model):
    """A complaint on its way, step by step. It is saved at each, found again by its link, and becomes one case.

    `told` holds what each step has said so far, in the plain values of its form. Until it is sent nobody of the house
    reads it.
    """

    uid = models.UUIDField(unique=True, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="filings", verbose_name=_("customer")
    )
    unit = models.ForeignKey(
        "customers.Unit", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("unit")
    )
    topic = models.CharField(_("about"), max_length=12, choices=Topic, default=Topic.PRODUCT)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    told = models.JSONField(_("told so far"), default=dict, blank=True)
    files = models.ManyToManyField("core.StoredFile", through="tickets.FilingFile", related_name="+", blank=True)
    # What it became: a case, or nothing because an article solved it.
    ticket = models.OneToOneField(
        "tickets.Ticket", models.PROTECT, related_name="filing", null=True, blank=True, verbose_name=_("case")
    )
    solved_at = models.DateTimeField(_("solved by an article"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("last change"))

    objects = FilingQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = _("complaint on its way")
        verbose_name_plural = _("complaints on their way")
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="filing_topic_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGE_CODES), name="filing_language_known"),
            models.CheckConstraint(condition=Q(ticket=None) | Q(solved_at=None), name="filing_became_one_thing"),
        ]
        indexes = [models.Index(fields=["changed_at"], condition=Q(ticket=None), name="filing_left")]

    def __str__(self) -> str:
        return str(self.uid)


class FilingFile(models.Model):
    """A photo or a paper that was put into a complaint on its way. When it is sent, the case has it."""

    filing = models.ForeignKey("tickets.Filing", models.CASCADE, related_name="filed")
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="filed")

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of a complaint on its way")
        verbose_name_plural = _("files of complaints on their way")

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.file_id}"


class Statement(models.Model):
    """What a customer stated when they opened a case, besides their words: what they see, how to reach them."""

    ticket = models.OneToOneField(
        "tickets.Ticket", models.PROTECT, primary_key=True, related_name="statement", verbose_name=_("case")
    )
    topic = models.CharField(_("about"), max_length=12, choices=Topic, default=Topic.PRODUCT)
    symptom = models.ForeignKey(
        "catalog.Symptom", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("symptom")
    )
    used_for = models.CharField(_("used"), max_length=10, choices=UsedFor, blank=True)
    before = models.TextField(_("what happened before"), blank=True)
    reach_by = models.CharField(_("how to reach them"), max_length=8, choices=ReachBy, default=ReachBy.EMAIL)
    reach_phone = models.CharField(_("phone for this case"), max_length=20, blank=True)
    reach_when = models.CharField(_("when to reach them"), max_length=10, choices=ReachWhen, blank=True)
    # How many articles were read on the way, none of which solved it.
    articles_read = models.PositiveSmallIntegerField(_("articles read"), default=0)

    class Meta:
        verbose_name = _("customer's statement")
        verbose_name_plural = _("customers' statements")
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="statement_topic_known"),
            models.CheckConstraint(condition=Q(used_for__in=["", *UsedFor.values]), name="statement_used_known"),
            models.CheckConstraint(condition=Q(reach_by__in=ReachBy.values), name="statement_reach_known"),
            models.CheckConstraint(condition=Q(reach_when__in=["", *ReachWhen.values]), name="statement_when_known"),
        ]
        indexes = [models.Index(fields=["symptom"], condition=Q(symptom__isnull=False), name="statement_of_symptom")]

    def __str__(self) -> str:
        return f"{self.ticket_id}"
