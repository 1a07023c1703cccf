"""What somebody said in a case, by the name of the fact, and what it does to the facts that the rows know. Pure.

Which wins: the dates of the sale are the rows' once there is a row for them, because a delivery that was written down
is better known than what was remembered before it. Everything else that was said in the case stands over the rows,
and is shown as said, so that a person may take it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.rules import LONGEST_MONTHS
from warranties.facts import Facts
from warranties.jurisdictions import jurisdiction
from warranties.plain import Misfit, Unreadable, from_plain_strictly, to_plain
from warranties.states import Buyer, Cause, Channel, Condition, Seller, Severity

LONGEST_PART = 40
# The facts whose row wins over what was said.
OF_THE_SALE = ("contract_date", "delivery_date")
# What is said of the fault itself, whichever product turns out to have it; the rest is about one unit and its sale.
OF_THE_FAULT = ("cause", "part", "severity", "defect_date")

LABELS = {
    "cause": _("Cause"),
    "part": _("Part that failed"),
    "severity": _("How serious it is"),
    "defect_date": _("When the fault first showed"),
    "same_defect_as_repair": _("Same fault as the one repaired"),
    "failed_repair_before": _("A repair of this product failed before"),
    "changed_hands": _("Changed hands"),
    "jurisdiction": _("Country of the customer"),
    "contract_date": _("Day of the purchase"),
    "delivery_date": _("Day of the delivery"),
    "condition": _("Sold as"),
    "buyer": _("Bought by"),
    "seller": _("Sold by"),
    "channel": _("Where it was bought"),
    "used_term_agreed_months": _("Months agreed for the used product"),
    "digital_supply_months": _("Months of digital service"),
    "earlier_claim": _("Earlier claim in writing"),
    "no_earlier_claim": _("There was no earlier claim in writing"),
}

UNKNOWN_NAME = _("«%(name)s» is not among the facts that can be answered.")
UNREADABLE = {
    Misfit.NOT_NUMBER: _("«%(label)s» must be a whole number."),
    Misfit.NOT_YES_OR_NO: _("«%(label)s» must be yes or no."),
    Misfit.NOT_TEXT: _("«%(label)s» must be text."),
    Misfit.NOT_DATE: _("«%(label)s» must be a date."),
    Misfit.NOT_ONE_OF: _("«%(label)s» is not one of the answers offered."),
}
NOT_A_COUNTRY = _("«%(label)s» must be the two letters of a country, such as ES.")
TOO_LONG = _("«%(label)s» is too long: %(limit)s characters are the limit.")
NO_PART = _("«%(label)s» is the name of a part: letters, digits, spaces and hyphens.")
OUT_OF_RANGE = _("«%(label)s» must be between 1 and %(limit)s.")
NOT_YET = _("«%(label)s» is a day that has not come yet.")
BOTH_CLAIMS = _("Give the day of the earlier claim or say that there was none, not both.")
AFTER_THE_CLAIM = _("An earlier claim cannot be later than this case.")
BEFORE_THE_PURCHASE = _("The customer cannot have claimed before the purchase.")


class BadAnswer(ValueError):
    """An answer that cannot be taken. `name` is the fact; str() is the sentence for who gave it."""

    def __init__(self, sentence: Any, name: str, **values: object) -> None:
        label = LABELS.get(name, name)
        super().__init__(str(sentence % {"name": name, "label": label, **values}))
        self.name = name


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said; None where nothing was. `earlier_claim`: the customer claimed in writing on that day already.

    `part` is the short name of a part and nothing else, because answers stay in a row that is never changed: no room
    for a sentence about the customer.
    """

    cause: Cause | None = None
    part: str | None = None
    severity: Severity | None = None
    defect_date: date | None = None
    same_defect_as_repair: bool | None = None
    failed_repair_before: bool | None = None
    changed_hands: bool | None = None
    jurisdiction: str | None = None
    contract_date: date | None = None
    delivery_date: date | None = None
    condition: Condition | None = None
    buyer: Buyer | None = None
    seller: Seller | None = None
    channel: Channel | None = None
    used_term_agreed_months: int | None = None
    digital_supply_months: int | None = None
    earlier_claim: date | None = None
    no_earlier_claim: bool | None = None

    @classmethod
    def read(cls, said: Mapping[str, object]) -> Answers:
        """From plain or typed values by the name of the fact; None and «» take an answer back.

        Errors: BadAnswer for an unknown name and for a value that cannot be read or makes no sense by itself.
        """
        plain = {name: to_plain(value) for name, value in said.items() if value not in (None, "")}
        if unknown := next((name for name in said if name not in LABELS), None):
            raise BadAnswer(UNKNOWN_NAME, unknown)
        try:
            return _tidy(from_plain_strictly(cls, plain))
        except Unreadable as fault:
            raise BadAnswer(UNREADABLE[fault.misfit], fault.field) from None

    def to_json(self) -> dict[str, Any]:
        """Only what was said; read() takes it back."""
        return {name: value for name, value in to_plain(self).items() if value is not None}

    def check(self, *, today: date, claimed: date, bought: date | None) -> None:
        """Errors: BadAnswer for a day that has not come, and for a claim before the purchase or after this one."""
        for name in ("defect_date", "contract_date", "delivery_date"):
            day = getattr(self, name)
            if day is not None and day > today:
                raise BadAnswer(NOT_YET, name)
        if self.earlier_claim is None:
            return
        if self.earlier_claim > claimed:
            raise BadAnswer(AFTER_THE_CLAIM, "earlier_claim")
        if bought is not None and self.earlier_claim < bought:
            raise BadAnswer(BEFORE_THE_PURCHASE, "earlier_claim")


