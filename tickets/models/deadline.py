from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.states import DeadlineEvent, Kind, TermUnit


class DeadlineRuleQuerySet(models.QuerySet["DeadlineRule"]):
    def binding(self) -> DeadlineRuleQuerySet:
        """Those that count: confirmed, and the company said that they bind it."""
        return self.filter(applies=True, confirmed=True)


class DeadlineRule(models.Model):
    """A term of law, with its citation. The text comes with the package; the company says whether it is bound by it.

    `applies`: the company is within its scope. `confirmed`: somebody has read the text. Both are needed to count.
    Orientation, not legal advice.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    version = models.PositiveSmallIntegerField(_("version"))
    jurisdiction = models.CharField(_("country or region"), max_length=6)  # «ES», «ES-AN»
    event = models.CharField(_("what it asks for"), max_length=12, choices=DeadlineEvent)
    scope = models.JSONField(_("whom it binds"))  # by language: {"es": …, "en": …}
    kinds = ArrayField(models.CharField(max_length=10), verbose_name=_("kinds of case"), default=list, blank=True)
    consumers_only = models.BooleanField(_("only towards consumers"), default=True)
    amount = models.PositiveSmallIntegerField(_("how many"))
    unit = models.CharField(_("of what"), max_length=13, choices=TermUnit)
    # Whether the day on which it begins is counted: seldom (CC art. 5.1 leaves it out).
    counts_first_day = models.BooleanField(_("the first day counts"), default=False)
    # Days that the customer has at least to complete what is missing; the term begins again when they have.
    completion_days = models.PositiveSmallIntegerField(_("working days to complete"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    cites = models.CharField(_("citation"), max_length=200)
    source = models.CharField(_("source"), max_length=16)
    note = models.JSONField(_("note"), default=dict, blank=True)
    applies = models.BooleanField(_("it binds us"))
    confirmed = models.BooleanField(_("confirmed"))

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "event", "code"]
        verbose_name = _("legal deadline")
        verbose_name_plural = _("legal deadlines")
        constraints = [
            models.CheckConstraint(condition=Q(event__in=DeadlineEvent.values), name="deadline_event_known"),
            models.CheckConstraint(condition=Q(unit__in=TermUnit.values), name="deadline_unit_known"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="deadline_has_length"),
            models.CheckConstraint(condition=Q(kinds__contained_by=Kind.values), name="deadline_kinds_known"),
            models.CheckConstraint(
                condition=Q(jurisdiction__regex=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"), name="deadline_jurisdiction_code"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="deadline_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LegalStart(models.Model):
    """Something in a case from which the law counts, that somebody said: goods that came back, an official form."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="legal_starts", verbose_name=_("case"))
    event = models.CharField(_("what has to follow"), max_length=12, choices=DeadlineEvent)
    at = models.DateTimeField(_("when it happened"))
    number = models.CharField(_("number of the form"), max_length=40, blank=True)
    said_at = models.DateTimeField(_("said"))
    said_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("said by"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("beginning of a legal term")
        verbose_name_plural = _("beginnings of legal terms")
        constraints = [
            models.CheckConstraint(condition=Q(event__in=DeadlineEvent.values), name="legal_start_event_known"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(withdrawn_at=None), name="legal_start_one_end"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d}"


class CompletionRequest(models.Model):
    """The customer was asked for what is missing, and until when (Ley 10/2025 art. 13.3: ten working days at least)."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="completions", verbose_name=_("case"))
    message = models.OneToOneField(
        "tickets.Message", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("message")
    )
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name=_("asked by"))
    due_at = models.DateTimeField(_("until"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("request to complete")
        verbose_name_plural = _("requests to complete")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(completed_at=None, withdrawn_at=None), name="completion_one_open"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="completion_in_order"),
            models.CheckConstraint(condition=Q(completed_at=None) | Q(withdrawn_at=None), name="completion_one_end"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.due_at:%Y-%m-%d}"


class Alternatives(models.Model):
    """What a refusal names in a country: who else can help (Ley 7/2017 art. 40.3, Ley 10/2025 art. 13.7)."""

    jurisdiction = models.CharField(_("country"), max_length=2, unique=True)
    text_es = models.TextField(_("in Spanish"))
    text_en = models.TextField(_("in English"))

    class Meta:
        ordering = ["jurisdiction"]
        verbose_name = _("alternatives of a refusal")
        verbose_name_plural = _("alternatives of refusals")
        constraints = [
            models.CheckConstraint(condition=~Q(text_es="") & ~Q(text_en=""), name="alternatives_in_both"),
            models.CheckConstraint(condition=Q(jurisdiction__regex=r"^[A-Z]{2}$"), name="alternatives_country"),
        ]

    def __str__(self) -> str:
        return self.jurisdiction


class Point(models.Model):
    """One thing that a complaint says, and what is answered to it: a refusal answers each (Ley 10/2025 13.1)."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="points", verbose_name=_("case"))
    text = models.CharField(_("point"), max_length=300)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("point of a complaint")
        verbose_name_plural = _("points of complaints")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="point_not_empty"),
            models.UniqueConstraint(fields=["ticket", "text"], name="point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
