"""What is known of a complaint on its way besides what it tells: its symptom, what covers it, what may help."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from catalog.articles import articles_for
from catalog.models import Article, Symptom
from core.actors import Actor
from core.models import StoredFile
from core.zones import zone_of
from customers.models import Unit
from tickets.danger import Danger
from tickets.filing import Step, dangers_of, goes_on_at, steps_of
from tickets.models import Filing
from tickets.states import Topic
from warranties.decision import Decision, Line
from warranties.queries import coverage_of, coverage_of_units, local_date
from warranties.states import Ask, Regime, Verdict


@dataclass
class Look:
    """A complaint as it stands. Each part is read when it is first wanted."""

    filing: Filing
    language: str
    now: dt.datetime

    @cached_property
    def symptom(self) -> Symptom | None:
        """What the customer sees, if they chose one that this product's line still has."""
        pk = self.filing.told.get(Step.WHAT, {}).get("symptom")
        unit = self.filing.unit
        return Symptom.objects.filter(pk=pk, line=unit.product.line_id).first() if pk and unit else None

    @cached_property
    def _dangers(self) -> tuple[bool, frozenset[Danger]]:
        return dangers_of(self.filing.told, symptom=bool(self.symptom and self.symptom.danger))

    @property
    def danger(self) -> bool:
        return self._dangers[0]

    @property
    def dangers(self) -> frozenset[Danger]:
        return self._dangers[1]

    @cached_property
    def articles(self) -> list[Article]:
        """What may solve it; nothing before the customer said what happens, and nothing in danger."""
        told = self.filing.told.get(Step.WHAT)
        if told is None or self.filing.topic != Topic.PRODUCT or self.danger or self.filing.unit is None:
            return []
        product = self.filing.unit.product
        return articles_for(product=product, symptom=self.symptom, words=told["text"], language=self.language)

    @property
    def bare_steps(self) -> tuple[Step, ...]:
        """The steps without the articles, for who need not know whether there are any."""
        return steps_of(self.filing.topic, has_articles=False, danger=self.danger)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.filing.topic, has_articles=bool(self.articles), danger=self.danger)

    @property
    def goes_on_at(self) -> Step:
        return goes_on_at(self.steps, self.filing.told)

    @property
    def defect_on(self) -> dt.date | None:
        told = self.filing.told.get(Step.SINCE, {}).get("on")
        return dt.date.fromisoformat(told) if told else None

    @property
    def today(self) -> dt.date:
        """The customer's day."""
        return self.now.astimezone(zone_of(self.filing.customer.timezone)).date()

    @cached_property
    def decision(self) -> Decision | None:
        """What covers it, as it would be decided if it were sent now; None without a product."""
        unit = self.filing.unit
        if unit is None:
            return None
        return coverage_of(unit, claim_date=local_date(unit, self.now), defect_date=self.defect_on)

    @cached_property
    def files(self) -> list[StoredFile]:
        return [one.file for one in self.filing.filed.select_related("file")]  # type: ignore[attr-defined]


def withdrawals_of(units: list[Unit], today: dt.date) -> dict[int, Line]:
    """The same for many, by the unit's number: only those that can be cancelled."""
    bought = [unit for unit in units if unit.holder_id is None]
    lines = {pk: decision.line(Regime.WITHDRAWAL) for pk, decision in coverage_of_units(bought, today).items()}
    return {pk: line for pk, line in lines.items() if _is_open(line)}


def begun_by(by: Actor, *, limit: int = 5) -> list[Filing]:
    """What a customer began to tell and neither sent nor solved, the newest first; of what they still have."""
    filings = Filing.objects.visible_to(by).unsent().select_related("unit__product")
    held = Unit.objects.visible_to(by).order_by().values("pk")
    return list(filings.filter(Q(unit=None) | Q(unit__in=held))[:limit])


def withdrawal_of(unit: Unit, now: dt.datetime) -> Line | None:
    """What says that this purchase can be cancelled without a reason now; None when that is not open.

    Until it is delivered its days have not begun, and it can be cancelled all the same. That is for who bought it, and
    not for whoever holds it now.
    """
    line = coverage_of(unit, claim_date=local_date(unit, now)).line(Regime.WITHDRAWAL)
    return line if unit.holder_id is None and _is_open(line) else None


def _is_open(line: Line) -> bool:
    not_delivered = line.verdict == Verdict.NEEDS_PERSON and line.questions == (Ask.DELIVERY_DATE,)
    return line.verdict == Verdict.COVERED or not_delivered