def applied(facts: Facts, answers: Answers) -> Facts:
    """The facts of the rows with what was said; an earlier claim in writing is when the claim counts from."""
    said = {field.name: getattr(answers, field.name) for field in fields(Answers)}
    earlier = said.pop("earlier_claim")
    kept = {name for name in OF_THE_SALE if getattr(facts, name) is not None}
    told = {name: _word(value) for name, value in said.items() if value is not None and name not in kept}
    if earlier is not None:
        told["claim_date"] = min(earlier, facts.claim_date or earlier)
    return replace(facts, **told)


def is_part(name: str) -> bool:
    """Whether it can be the name of a part: letters, digits, spaces and hyphens. Empty is no name and no fault."""
    return all(letter.isalnum() or letter in " -" for letter in name)


def _word(value: Any) -> Any:
    """Facts keep words as plain text, so that the same facts are equal wherever they come from."""
    return value if isinstance(value, date) else to_plain(value)


def _tidy(answers: Answers) -> Answers:
    """Without what is no answer («not known yet»), blanks and capitals put right, nothing that no one can mean."""
    part, country = (answers.part or "").replace("\x00", "").strip(), (answers.jurisdiction or "").strip().upper()
    if len(part) > LONGEST_PART:
        raise BadAnswer(TOO_LONG, "part", limit=LONGEST_PART)
    if not is_part(part):
        raise BadAnswer(NO_PART, "part")
    if answers.earlier_claim and answers.no_earlier_claim:
        raise BadAnswer(BOTH_CLAIMS, "earlier_claim")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadAnswer(NOT_A_COUNTRY, "jurisdiction")
    for name in ("used_term_agreed_months", "digital_supply_months"):
        months = getattr(answers, name)
        if months is not None and not 1 <= months <= LONGEST_MONTHS:
            raise BadAnswer(OUT_OF_RANGE, name, limit=LONGEST_MONTHS)
    return replace(
        answers,
        cause=None if answers.cause == Cause.UNKNOWN else answers.cause,
        part=part or None,
        no_earlier_claim=answers.no_earlier_claim or None,
        jurisdiction=jurisdiction(country) or None,
    )
