"""The sentences of a decision, in the active language. One per code; a test keeps both lists equal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from warranties.decision import Line, Reason
from warranties.jurisdictions import country_name
from warranties.states import Ask, Burden, Verdict
from warranties.why import Why

# The params that are days; any other text is somebody's name, whatever it looks like.
_DAYS = frozenset({"on", "until", "start", "delivered", "claimed", "returned"})

ORIENTATION = _("This is orientation, not legal advice.")

SENTENCES: dict[Why, Any] = {
    Why.RULE: _("The guarantee law for a contract of this date: %(country)s."),
    Why.NO_RULE: _("The guarantee law of this country (%(country)s) has not been entered: a person has to look it up."),
    Why.NO_REPAIR_RULE: _(
        "What this country (%(country)s) says of paid repairs has not been entered: a person has to look it up."
    ),
    Why.NO_WITHDRAWAL_RULE: _(
        "What this country (%(country)s) says of withdrawal has not been entered: a person has to look it up."
    ),
    Why.NO_RULE_FOR_DATE: _(
        "The law of %(country)s for contracts of %(on)s has not been entered, so a person has to look it up."
    ),
    Why.BUYER_IN_TRADE: _(
        "The buyer is a business, and the consumer guarantee does not reach it. Other law may still help."
    ),
    Why.SELLER_PRIVATE: _("The seller is a private person, and the consumer guarantee binds only traders."),
    Why.LIVE_ANIMAL: _("Live animals are left out of this guarantee."),
    Why.USED_AT_AUCTION: _("Used goods bought at an administrative auction are left out of this guarantee."),
    Why.RULE_UNCONFIRMED: _(
        "The law of %(country)s was entered (%(rule)s), but nobody has confirmed it yet, so a person has to look it up."
    ),
    Why.WAIVED: _("It was sold used and without guarantee, accepted in writing, as this law allows."),
    Why.USED_LEFT_OUT: _("It was sold as used, and this guarantee is for new products."),
    Why.ABOUT_PAID_REPAIR: _("The claim is about a repair that was paid for; that one has a guarantee of its own."),
    Why.OTHER_LAW: _("Other law may still help, for example on hidden defects; a person has to look at it."),
    Why.BUSINESS_UNSTATED: _("The buyer is a business. The law entered here does not say whether it reaches them."),
    Why.NONPROFIT_UNSTATED: _(
        "The buyer is a non-profit body. The law entered here does not say whether it reaches them."
    ),
    Why.LIVE_ANIMAL_UNSTATED: _("The law entered here does not speak of live animals."),
    Why.AUCTION_UNSTATED: _("The law entered here does not speak of used goods bought at an auction."),
    Why.USED_UNSTATED: _("The law entered here does not say how long used goods are guaranteed."),
    Why.DIGITAL_UNSTATED: _("The law entered here does not say how long digital content is guaranteed."),
    Why.NO_FIXED_TERM: _(
        "The law of %(country)s sets no fixed term: what was promised counts, and a person has to judge the rest."
    ),
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
        "A fault that was repaired is answered for until %(until)s if it comes back. Is it that one?"
    ),
    Why.ASK_SUPPLY: _("It is not known for how long the digital service is supplied; it may lengthen the term."),
    Why.ASK_CAUSE: _("The cause is not known, and it decides here."),
    Why.ASK_PART: _("It is not known which part failed; some parts are guaranteed until %(until)s."),
    Why.ASK_REGISTERED: _("This guarantee runs from the registration of the product, and none is on record."),
    Why.ASK_CHANGED_HANDS: _("It is not known whether the product has changed hands."),
    Why.CLAIM_BEFORE_DELIVERY: _("The claim of %(on)s is before the delivery of %(delivered)s. One date is wrong."),
    Why.DEFECT_AFTER_CLAIM: _(
        "The fault is dated %(on)s, after the claim of %(claimed)s. It is counted from the day of the claim."
    ),
    Why.CONTRACT_AFTER_DELIVERY: _(
        "The purchase is dated %(on)s, after the delivery of %(delivered)s. One date may be wrong."
    ),
    Why.INSTALLED_BEFORE_DELIVERY: _(
        "The installation is dated %(on)s, before the delivery of %(delivered)s. It is not counted."
    ),
    Why.STAY_BEFORE_DELIVERY: _(
        "A stay in the workshop is dated %(on)s, before the delivery of %(delivered)s. What came before is not counted."
    ),
    Why.DEFECT_BEFORE_DELIVERY: _(
        "The fault is dated %(on)s, before the delivery of %(delivered)s. It is counted from the delivery."
    ),
    Why.RETURN_BEFORE_HAND_IN: _(
        "A repair says returned on %(returned)s and handed in on %(on)s. One date is wrong; it is not counted."
    ),
    Why.STAYS_OVERLAP: _("Some repairs overlap in time. Each day is counted once."),
    Why.REPLACED_BEFORE_DELIVERY: _(
        "The replacement is dated %(on)s, before the delivery of %(delivered)s. One date is wrong; it is not counted."
    ),
    Why.TERM: _("Delivered on %(start)s, the seller answers for faults that show until %(until)s, that day included."),
    Why.TERM_AGREED: ngettext_lazy(
        "A shorter term of %(months)s month was agreed for the used product, which holds if it was agreed expressly.",
        "A shorter term of %(months)s months was agreed for the used product, which holds if it was agreed expressly.",
        "months",
    ),
    Why.TERM_BELOW_FLOOR: _(
        "The term agreed for the used product (months: %(months)s) is below the legal minimum (months: %(floor)s), "
        "so it does not hold."
    ),
    Why.TERM_NOT_REDUCIBLE: _(
        "A shorter term was written, but this law does not allow it for this product. It does not count."
    ),
    Why.TERM_SUPPLY: ngettext_lazy(
        "The seller answers for the digital part for %(months)s month, and must prove that it worked.",
        "The seller answers for the digital part for %(months)s months, and must prove that it worked.",
        "months",
    ),
    Why.TERM_ANNOUNCED: ngettext_lazy(
        "The term that the producer announced counts here: %(months)s month.",
        "The term that the producer announced counts here: %(months)s months.",
        "months",
    ),
    Why.TERM_OF_USED: ngettext_lazy(
        "Used products have a term of their own here: %(months)s month.",
        "Used products have a term of their own here: %(months)s months.",
        "months",
    ),
    Why.TERM_TO_CLAIM: _("Delivered on %(start)s, a claim can be made until %(until)s, that day included."),
    Why.WAIVER_VOID: _("It was sold without guarantee, but this law does not let anyone give up the guarantee."),
    Why.PRESUMPTION: _("A fault that shows until %(until)s is taken to have been there at delivery."),
    Why.SUSPENDED: ngettext_lazy(
        "The product spent time in repair under guarantee, which lengthens the term by %(days)s day.",
        "The product spent time in repair under guarantee, which lengthens the term by %(days)s days.",
        "days",
    ),
    Why.STILL_IN_WORKSHOP: _("The product was handed in on %(on)s and is not back yet."),
    Why.STANDS_STILL: _("The term stands still until the product returns; its last day moves with each day."),
    Why.INSTALLED_LATER: _(
        "The product was delivered on %(start)s and installed on %(on)s. The term may run from the installation."
    ),
    Why.STARTS_WHEN_INSTALLED: _("The seller installed it on %(on)s, and the term runs from that day."),
    Why.EXTENDED_BY_REPAIR: ngettext_lazy(
        "Repairs under guarantee lengthen the term by %(months)s month.",
        "Repairs under guarantee lengthen the term by %(months)s months.",
        "months",
    ),
    Why.EXTENSION_UNCONFIRMED: _(
        "A rule by which a repair lengthens the term (%(rule)s) is entered but not confirmed; it is not counted."
    ),
    Why.REPLACED_RESTARTS: _("The product was replaced on %(on)s, and the term began anew."),
    Why.REPLACED_NO_RESTART: _("The product was replaced on %(on)s. That does not begin a new term here."),
    Why.REPLACEMENT_IN_DOUBT: _("The product was replaced on %(on)s. Whether the term began anew is for a person."),
    Why.SHOWN_IN_TERM: _("The fault showed by %(on)s, within the term."),
    Why.SHOWN_AFTER_TERM: _("The fault showed on %(on)s, after the term ended on %(until)s."),
    Why.SHOWN_IN_DOUBT: _("The fault showed on %(on)s. The term may reach until %(until)s; a person has to decide."),
    Why.SAME_DEFECT: _("It is the fault that was repaired, and the seller answers for it until %(until)s."),
    Why.OTHER_DEFECT: _("It is another fault than the one that was repaired."),
    Why.REPAIR_AFTER_TERM: _(
        "A repair or replacement came after the term had ended. If a guarantee paid for it, the fault may be covered."
    ),
    Why.PRESUMED: _("The fault is presumed to have existed at delivery: the seller must prove otherwise."),
    Why.NOT_PRESUMED: _(
        "The presumption ended on %(until)s: the customer must show that the fault was there at delivery."
    ),
    Why.ACTION_LAPSED: _("The time to claim in court for this fault ended on %(until)s, unless it was interrupted."),
    Why.BACK_AFTER_RETURN: _("It is the fault that was repaired, and a claim for it can be made until %(until)s."),
    Why.REJECTION_OPEN: _("In the first days, until %(until)s, the customer may also give it back at once."),
    Why.REJECTION_PROOF: _("To give it back in those days, the customer must show that the fault was there."),
    Why.SELLER_PROVES: _("Under this law the seller must prove any reason not to answer."),
    Why.PROOF_UNSTATED: _("The law entered here does not say who must prove whether the fault was there at delivery."),
    Why.CAUSE_DEFECT: _("A defect of the product is a lack of conformity."),
    Why.CAUSE_UNKNOWN: _("Nobody has found the cause yet; on what is known it counts as a defect of the product."),
    Why.CAUSE_INSTALLED_BY_TRADER: _("A bad installation by the seller counts as a lack of conformity."),
    Why.CAUSE_FAULTY_INSTRUCTIONS: _("Faulty instructions for the installation count as a lack of conformity."),
    Why.CAUSE_INSTALLED_BY_CONSUMER: _(
        "The cause noted is the customer's own installation. Faulty instructions would change this."
    ),
    Why.CAUSE_ACCIDENT: _("The cause noted is an accident after delivery, not a fault that the product came with."),
    Why.CAUSE_MISUSE: _("The cause noted is a use that the product is not made for."),
    Why.CAUSE_WEAR: _(
        "The cause noted is the wear of normal use, which is no defect unless it comes sooner than may be expected."
    ),
    Why.CAUSE_TRANSIT: _("It was damaged before the customer had it, and until then the seller answers."),
    Why.CAUSE_NOT_AS_AGREED: _("It is not what was described, or something is missing: a lack of conformity."),
    Why.CAUSE_UPDATE_NOT_INSTALLED: _(
        "The cause noted is an update that the customer was told about and did not install."
    ),
    Why.CAUSE_ACCEPTED: _("The customer was told of it when buying, and accepted it expressly."),
    Why.CAUSE_NO_DEFECT: _("Nothing is wrong with the product, so there is no fault to answer for."),
    Why.INFORM_CHOICE: _(
        "Before anything is done, tell the customer that they may choose repair or replacement, "
        "unless one is impossible or out of proportion."
    ),
    Why.INFORM_EXTENSION: ngettext_lazy(
        "Before anything is done, tell the customer that a repair lengthens the guarantee by %(months)s month.",
        "Before anything is done, tell the customer that a repair lengthens the guarantee by %(months)s months.",
        "months",
    ),
    Why.FREE_OF_CHARGE: _("It costs the customer nothing: neither parts, nor labour, nor transport."),
    Why.RECEIPTS: _("Give the customer a receipt when the product is handed in and another when it is returned."),
    Why.SPARE_PARTS: ngettext_lazy(
        "Spare parts must be available for %(years)s year after the model is no longer made.",
        "Spare parts must be available for %(years)s years after the model is no longer made.",
        "years",
    ),
    Why.REFUSAL_IN_WRITING: _("A refusal is given in writing, with its reasons."),
    Why.REPAIR_CERTIFICATE: _("After a repair, give the customer a certificate of what was done."),
    Why.TRANSPORT_ON_SELLER: _("The seller pays for the transport to the workshop and back."),
    Why.FREE_CHOICE: _("The customer chooses freely between repair, replacement and refund."),
    Why.BONUS: _("With a replacement or a refund, a bonus of at least a fifth of the price is owed."),
    Why.NO_TIE_IN: _("The guarantee may not depend on using a certain brand of parts or service."),
    Why.DEADLINE_REPAIR: ngettext_lazy(
        "The product must be put right within %(days)s day of the request.",
        "The product must be put right within %(days)s days of the request.",
        "days",
    ),
    Why.DEADLINE_REFUND: ngettext_lazy(
        "A refund is paid within %(days)s day of being owed, by the same means of payment.",
        "A refund is paid within %(days)s days of being owed, by the same means of payment.",
        "days",
    ),
    Why.DEADLINE_REPAIR_WORKING: ngettext_lazy(
        "A repair takes at most %(days)s working day.",
        "A repair takes at most %(days)s working days.",
        "days",
    ),
    Why.DEADLINE_REPAIR_WITH_LOAN_WORKING: ngettext_lazy(
        "With a product on loan meanwhile, a repair takes at most %(days)s working day.",
        "With a product on loan meanwhile, a repair takes at most %(days)s working days.",
        "days",
    ),
    Why.DEADLINE_REPLACE_WORKING: ngettext_lazy(
        "A replacement is given within %(days)s working day.",
        "A replacement is given within %(days)s working days.",
        "days",
    ),
    Why.DEADLINE_REFUND_WORKING: ngettext_lazy(
        "A refund is paid within %(days)s working day.",
        "A refund is paid within %(days)s working days.",
        "days",
    ),
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
    Why.PROMISE_READ_TERMS: _("A person has to read what the guarantee says about this cause."),
    Why.PROMISED_PARTS_ONLY: _("%(guarantor)s promises «%(name)s» for some parts."),
    Why.PROMISED_COMPONENT: ngettext_lazy(
        "For the part «%(part)s»: %(months)s month.",
        "For the part «%(part)s»: %(months)s months.",
        "months",
    ),
    Why.PART_NOT_PROMISED: _("The part that failed, «%(part)s», is not among those that it promises."),
    Why.ADVERTISED_LONGER: ngettext_lazy(
        "The paper says %(months)s month and the advertising said more: what is better for the customer counts.",
        "The paper says %(months)s months and the advertising said more: what is better for the customer counts.",
        "months",
    ),
    Why.NOT_TRANSFERABLE: _("It is for the first owner only, and the product has changed hands."),
    Why.NO_PLAN: _("No service plan is recorded for this product."),
    Why.PLAN_BOUGHT: ngettext_lazy(
        "The plan «%(name)s» of %(guarantor)s runs for %(months)s month.",
        "The plan «%(name)s» of %(guarantor)s runs for %(months)s months.",
        "months",
    ),
    Why.PLAN_ANSWERS_FOR_DEFECTS: _("It answers for defects."),
    Why.PLAN_ANSWERS_FOR_ACCIDENTS: _("It answers for accidental damage."),
    Why.PLAN_OTHER_CAUSE: _("The plan does not answer for this cause."),
    Why.PLAN_IN_TERM: _("It showed by %(on)s, and the plan lasts until %(until)s."),
    Why.PLAN_ENDED: _("It showed on %(on)s, and the plan ended on %(until)s."),
    Why.PLAN_NOT_BEGUN: _("It showed on %(on)s, and the plan begins on %(start)s."),
    Why.NO_PAID_REPAIR: _("No repair that the customer paid for is recorded."),
    Why.REPAIR_RULE: _("In %(country)s a repair that was paid for has a guarantee of its own."),
    Why.REPAIR_TERM: _("It came back on %(start)s, and the repair is guaranteed until %(until)s, that day included."),
    Why.REPAIR_KM: _("For a vehicle it also ends after %(km)s km, whichever comes first."),
    Why.REPAIR_IN_TERM: _("The fault showed by %(on)s, and the repair is guaranteed until %(until)s."),
    Why.REPAIR_ENDED: _("The fault showed on %(on)s, and the guarantee of the repair ended on %(until)s."),
    Why.REPAIR_LATER: _("The fault showed on %(on)s, before the product came back from that repair on %(returned)s."),
    Why.NO_RECALL: _("No safety recall reaches this product."),
    Why.RECALLED_ON: _("A safety recall of %(on)s reaches this product."),
    Why.RECALLED: _("A safety recall of %(on)s reaches this product: %(name)s"),
    Why.RECALL_WHATEVER_AGE: _(
        "Its remedies are free and owed whatever the age of the product: a choice of two or more where possible, and "
        "the refund if the other is not done in time."
    ),
    Why.RECALL_BY_NOTICE: _("What its notice offers is owed, whatever the age of the product."),
    Why.RECALL_BUSINESS: _(
        "The buyer is a business, and the remedies of a recall are for consumers. A person decides."
    ),
    Why.WITHDRAWAL_DISTANCE_ONLY: _(
        "The right of withdrawal is for purchases made at a distance or away from the shop."
    ),
    Why.WITHDRAWAL_OPEN: _(
        "Bought at a distance and received on %(start)s: it can be returned without a cause until %(until)s, with few "
        "exceptions, such as goods made to measure."
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
    Ask.PART: _("Which part failed?"),
    Ask.REGISTERED: _("When was the product registered with the guarantor?"),
    Ask.CHANGED_HANDS: _("Has the product changed hands since it was bought?"),
    Ask.REPLACED: _("When was the product replaced?"),
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
        return country_name(str(value))
    if name in _DAYS and isinstance(value, str):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    return value
