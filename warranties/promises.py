"""What a company promises beyond the law: commercial guarantees and service plans, as plain frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warranties.calendar import Length
from warranties.states import PlanKind, Starts


@dataclass(frozen=True, slots=True)
class Component:
    """A part with a term of its own inside a guarantee: the compressor, the structure."""

    name: str
    months: int
    parts: bool = True
    labour: bool = True
    travel: bool = False


@dataclass(frozen=True, slots=True)
class CommercialTerms:
    """A commercial guarantee as promised by its guarantor. Empty `territory`: everywhere.

    `months` holds for the whole product, 0 when only `components` are promised. `advertised_months` is what the
    advertising said; the better for the consumer wins. `full` is a «full» warranty of the United States.
    """

    code: str
    name: str
    guarantor: str
    months: int
    territory: tuple[str, ...] = ()
    parts: bool = True
    labour: bool = True
    travel: bool = False
    exclusions: str = ""
    terms_url: str = ""
    starts: str = Starts.DELIVERY.value
    registered_on: date | None = None
    components: tuple[Component, ...] = ()
    advertised_months: int | None = None
    transferable: bool = True
    full: bool = False


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """A service plan that the unit has. Counted from `starts_on`, from the delivery when that is empty.

    `percent` is the discount on maintenance and `visits` how many it holds for (None: as many as one likes);
    `visits_used` is how many were.
    """

    code: str
    name: str
    guarantor: str
    kinds: tuple[str, ...]
    months: int
    starts_on: date | None = None
    territory: tuple[str, ...] = ()
    parts: bool = True
    labour: bool = True
    travel: bool = False
    exclusions: str = ""
    terms_url: str = ""
    transferable: bool = True
    percent: int = 0
    visits: int | None = None
    visits_used: int = 0

    def runs(self, delivered: date | None) -> tuple[date, date] | None:
        """Its first and its last day; None while the first is not known."""
        start = self.starts_on or delivered
        return (start, Length(self.months).end(start)) if start else None

    @property
    def answers_for_faults(self) -> bool:
        return PlanKind.EXTENSION in self.kinds or PlanKind.ACCIDENT in self.kinds
