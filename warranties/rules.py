"""The law as data: one rule per jurisdiction, kind and dates of contract, with its citations. Pure.

The texts are in `warranties/law/guarantee_rules.json`; which of them are in force is in the rows of GuaranteeRule.
Orientation, not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from warranties.states import Goods, Origin, RuleKind

# Member states, for the rules of the Union itself.
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EUROPEAN_UNION = frozenset(_MEMBERS.split())
UNION = "EU"

# For the consumer's country whose law nobody has entered, and for contracts older than the law that was.
CITE_NO_RULE = "Rome I, Reg. (EC) 593/2008, art. 6"
CITE_NO_RULE_FOR_DATE = "Dir. (EU) 2019/771, art. 24.2"


class Point(StrEnum):
    """What a citation is about. A rule without one for a point falls back to its `law`."""

    LAW = "law"
    CONSUMER = "consumer"
    TRADER = "trader"
    EXCLUDED = "excluded"
    BUSINESS = "business"
    START = "start"
    TERM = "term"
    USED = "used"
    SUPPLY = "supply"
    PRESUMPTION = "presumption"
    PROOF = "proof"
    SUSPENSION = "suspension"
    EXTENSION = "extension"
    REPLACEMENT = "replacement"
    AFTER_CONFORMITY = "after_conformity"
    ACTION = "action"
    CONFORMITY = "conformity"
    TRADER_INSTALLS = "trader_installs"
    INSTRUCTIONS = "instructions"
    UPDATES = "updates"
    ACCEPTED = "accepted"
    REMEDIES = "remedies"
    REJECTION = "rejection"
    COUNTING = "counting"
    DEADLINES = "deadlines"
    DUTIES = "duties"
    COLLECT = "collect"
    OTHER_LAW = "other_law"
    DIGITAL = "digital"


class Used(StrEnum):
    """What becomes of used goods."""

    AS_NEW = "as_new"
    OWN_TERM = "own_term"
    EXCLUDED = "excluded"
    UNSTATED = "unstated"


class Proof(StrEnum):
    """Who must prove that the fault was there at delivery."""

    PRESUMPTION = "presumption"
    TRADER = "trader"
    UNSTATED = "unstated"


class Replacement(StrEnum):
    """What a replacement does to the term."""

    NOTHING = "nothing"
    RESTARTS = "restarts"
    RESTARTS_AFTER_FAILED_REPAIR = "restarts_after_failed_repair"


class Action(StrEnum):
    """From when the time to claim runs. WITH_TERM: the term is itself the time in which to claim."""

    NONE = "none"
    FROM_DEFECT = "from_defect"
    FROM_DELIVERY = "from_delivery"
    FROM_CLAIM = "from_claim"
    WITH_TERM = "with_term"


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """The guarantee that the law gives with a sale. Terms in months, or `goods_days` in calendar days.

    No `goods_months` nor `goods_days`: the law sets no term. `used_floor_months`: the shortest that may be agreed for
    used goods, None when it may not be shortened. The two `tail`s are months that must be left to claim after a fault
    showed and after a unit came back. `first` are the remedies open at once, `second` those that open when an attempt
    failed or the fault is serious. `deadlines` pairs a code of why.py with days, `duties` are such codes.
    `collect_months`: how long what was handed in can be collected, counted from the hand-in.
    """

    goods_months: int | None = None
    goods_days: int | None = None
    announced_term_counts: bool = False
    used: Used = Used.AS_NEW
    used_months: int | None = None
    used_floor_months: int | None = None
    refurbished_reducible: bool = True
    used_waivable: bool = False
    proof: Proof = Proof.UNSTATED
    presumption_months: int | None = None
    presumption_used_months: int | None = None
    presumption_reduced_months: int | None = None
    presumption_counts_first_day: bool = False
    digital_months: int | None = None
    digital_presumption_months: int | None = None
    supply_floor_months: int | None = None
    starts_when_installed: bool = False
    suspends_liability: bool = False
    suspends_presumption: bool = False
    suspends_promises: bool = False
    repair_extension_months: int = 0
    repair_extension_max: int | None = None
    replacement: Replacement = Replacement.NOTHING
    renews_promises: bool = False
    after_conformity_months: int | None = None
    action: Action = Action.NONE
    action_months: int = 0
    tail_shown_months: int = 0
    tail_return_months: int = 0
    live_animals_excluded: bool = False
    auctions_excluded: bool = False
    business_excluded: bool = False
    nonprofit_counts: bool = False
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    serious_opens_second: bool = False
    minor_bars_termination: bool = False
    rejection_days: int | None = None
    rejection: tuple[str, ...] = ()
    rejection_stops_in_repair: bool = False
    deadlines: tuple[tuple[str, int], ...] = ()
    duties: tuple[str, ...] = ()
    spare_parts_years: int | None = None
    collect_months: int | None = None


@dataclass(frozen=True, slots=True)
class RepairTerms:
    """The guarantee of a paid repair, from the day the thing came back. `km`: the limit that ends it earlier."""

    months: int | None = None
    days: int | None = None
    goods: str = Goods.OTHER.value
    km: int | None = None


@dataclass(frozen=True, slots=True)
class ExtensionTerms:
    """Months that a repair under guarantee adds to the term, at most so many times."""

    months: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class RecallTerms:
    remedies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalTerms:
    """Calendar days after the goods are received."""

    days: int


TERMS: Mapping[str, type] = {
    RuleKind.SALE.value: SaleTerms,
    RuleKind.REPAIR.value: RepairTerms,
    RuleKind.EXTENSION.value: ExtensionTerms,
    RuleKind.RECALL.value: RecallTerms,
    RuleKind.WITHDRAWAL.value: WithdrawalTerms,
}
Terms = SaleTerms | RepairTerms | ExtensionTerms | RecallTerms | WithdrawalTerms


@dataclass(frozen=True, slots=True)
class Rule:
    """One text of law for contracts made from `contract_from` to `contract_to`, both included.

    One that nobody confirmed decides nothing: it is only named, so that a person knows what to confirm. `origin` is a
    word of Origin.
    """

    code: str
    version: int
    kind: str
    jurisdiction: str
    terms: Terms
    cites: Mapping[str, str]
    region: str = ""
    contract_from: date | None = None
    contract_to: date | None = None
    confirmed: bool = True
    origin: str = Origin.PACKAGE.value

    def holds_on(self, day: date) -> bool:
        return (self.contract_from or date.min) <= day <= (self.contract_to or date.max)

    def cite(self, *points: Point) -> str:
        """Where the law says so; several points are joined. A point without its own place is the law itself."""
        law = self.cites[Point.LAW]
        if len(points) == 1:  # nearly always: a decision cites a dozen times
            return self.cites.get(points[0]) or law
        return "; ".join(dict.fromkeys(self.cites.get(point) or law for point in points))


class Rulebook:
    """The rules at hand, found by kind, place and date. Confirmed ones decide; the others can be named."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._found: dict[tuple[str, str], tuple[Rule, ...]] = {}
        for rule in self.rules:
            key = (rule.kind, rule.jurisdiction)
            self._found[key] = (*self._found.get(key, ()), rule)

    def known(self, kind: RuleKind, jurisdiction: str) -> tuple[Rule, ...]:
        """All the rules of that kind for a place, whatever their dates, confirmed or not."""
        found = self._found.get((kind.value, jurisdiction), ())
        if not found and jurisdiction in EUROPEAN_UNION:
            found = self._found.get((kind.value, UNION), ())
        return found

    def rule(self, kind: RuleKind, jurisdiction: str, on: date | None, region: str = "") -> Rule | None:
        """The confirmed rule for a contract of that day; the region's own first, then what came into force last.

        None where the region is known to have a law of its own that nobody has confirmed: the country's is not its.
        """
        found = self._best((rule for rule in self.known(kind, jurisdiction) if rule.confirmed), on, region)
        if found and region and not found.region:
            waiting = self.unconfirmed(kind, jurisdiction, on, region)
            return None if waiting and waiting.region else found
        return found

    def unconfirmed(self, kind: RuleKind, jurisdiction: str, on: date | None, region: str = "") -> Rule | None:
        """The rule that would hold if somebody confirmed it."""
        return self._best((rule for rule in self.known(kind, jurisdiction) if not rule.confirmed), on, region)

    def _best(self, rules: Iterable[Rule], on: date | None, region: str) -> Rule | None:
        if on is None:
            return None
        fitting = [rule for rule in rules if rule.holds_on(on) and rule.region in ("", region)]
        return max(fitting, key=lambda rule: (rule.region, rule.contract_from or date.min), default=None)
