"""The sentences of a decision, in the active language. One per code; a test keeps both lists equal."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel import Locale
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from warranties.decision import Line, Reason
from warranties.states import Ask, Burden, Verdict
from warranties.why import Why

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

ORIENTATION = _("This is orientation, not legal advice.")

SENTENCES: dict[Why, Any] = {
    Why.RULE: _("The guarantee law of %(country)s applies to the date of this contract."),
    Why.NO_RULE: _("The guarantee law of %(country)s has not been entered, so a person has to look it up."),
    Why.NO_RULE_FOR_DATE: _(
        "The law of %(country)s for contracts of %(on)s has not been entered, so a person has to look it up."
    ),
    Why.BUYER_IN_TRADE: _(
        "The buyer is a business, and the consumer guarantee does not reach it. Other law may still help."
    ),
    Why.SELLER_PRIVATE: _("The seller is a private person, and the consumer guarantee binds only traders."),
    Why.LIVE_ANIMAL: _("Live animals are left out of this guarantee."),
    Why.USED_AT_AUCTION: _("Used goods bought at an administrative auction are left out of this guarantee."),
    Why.ASK_JURISDICTION: _("The country of the customer is not known."),
    Why.ASK_CONTRACT_DATE: _("The date of the purchase is not known."),
    Why.ASK_DELIVERY_DATE: _("The delivery date is not known, and the terms run from it."),
    Why.ASK_CLAIM_DATE: _("The date of the claim is not known."),
    Why.ASK_DEFECT_DATE: _("The day on which the fault first showed is not known, and it decides here."),
    Why.ASK_CONDITION: _("It is not known whether the product was sold new or used."),
    Why.ASK_BUYER: _("It is not known whether the buyer is a consumer or a business."),
    Why.ASK_SELLER: _("It is not known whether the seller is a trader."),
    Why.ASK_CHANNEL: _("It is not known how the product was bought: in a shop or at a distance."),
    Why.ASK_CUSTODY: _("The dates of an earlier repair are missing or wrong, and they may lengthen the term."),
    Why.ASK_SAME_DEFECT: _(
        "The term has ended, but a fault that was repaired stays covered until %(until)s if it comes back."
    ),
    Why.ASK_SUPPLY: _("It is not known for how long the digital service is supplied; it may lengthen the term."),
    Why.CLAIM_BEFORE_DELIVERY: _("The claim of %(on)s is before the delivery of %(delivered)s. One date is wrong."),
    Why.DEFECT_AFTER_CLAIM: _(
        "The fault is dated %(on)s, after the claim of %(claimed)s. It is counted from the day of the claim."
    ),
    Why.DEFECT_BEFORE_DELIVERY: _(
        "The fault is dated %(on)s, before the delivery of %(delivered)s. It is counted from the delivery."
    ),
    Why.RETURN_BEFORE_HAND_IN: _(
        "A repair says returned on %(returned)s and handed in on %(on)s. One date is wrong; it is not counted."
    ),
    Why.STAYS_OVERLAP: _("Some repairs overlap in time. Each day is counted once."),
    Why.TERM: _("Delivered on %(start)s, the seller answers for faults that show until %(until)s, that day included."),
    Why.TERM_AGREED: ngettext_lazy(
        "A shorter term of %(months)s month was agreed for the used product, as the law allows.",
        "A shorter term of %(months)s months was agreed for the used product, as the law allows.",
        "months",
    ),
    Why.TERM_BELOW_FLOOR: _(
        "The term agreed for the used product (months: %(months)s) is below the legal minimum (months: %(floor)s), "
        "so it does not hold."
    ),
    Why.TERM_NOT_REDUCIBLE: _(
        "A shorter term was written, but it may be agreed only for used goods. It does not count."
    ),
    Why.TERM_SUPPLY: ngettext_lazy(
        "The seller answers for the digital part for %(months)s month, and must prove that it worked.",
        "The seller answers for the digital part for %(months)s months, and must prove that it worked.",
        "months",
    ),
    Why.PRESUMPTION: _("A fault that shows until %(until)s is taken to have been there at delivery."),
    Why.SUSPENDED: ngettext_lazy(
        "The product spent time in repair under guarantee, which lengthens the term by %(days)s day.",
        "The product spent time in repair under guarantee, which lengthens the term by %(days)s days.",
        "days",
    ),
    Why.STILL_IN_WORKSHOP: _(
        "The product was handed in on %(on)s and is not back yet. The term stands still until it returns."
    ),
    Why.INSTALLED_LATER: _(
        "The product was delivered on %(start)s and installed on %(on)s. The term may run from the installation."
    ),
    Why.SHOWN_IN_TERM: _("The fault showed by %(on)s, within the term."),
    Why.SHOWN_AFTER_TERM: _("The fault showed on %(on)s, after the term ended on %(until)s."),
    Why.SHOWN_IN_DOUBT: _("The fault showed on %(on)s. The term may reach until %(until)s; a person has to decide."),
    Why.SAME_DEFECT: _("It is the fault that was repaired, and the seller answers for it until %(until)s."),
    Why.OTHER_DEFECT: _("It is another fault than the one that was repaired."),
    Why.REPAIR_AFTER_TERM: _(
        "A repair began after the term had ended. If the guarantee paid for it, the same fault is covered for a year."
    ),
    Why.PRESUMED: _("The fault is presumed to have existed at delivery: the seller must prove otherwise."),
    Why.NOT_PRESUMED: _(
        "The presumption ended on %(until)s: the customer must show that the fault was there at delivery."
    ),
    Why.ACTION_LAPSED: _("The time to claim in court for this fault ended on %(until)s, unless it was interrupted."),
    Why.CAUSE_DEFECT: _("A defect of the product is a lack of conformity."),
    Why.CAUSE_UNKNOWN: _("Nobody has found the cause yet; on what is known it counts as a defect of the product."),
    Why.CAUSE_INSTALLED_BY_TRADER: _("A bad installation by the seller counts as a lack of conformity."),
    Why.CAUSE_FAULTY_INSTRUCTIONS: _("Faulty instructions for the installation count as a lack of conformity."),
    Why.CAUSE_INSTALLED_BY_CONSUMER: _(
        "The cause noted is the customer's own installation. Faulty instructions would change this."
    ),
    Why.CAUSE_ACCIDENT: _("The cause noted is an accident after delivery, not a fault that the product came with."),
    Why.CAUSE_MISUSE: _("The cause noted is a use that the product is not made for."),
    Why.NO_GUARANTEE: _("No commercial guarantee is recorded for this product."),
    Why.PROMISED: ngettext_lazy(
        "%(guarantor)s promises «%(name)s»: %(months)s month from delivery.",
        "%(guarantor)s promises «%(name)s»: %(months)s months from delivery.",
        "months",
    ),
    Why.PROMISES_PARTS: _("It pays for spare parts."),
    Why.PROMISES_LABOUR: _("It pays for labour."),
    Why.PROMISES_TRAVEL: _("It pays for travel to the customer."),
    Why.HAS_EXCLUSIONS: _("It leaves out: %(exclusions)s"),
    Why.OUT_OF_TERRITORY: _("It does not hold in %(country)s."),
    Why.PROMISE_IN_TERM: _("The fault showed by %(on)s, and the guarantee lasts until %(until)s."),
    Why.PROMISE_ENDED: _("The fault showed on %(on)s, and the guarantee ended on %(until)s."),
    Why.PROMISE_EXCLUDES_CAUSE: _("The guarantee promises a product without defects, not this cause."),
    Why.PROMISE_READ_TERMS: _("The cause is the installation. A person has to read what the guarantee says about it."),
    Why.WITHDRAWAL_DISTANCE_ONLY: _("The right of withdrawal is for purchases made at a distance."),
    Why.WITHDRAWAL_OPEN: _(
        "Bought at a distance and received on %(start)s: it can be returned without a cause until %(until)s."
    ),
    Why.WITHDRAWAL_BEFORE_DELIVERY: _("Bought at a distance: it can be returned without a cause until %(until)s."),
    Why.WITHDRAWAL_ENDED: _("The time to return it without a cause ended on %(until)s."),
    Why.WITHDRAWAL_DIGITAL: _(
        "Digital content can be returned only if its supply has not begun with the customer's consent."
    ),
}

QUESTIONS: dict[Ask, Any] = {
    Ask.JURISDICTION: _("In which country does the customer live?"),
    Ask.CONTRACT_DATE: _("When was it bought?"),
    Ask.DELIVERY_DATE: _("When was it delivered?"),
    Ask.CLAIM_DATE: _("When did the customer tell us?"),
    Ask.DEFECT_DATE: _("When did the fault first show?"),
    Ask.CONDITION: _("Was it sold new, used or refurbished?"),
    Ask.BUYER: _("Did the customer buy it for private use or for a business?"),
    Ask.SELLER: _("Is the seller a trader?"),
    Ask.CHANNEL: _("Was it bought in a shop or at a distance?"),
    Ask.CAUSE: _("What caused the fault?"),
    Ask.CUSTODY: _("When was it handed in for repair and when did it come back?"),
    Ask.SAME_DEFECT: _("Is it the same fault that was repaired before?"),
    Ask.SUPPLY: _("For how many months is the digital service supplied?"),
    Ask.USED_TERM: _("Which guarantee term was agreed for the used product?"),
    Ask.EARLIER_CLAIM: _("Did the customer claim before in writing?"),
}


def sentence(reason: Reason) -> str:
    """The step in words. ISO dates and country codes among its params are written as the active language does."""
    return str(SENTENCES[reason.code] % {name: _said(name, value) for name, value in reason.params})


def question(ask: Ask) -> str:
    return str(QUESTIONS[ask])


def sentences(line: Line) -> list[tuple[str, str]]:
    """Each step of a line as (sentence, citation)."""
    return [(sentence(step), step.cite) for step in line.reasons]


def verdict_label(verdict: Verdict | str) -> str:
    return str(Verdict(verdict).label)


def burden_label(burden: Burden | str) -> str:
    return str(Burden(burden).label)


def _said(name: str, value: str | int) -> Any:
    if name == "country":
        return Locale.parse(get_language() or "es").territories.get(str(value), value)
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return value
