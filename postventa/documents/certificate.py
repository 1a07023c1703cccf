"""The guarantee certificate of a unit: what the law gives, what was promised, what is left of it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import pdf_of, qr_svg
from core.errors import Refused
from customers.models import Unit
from postventa.documents.law import Legal, said
from postventa.documents.paper import Paper
from postventa.documents.promises import Guarantee, Plan
from warranties.links import unit_url
from warranties.passport import Passport, Planned, passport
from warranties.queries import rulebook
from warranties.states import Regime
from warranties.why import Why

NOT_DELIVERED = gettext_lazy(
    "The guarantees begin with the delivery, and this product was not delivered yet. The certificate can be made then."
)
# What a paper can hold without becoming a book; the owner's page of the product has the rest.
MOST_PLANS = 8
MOST_STAYS = 12
QR_LABEL = gettext_lazy("QR that opens the public page of this product")


def certificate(unit: Unit, now: datetime, language: str) -> Paper:
    """The certificate as of that instant. Equal rows on the same day give equal bytes.

    `unit` comes with product, delivery and purchase__customer. Refused `not_delivered`, and as `pdf_of`.
    """
    if unit.delivery.delivered_on is None:
        raise Refused(NOT_DELIVERED, code="not_delivered")
    known = passport(unit, now)
    with translation.override(language):
        content = pdf_of("documents/certificate.html", _context(known), language=language)
        return Paper(_("guarantee %(number)s") % {"number": _number(unit)}, content)


def qr_of(unit: Unit) -> dict[str, object]:
    """What templates/documents/_scan.html shows."""
    address = unit_url(unit)
    return {"qr": qr_svg(address, label=QR_LABEL), "address": address}


def _number(unit: Unit) -> str:
    return f"G-{unit.pk:06d}"


def _context(known: Passport) -> dict[str, object]:
    rules, repair = rulebook(), known.decision.line(Regime.REPAIR)
    return {
        "title": _("Guarantee certificate"),
        "number": _number(known.unit),
        "issued": known.today,
        "unit": known.unit,
        "installed_on": known.facts.installed_by_trader_on,
        "legal": Legal.of(known.decision.line(Regime.LEGAL), known.today),
        "guarantees": [Guarantee.of(it, known.facts, rules) for it in known.promised],
        "plans": [Plan.of(it, known) for it in _first(known)[:MOST_PLANS]],
        "more_plans": max(len(known.plans) - MOST_PLANS, 0),
        "repair": said(repair, Why.REPAIR_TERM) if repair.until and repair.until >= known.today else [],
        "stays": [(stay, stay.days(known.today)) for stay in reversed(known.stays[:MOST_STAYS])],
        "more_stays": max(len(known.stays) - MOST_STAYS, 0),
        "recalls": known.recalls,
        "site": settings.BASE_URL,
        **qr_of(known.unit),
    }


def _first(known: Passport) -> list[Planned]:
    """The plans, those that run today before the others, and the newest of each first."""
    newest = sorted(known.plans, key=lambda it: it.starts or date.max, reverse=True)
    return sorted(newest, key=lambda it: not (it.starts and it.until and it.starts <= known.today <= it.until))
