"""What a coverage decision is taken on: plain values, frozen. Every fact may be missing; nothing here is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from warranties.plain import from_plain, to_plain
from warranties.states import Buyer, Cause, Channel, Condition, Goods, Outcome, Seller, Severity


@dataclass(frozen=True, slots=True)
class Stay:
    """The unit in the trader's hands; `returned` is empty while it is still there. `paid`: the customer pays for it."""

    handed_in: date
    returned: date | None = None
    paid: bool = False
    outcome: str = Outcome.REPAIRED.value

    @property
    def corrects(self) -> bool:
        """For a fault under guarantee, as far as is known: what suspends the terms."""
        return not self.paid and self.outcome != Outcome.NO_FAULT


@dataclass(frozen=True, slots=True)
class Recall:
    """A safety recall that reaches the unit, as its notice says."""

    announced_on: date
    title: str = ""
    remedies: tuple[str, ...] = ()
    notice_url: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One unit and one claim. Dates are local dates of the place of delivery; None and UNKNOWN mean «nobody said».

    `jurisdiction` is a country of ISO 3166, UK for the United Kingdom; `region` matters where a country has several
    laws. `announced_months` is the term that the producer announced, where the law makes that the legal one.
    `part` is what failed, when a promise is about parts.
    """

    jurisdiction: str = ""
    region: str = ""
    contract_date: date | None = None
    delivery_date: date | None = None
    installed_by_trader_on: date | None = None
    condition: str = Condition.NEW.value
    goods: str = Goods.OTHER.value
    buyer: str = Buyer.UNKNOWN.value
    seller: str = Seller.TRADER.value
    channel: str = Channel.UNKNOWN.value
    used_term_agreed_months: int | None = None
    announced_months: int | None = None
    digital_supply_months: int | None = None
    custody: tuple[Stay, ...] = ()
    replaced_on: date | None = None
    recalls: tuple[Recall, ...] = ()
    changed_hands: bool | None = False
    cause: str = Cause.UNKNOWN.value
    part: str = ""
    severity: str = Severity.NORMAL.value
    same_defect_as_repair: bool | None = None
    failed_repair_before: bool | None = None
    no_earlier_claim: bool = False
    defect_date: date | None = None
    claim_date: date | None = None

    def to_json(self) -> dict[str, Any]:
        return to_plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Facts:
        return from_plain(cls, data)
