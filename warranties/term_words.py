"""The terms of a rule of law in words, for whoever reviews it. The texts of law themselves are in its citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warranties.decision import Reason
from warranties.states import Goods, Remedy
from warranties.why import Why
from warranties.wording import sentence

FIELDS = {
    "goods_months": gettext_lazy("Term, in months"),
    "goods_days": gettext_lazy("Term, in calendar days"),
    "announced_term_counts": gettext_lazy("The term that the producer announces counts"),
    "used": gettext_lazy("Used products"),
    "used_months": gettext_lazy("Term of used products, in months"),
    "used_floor_months": gettext_lazy("Shortest term that may be agreed for used products, in months"),
    "refurbished_reducible": gettext_lazy("A shorter term may be agreed for refurbished products"),
    "used_waivable": gettext_lazy("Used products may be sold without guarantee in writing"),
    "proof": gettext_lazy("Who must prove whether the fault was there at delivery"),
    "presumption_months": gettext_lazy("Presumption, in months"),
    "presumption_used_months": gettext_lazy("Presumption for used products, in months"),
    "presumption_reduced_months": gettext_lazy("Presumption when a shorter term was agreed, in months"),
    "presumption_counts_first_day": gettext_lazy("The presumption counts its first day"),
    "digital_months": gettext_lazy("Term of digital content, in months"),
    "digital_presumption_months": gettext_lazy("Presumption for digital content, in months"),
    "supply_floor_months": gettext_lazy("Shortest term for a digital service supplied over time, in months"),
    "starts_when_installed": gettext_lazy("The term runs from the installation by the seller"),
    "suspends_liability": gettext_lazy("The term stands still during a repair"),
    "suspends_presumption": gettext_lazy("The presumption stands still during a repair"),
    "suspends_promises": gettext_lazy("Commercial guarantees stand still during a repair"),
    "repair_extension_months": gettext_lazy("Months that each repair adds"),
    "repair_extension_max": gettext_lazy("How many repairs add months"),
    "replacement": gettext_lazy("What a replacement does to the term"),
    "renews_promises": gettext_lazy("A replacement renews commercial guarantees"),
    "after_conformity_months": gettext_lazy("Term for the same fault after a repair, in months"),
    "action": gettext_lazy("From when the time to claim in court runs"),
    "action_months": gettext_lazy("Time to claim in court, in months"),
    "tail_shown_months": gettext_lazy("Months left to claim after the fault showed"),
    "tail_return_months": gettext_lazy("Months left to claim after the product came back"),
    "live_animals_excluded": gettext_lazy("Leaves out live animals"),
    "auctions_excluded": gettext_lazy("Leaves out administrative auctions"),
    "business_excluded": gettext_lazy("Leaves out buyers who buy for a business"),
    "nonprofit_counts": gettext_lazy("Protects non-profit bodies outside their trade"),
    "first": gettext_lazy("Remedies open at once"),
    "second": gettext_lazy("Remedies that open when the first ones fail"),
    "serious_opens_second": gettext_lazy("A serious fault opens them at once"),
    "minor_bars_termination": gettext_lazy("A minor fault does not end the contract"),
    "rejection_days": gettext_lazy("First days in which it may be rejected"),
    "rejection": gettext_lazy("Remedies of those first days"),
    "rejection_stops_in_repair": gettext_lazy("Those days stand still during a repair"),
    "deadlines": gettext_lazy("Days in which the seller must act"),
    "duties": gettext_lazy("Duties of the seller"),
    "spare_parts_years": gettext_lazy("Years with spare parts"),
    "collect_months": gettext_lazy("Right to collect what was handed in, in months"),
    "months": gettext_lazy("Months"),
    "days": gettext_lazy("Days"),
    "goods": gettext_lazy("Kind of product"),
    "km": gettext_lazy("Kilometres that end it earlier"),
    "times": gettext_lazy("How many times"),
    "remedies": gettext_lazy("Remedies"),
}
WORDS = {
    ("used", "as_new"): gettext_lazy("As new ones"),
    ("used", "own_term"): gettext_lazy("With a term of their own"),
    ("used", "excluded"): gettext_lazy("They are left out"),
    ("used", "unstated"): gettext_lazy("Not said"),
    ("proof", "presumption"): gettext_lazy("The seller while the presumption lasts, then the customer"),
    ("proof", "trader"): gettext_lazy("The seller, always"),
    ("proof", "unstated"): gettext_lazy("Not said"),
    ("replacement", "nothing"): gettext_lazy("Nothing"),
    ("replacement", "restarts"): gettext_lazy("It begins anew"),
    ("replacement", "restarts_after_failed_repair"): gettext_lazy("It begins anew if a repair was due and not made"),
    ("action", "none"): gettext_lazy("Not said"),
    ("action", "from_defect"): gettext_lazy("From the day the fault showed"),
    ("action", "from_delivery"): gettext_lazy("From the delivery"),
    ("action", "from_claim"): gettext_lazy("From the day the customer told the seller"),
    ("action", "with_term"): gettext_lazy("With the term: it is the time to claim"),
}


def in_order(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms in the order of this page, which is the one in which a reviewer asks for them."""
    order = list(FIELDS)
    return dict(sorted(terms.items(), key=lambda item: order.index(item[0]) if item[0] in FIELDS else len(order)))


def terms_in_words(terms: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each term as (its words, its name in the file, its value in words)."""
    for name, value in in_order(terms).items():
        yield str(FIELDS.get(name, name)), name, _said(name, value, terms)


def _said(name: str, value: Any, terms: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == []:
        return "—"
    if name == "deadlines":
        return " ".join(_sentence(code, days=days) for code, days in value)
    if name == "duties":
        return " ".join(_sentence(code, years=terms.get("spare_parts_years") or 0) for code in value)
    if isinstance(value, list):
        return ", ".join(_said(name, item, terms) for item in value)
    if name == "goods":
        return str(dict(Goods.choices).get(value, value))
    return str(WORDS.get((name, value)) or dict(Remedy.choices).get(value, value))


def _sentence(code: str, **params: int) -> str:
    return sentence(Reason(Why(code), params=tuple(params.items())))
