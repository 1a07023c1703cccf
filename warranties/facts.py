"""What a coverage decision is taken on: plain values, frozen. Every fact may be missing; nothing here is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from warranties.plain import from_plain, to_plain
from warranties.states import Buyer, Cause, Channel, Condition, Seller, Severity


@dataclass(frozen=True, slots=True)
class Stay:
    """The unit in the trader's hands for a corrective measure; `returned` is empty while it is still there."""

    handed_in: date
    returned: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One unit and one claim. Dates are local dates of the place of delivery; None and UNKNOWN mean «nobody said»."""

    jurisdiction: str = ""
    contract_date: date | None = None
    delivery_date: date | None = None
    installed_by_trader_on: date | None = None
    condition: str = Condition.NEW.value
    buyer: str = Buyer.UNKNOWN.value
    seller: str = Seller.TRADER.value
    channel: str = Channel.UNKNOWN.value
    used_term_agreed_months: int | None = None
    digital_supply_months: int | None = None
    custody: tuple[Stay, ...] = ()
    cause: str = Cause.UNKNOWN.value
    severity: str = Severity.NORMAL.value
    same_defect_as_repair: bool | None = None
    failed_repair_before: bool | None = None
    defect_date: date | None = None
    claim_date: date | None = None

    def to_json(self) -> dict[str, Any]:
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Facts:
        return from_plain(cls, data)


@dataclass(frozen=True, slots=True)
class CommercialTerms:
    """A commercial guarantee as promised by its guarantor, counted from delivery. Empty `territory`: everywhere."""

    code: str
    name: str
    guarantor: str
    months: int
    contract_from: date | None = None
    contract_to: date | None = None
    territory: tuple[str, ...] = ()
    parts: bool = True
    labour: bool = True
    travel: bool = False
    exclusions: str = ""
    terms_url: str = ""

    def offered_on(self, day: date) -> bool:
        """Whether a purchase of that day came with it."""
        return (self.contract_from or date.min) <= day <= (self.contract_to or date.max)
