"""The line of one commercial guarantee: what its guarantor promised, apart from the law. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warranties.calendar import add_months
from warranties.decision import Line, Reason, RemedyOption, reason
from warranties.facts import CommercialTerms, Facts
from warranties.finding import CAUSES_OF_THE_CUSTOMER, shown_on
from warranties.states import Ask, Basis, Cause, Regime, Remedy, Verdict
from warranties.why import Why


def commercial_lines(facts: Facts, guarantees: Sequence[CommercialTerms]) -> tuple[Line, ...]:
    """One line per guarantee; one that says so when there is none."""
    if not guarantees:
        none = (reason(Why.NO_GUARANTEE),)
        return (Line(Regime.COMMERCIAL, Verdict.NOT_COVERED, none, in_scope=False),)
    return tuple(_line(facts, terms) for terms in guarantees)


def _line(facts: Facts, terms: CommercialTerms) -> Line:
    promise = _promise(terms)
    source, name = terms.code, terms.name
    if terms.territory and facts.jurisdiction and facts.jurisdiction not in terms.territory:
        away = reason(Why.OUT_OF_TERRITORY, terms.terms_url, country=facts.jurisdiction)
        return Line(Regime.COMMERCIAL, Verdict.NOT_COVERED, (*promise, away), source=source, name=name, in_scope=False)
    until = add_months(facts.delivery_date, terms.months) if facts.delivery_date else None
    verdict, steps, asked = _judge(facts, terms, until)
    covered = verdict == Verdict.COVERED
    return Line(
        Regime.COMMERCIAL,
        verdict,
        (*promise, *steps),
        source=source,
        name=name,
        basis=Basis.TERM if covered else Basis.NONE,
        until=until,
        remedies=(RemedyOption(Remedy.AS_PROMISED, 1),) if covered else (),
        questions=asked,
    )


def _promise(terms: CommercialTerms) -> tuple[Reason, ...]:
    cite = terms.terms_url
    steps = [reason(Why.PROMISED, cite, name=terms.name, guarantor=terms.guarantor, months=terms.months)]
    paid = (
        (terms.parts, Why.PROMISES_PARTS),
        (terms.labour, Why.PROMISES_LABOUR),
        (terms.travel, Why.PROMISES_TRAVEL),
    )
    steps.extend(reason(why, cite) for pays, why in paid if pays)
    if terms.exclusions:
        steps.append(reason(Why.HAS_EXCLUSIONS, cite, exclusions=terms.exclusions))
    return tuple(steps)


def _judge(
    facts: Facts, terms: CommercialTerms, until: date | None
) -> tuple[Verdict, tuple[Reason, ...], tuple[Ask, ...]]:
    cite = terms.terms_url
    if (why := CAUSES_OF_THE_CUSTOMER.get(facts.cause)) is not None:
        return Verdict.NOT_COVERED, (reason(why, cite), reason(Why.PROMISE_EXCLUDES_CAUSE, cite)), ()
    gaps = _gaps(facts, terms)
    if until is None or facts.delivery_date is None:
        return Verdict.NEEDS_PERSON, tuple(step for _, step in gaps), tuple(ask for ask, _ in gaps)
    shown = shown_on(facts, facts.delivery_date)
    if gaps or shown is None:
        return Verdict.NEEDS_PERSON, tuple(step for _, step in gaps), tuple(ask for ask, _ in gaps)
    if shown > until and facts.defect_date is None:
        return Verdict.NEEDS_PERSON, (reason(Why.ASK_DEFECT_DATE, cite, until=until),), (Ask.DEFECT_DATE,)
    if shown > until:
        return Verdict.NOT_COVERED, (reason(Why.PROMISE_ENDED, cite, on=shown, until=until),), ()
    if facts.cause in (Cause.INSTALLED_BY_TRADER, Cause.FAULTY_INSTRUCTIONS):
        return Verdict.NEEDS_PERSON, (reason(Why.PROMISE_READ_TERMS, cite),), ()
    asked = () if facts.cause == Cause.DEFECT else (Ask.CAUSE,)
    return Verdict.COVERED, (reason(Why.PROMISE_IN_TERM, cite, on=shown, until=until),), asked


def _gaps(facts: Facts, terms: CommercialTerms) -> tuple[tuple[Ask, Reason], ...]:
    cite, found = terms.terms_url, []
    if terms.territory and not facts.jurisdiction:
        found.append((Ask.JURISDICTION, reason(Why.ASK_JURISDICTION, cite)))
    if facts.delivery_date is None:
        found.append((Ask.DELIVERY_DATE, reason(Why.ASK_DELIVERY_DATE, cite)))
    if facts.claim_date is None and facts.defect_date is None:
        found.append((Ask.CLAIM_DATE, reason(Why.ASK_CLAIM_DATE, cite)))
    if facts.delivery_date and facts.claim_date and facts.claim_date < facts.delivery_date:
        step = reason(Why.CLAIM_BEFORE_DELIVERY, cite, on=facts.claim_date, delivered=facts.delivery_date)
        found.append((Ask.DELIVERY_DATE, step))
    return tuple(found)
