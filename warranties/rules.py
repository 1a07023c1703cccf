"""The law as data, by jurisdiction and date of contract. Orientation, not legal advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Citations:
    """Where the law says each point. Every reason of a legal line takes one of these."""

    law: str
    consumer: str
    trader: str
    excluded: str
    start: str
    term: str
    used_term: str
    supply: str
    presumption: str
    supply_presumption: str
    suspension: str
    after_conformity: str
    action: str
    conformity: str
    trader_installs: str
    instructions: str
    remedies: str
    counting: str
    withdrawal: str
    withdrawal_digital: str


@dataclass(frozen=True, slots=True)
class LegalRule:
    """One jurisdiction's guarantee for contracts made from `contract_from` to `contract_to`, both included."""

    code: str
    jurisdiction: str
    contract_from: date | None
    contract_to: date | None
    goods_months: int
    used_floor_months: int
    presumption_months: int
    digital_months: int
    digital_presumption_months: int
    supply_floor_months: int
    after_conformity_months: int
    action_months: int
    withdrawal_days: int
    cites: Citations

    def holds_on(self, day: date) -> bool:
        return (self.contract_from or date.min) <= day <= (self.contract_to or date.max)


SPAIN_2022 = LegalRule(
    code="ES-2022",
    jurisdiction="ES",
    contract_from=date(2022, 1, 1),
    contract_to=None,
    goods_months=36,
    used_floor_months=12,
    presumption_months=24,
    digital_months=24,
    digital_presumption_months=12,
    supply_floor_months=36,
    after_conformity_months=12,
    action_months=60,
    withdrawal_days=14,
    cites=Citations(
        law="TRLGDCU 114-124 (RDL 7/2021)",
        consumer="TRLGDCU 3",
        trader="TRLGDCU 2, 4, 114",
        excluded="TRLGDCU 114.2",
        start="TRLGDCU 123.1",
        term="TRLGDCU 120.1",
        used_term="TRLGDCU 120.1, par. 2",
        supply="TRLGDCU 120.2",
        presumption="TRLGDCU 121.1",
        supply_presumption="TRLGDCU 121.2",
        suspension="TRLGDCU 122.1-2",
        after_conformity="TRLGDCU 122.3",
        action="TRLGDCU 124",
        conformity="TRLGDCU 115, 117",
        trader_installs="TRLGDCU 115 quater a)",
        instructions="TRLGDCU 115 quater b)",
        remedies="TRLGDCU 118-119 ter",
        counting="CC 5.1",
        withdrawal="TRLGDCU 102, 104",
        withdrawal_digital="TRLGDCU 103 m)",
    ),
)

RULES: tuple[LegalRule, ...] = (SPAIN_2022,)

# For the consumer's country whose law nobody has entered, and for contracts older than the law that was.
CITE_NO_RULE = "Rome I, Reg. (EC) 593/2008, art. 6"
CITE_NO_RULE_FOR_DATE = "Dir. (EU) 2019/771, art. 24.2"


def rule_for(rules: Sequence[LegalRule], jurisdiction: str, contract_date: date | None) -> LegalRule | None:
    """The rule of that place for a contract of that day; of several, the one that came into force last."""
    if contract_date is None:
        return None
    found = [rule for rule in rules if rule.jurisdiction == jurisdiction and rule.holds_on(contract_date)]
    return max(found, key=lambda rule: rule.contract_from or date.min, default=None)
