"""The line of one commercial guarantee: what its guarantor promised, apart from the law. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from warranties.calendar import Length
from warranties.custody import Moves, in_order, run
from warranties.decision import Line, Reason, RemedyOption, reason
from warranties.facts import Facts
from warranties.finding import BEYOND_PLAIN_DEFECTS, CAUSES_OF_THE_CUSTOMER, shown_on
from warranties.legal import sale_rule
from warranties.promises import CommercialTerms, Component
from warranties.reach import out_of_reach, promise_gaps
from warranties.rules import Rulebook, SaleTerms
from warranties.states import Ask, Basis, Cause, Regime, Remedy, Starts, Verdict
from warranties.why import Why


@dataclass(frozen=True, slots=True)
class Promised:
    """From when and until when a guarantee answers for the whole product and for each part; None: not promised."""

    start: date
    whole: date | None
    parts: tuple[tuple[Component, date], ...]

    def shown(self, part: str) -> date | None:
        """The day to show: of the part that failed, of the whole, else of the part that is promised for longest."""
        failed = self.until(part) if part else None
        return failed or self.whole or max((until for _, until in self.parts), default=None)

    def until(self, part: str) -> date | None:
        """The last day on which a fault of that part is answered for; None when the part is not promised."""
        days = [until for component, until in self.parts if same_part(component.name, part)]
        return max([*days, *([self.whole] if self.whole else [])], default=None)


def same_part(one: str, other: str) -> bool:
    """Whether two names of a part share a word: «compressor» and «linear compressor»."""
    words = [{word for word in re.split(r"\W+|_", name.casefold()) if len(word) > 2} for name in (one, other)]
    return bool(words[0] & words[1])


def commercial_lines(facts: Facts, guarantees: Sequence[CommercialTerms], rules: Rulebook) -> tuple[Line, ...]:
    """One line per guarantee; one that says so when there is none."""
    if not guarantees:
        none = (reason(Why.NO_GUARANTEE),)
        return (Line(Regime.COMMERCIAL, Verdict.NOT_COVERED, none, in_scope=False),)
    rule = sale_rule(facts, rules)
    law = rule.terms if rule and isinstance(rule.terms, SaleTerms) else SaleTerms()
    return tuple(_line(facts, terms, law) for terms in guarantees)


def _line(facts: Facts, terms: CommercialTerms, law: SaleTerms) -> Line:
    promise = _promise(terms)
    if (out := out_of_reach(facts, terms)) is not None:
        steps = (*promise, out)
        return Line(Regime.COMMERCIAL, Verdict.NOT_COVERED, steps, source=terms.code, name=terms.name, in_scope=False)
    promised = _promised(facts, terms, law)
    verdict, steps, asked = _judge(facts, terms, promised)
    covered = verdict == Verdict.COVERED
    return Line(
        Regime.COMMERCIAL,
        verdict,
        (*promise, *steps),
        source=terms.code,
        name=terms.name,
        basis=Basis.TERM if covered else Basis.NONE,
        start=promised.start if promised else None,
        until=promised.shown(facts.part) if promised else None,
        remedies=_remedies(facts, terms) if covered else (),
        questions=asked,
    )


def _promise(terms: CommercialTerms) -> tuple[Reason, ...]:
    cite = terms.terms_url
    longer = max(terms.months, terms.advertised_months or 0)
    steps: list[Reason] = []
    if longer or not terms.components:
        steps.append(reason(Why.PROMISED, cite, name=terms.name, guarantor=terms.guarantor, months=longer))
    else:
        steps.append(reason(Why.PROMISED_PARTS_ONLY, cite, name=terms.name, guarantor=terms.guarantor))
    if longer > terms.months:
        steps.append(reason(Why.ADVERTISED_LONGER, cite, months=terms.months))
    steps.extend(
        reason(Why.PROMISED_COMPONENT, cite, part=component.name, months=component.months)
        for component in terms.components
    )
    steps.extend(paid_for(terms.parts, terms.labour, terms.travel, cite))
    if terms.exclusions:
        steps.append(reason(Why.HAS_EXCLUSIONS, cite, exclusions=terms.exclusions))
    return tuple(steps)


def paid_for(parts: bool, labour: bool, travel: bool, cite: str) -> tuple[Reason, ...]:
    """A step for each thing that a promise pays for."""
    pays = ((parts, Why.PROMISES_PARTS), (labour, Why.PROMISES_LABOUR), (travel, Why.PROMISES_TRAVEL))
    return tuple(reason(why, cite) for paid, why in pays if paid)


def _promised(facts: Facts, terms: CommercialTerms, law: SaleTerms) -> Promised | None:
    """The last days of a guarantee; None while its first day is not known."""
    start = terms.registered_on if terms.starts == Starts.REGISTRATION else facts.delivery_date
    if start is None:
        return None
    whole = max(terms.months, terms.advertised_months or 0)
    only_whole = whole > 0 or not terms.components
    return Promised(
        start,
        _counted(facts, start, whole, law) if only_whole else None,
        tuple((component, _counted(facts, start, component.months, law)) for component in terms.components),
    )


def _counted(facts: Facts, start: date, months: int, law: SaleTerms) -> date:
    """The last day of a promise: some laws suspend it in repair, some start it anew when the product is replaced."""
    moves, length = Moves(suspends=law.suspends_promises), Length(months)
    stays = [stay for stay in in_order(facts.custody) if stay.handed_in >= start]
    until = run(start, length, stays, moves, facts.claim_date).until
    renewed = facts.replaced_on
    if law.renews_promises and renewed and start <= renewed <= until:
        later = [stay for stay in stays if stay.handed_in >= renewed]
        until = max(until, run(renewed, length, later, moves, facts.claim_date).until)
    return until


def _judge(
    facts: Facts, terms: CommercialTerms, promised: Promised | None
) -> tuple[Verdict, tuple[Reason, ...], tuple[Ask, ...]]:
    cite = terms.terms_url
    if (found := CAUSES_OF_THE_CUSTOMER.get(facts.cause)) is not None:
        return Verdict.NOT_COVERED, (reason(found[0], cite), reason(Why.PROMISE_EXCLUDES_CAUSE, cite)), ()
    missing = promise_gaps(facts, terms)
    shown = shown_on(facts, facts.delivery_date) if facts.delivery_date else None
    if missing or promised is None or shown is None:
        return Verdict.NEEDS_PERSON, tuple(step for _, step in missing), tuple(ask for ask, _ in missing)
    until = promised.until(facts.part) if facts.part else promised.whole
    if facts.part and until is None:
        return Verdict.NOT_COVERED, (reason(Why.PART_NOT_PROMISED, cite, part=facts.part),), ()
    if until is None or shown > until:
        return _after(facts, promised, shown, until, cite)
    if facts.cause in BEYOND_PLAIN_DEFECTS:
        return Verdict.NEEDS_PERSON, (reason(Why.PROMISE_READ_TERMS, cite),), ()
    asked = () if facts.cause == Cause.DEFECT else (Ask.CAUSE,)
    return Verdict.COVERED, (reason(Why.PROMISE_IN_TERM, cite, on=shown, until=until),), asked


def _after(
    facts: Facts, promised: Promised, shown: date, until: date | None, cite: str
) -> tuple[Verdict, tuple[Reason, ...], tuple[Ask, ...]]:
    """Past what is promised for the whole, or for the part that failed."""
    longest = max((day for _, day in promised.parts), default=date.min)
    if not facts.part and shown <= longest:
        return Verdict.NEEDS_PERSON, (reason(Why.ASK_PART, cite, until=longest),), (Ask.PART,)
    ended = until or longest
    if facts.defect_date is None:
        return Verdict.NEEDS_PERSON, (reason(Why.ASK_DEFECT_DATE, cite, until=ended),), (Ask.DEFECT_DATE,)
    return Verdict.NOT_COVERED, (reason(Why.PROMISE_ENDED, cite, on=shown, until=ended),), ()


def _remedies(facts: Facts, terms: CommercialTerms) -> tuple[RemedyOption, ...]:
    # 15 U.S.C. 2304(a)(4): after a reasonable number of attempts a full warranty owes a refund or another product.
    if terms.full and facts.failed_repair_before:
        return RemedyOption(Remedy.REFUND, 1), RemedyOption(Remedy.REPLACEMENT, 1)
    return (RemedyOption(Remedy.AS_PROMISED, 1),)
