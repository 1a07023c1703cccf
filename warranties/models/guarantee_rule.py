from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from warranties.law import rule_from
from warranties.rules import Rule
from warranties.states import Origin, RuleKind, Source


class GuaranteeRuleQuerySet(models.QuerySet["GuaranteeRule"]):
    def current(self) -> GuaranteeRuleQuerySet:
        """The row of each code that is in force or waits to be confirmed."""
        return self.filter(current=True)

    def waiting(self) -> GuaranteeRuleQuerySet:
        """Those that decide nothing until somebody confirms them."""
        return self.current().filter(confirmed=False)


class GuaranteeRule(models.Model):
    """One text of law with its citations. Terms and citations of a row are never rewritten: a change is a new row.

    One row of each code is current: the newest of the package, or the company's own in its place. Orientation, not
    legal advice.
    """

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    kind = models.CharField(_("kind"), max_length=12, choices=RuleKind)
    jurisdiction = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=40, blank=True)
    contract_from = models.DateField(_("for contracts from"), null=True, blank=True)
    contract_to = models.DateField(_("for contracts until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=16, choices=Source)
    confirmed = models.BooleanField(_("confirmed"))
    terms = models.JSONField(_("terms"))
    cites = models.JSONField(_("citations"))
    note = models.TextField(_("note"), blank=True)
    current = models.BooleanField(_("current"))
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("created by")
    )

    objects = GuaranteeRuleQuerySet.as_manager()

    class Meta:
        ordering = ["jurisdiction", "kind", "code", "-current", "-version", "origin"]
        verbose_name = _("rule of law")
        verbose_name_plural = _("rules of law")
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "origin"], name="rule_once_per_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(current=True), name="rule_one_current_per_code"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="rule_origin_known"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="rule_kind_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="rule_source_known"),
            models.CheckConstraint(condition=Q(jurisdiction__regex=r"^[A-Z]{2}$"), name="rule_country_two_letters"),
            models.CheckConstraint(
                condition=Q(contract_from=None) | Q(contract_to=None) | Q(contract_from__lte=F("contract_to")),
                name="rule_contract_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def entry(self) -> dict[str, Any]:
        """Itself in the shape of the file that the package ships."""
        return {
            "code": self.code,
            "version": self.version,
            "kind": self.kind,
            "jurisdiction": self.jurisdiction,
            "region": self.region,
            "contract_from": self.contract_from.isoformat() if self.contract_from else None,
            "contract_to": self.contract_to.isoformat() if self.contract_to else None,
            "source": self.source,
            "confirmed": self.confirmed,
            "note": self.note,
            "terms": self.terms,
            "cites": self.cites,
        }

    def rule(self) -> Rule:
        """Itself as the coverage decision takes it. ValueError, with a sentence, when the terms cannot be read."""
        return replace(rule_from(self.entry()), origin=str(self.origin))
