"""Where a defect falls in the legal terms, and what follows from it. Pure; the articles are in the rule's citations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from warranties.calendar import add_months
from warranties.decision import Reason, reason
from warranties.facts import Facts
from warranties.rules import LegalRule
from warranties.states import Ask, Basis, Burden, Cause, Verdict
from warranties.terms import Terms
from warranties.why import Why

CAUSES_OF_THE_CUSTOMER = {
    Cause.ACCIDENT.value: Why.CAUSE_ACCIDENT,
    Cause.MISUSE.value: Why.CAUSE_MISUSE,
    Cause.INSTALLED_BY_CONSUMER.value: Why.CAUSE_INSTALLED_BY_CONSUMER,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the defect falls in the terms."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    questions: tuple[Ask, ...] = ()
    basis: Basis = Basis.NONE
    burden: Burden = Burden.NOT_APPLICABLE
    action_until: date | None = None


def shown_on(facts: Facts, delivered: date) -> date | None:
    """The day that counts as the defect's first: not after the claim, which saw it, nor before delivery."""
    days = [day for day in (facts.defect_date, facts.claim_date) if day]
    return max(min(days), delivered) if days else None


def judge(facts: Facts, rule: LegalRule, terms: Terms, shown: date) -> Finding:
    """The finding on a defect that showed on `shown`, in a sale that the law reaches."""
    if (why := CAUSES_OF_THE_CUSTOMER.get(facts.cause)) is not None:
        return Finding(Verdict.NOT_COVERED, (reason(why, rule.cites.conformity),))
    finding = _in_time(facts, rule, terms, shown)
    if finding.verdict == Verdict.NOT_COVERED and Ask.CUSTODY in terms.questions:
        finding = Finding(Verdict.NEEDS_PERSON, (*finding.reasons, reason(Why.ASK_CUSTODY, rule.cites.suspension)))
    return replace(finding, reasons=(*_odd_dates(facts, rule), *finding.reasons))


def _in_time(facts: Facts, rule: LegalRule, terms: Terms, shown: date) -> Finding:
    """What is sure comes first, so that a later day never finds more cover than an earlier one."""
    cites = rule.cites
    if shown <= terms.sure:
        return _within(facts, rule, terms, shown, Basis.TERM)
    if _is_back(facts, terms, shown):
        return _within(facts, rule, terms, shown, Basis.SAME_DEFECT_YEAR)
    if facts.defect_date is None:
        step = reason(Why.ASK_DEFECT_DATE, cites.term, until=terms.sure)
        return Finding(Verdict.NEEDS_PERSON, (step,), (Ask.DEFECT_DATE,))
    if shown <= terms.arguable:
        return Finding(Verdict.NEEDS_PERSON, (reason(Why.SHOWN_IN_DOUBT, cites.start, on=shown, until=terms.arguable),))
    return _after_term(facts, rule, terms, shown)


def _is_back(facts: Facts, terms: Terms, shown: date) -> bool:
    """The defect that was repaired, again, within the year in which the seller answers for it whatever the term."""
    return bool(facts.same_defect_as_repair and terms.same_defect and shown <= terms.same_defect)


def _after_term(facts: Facts, rule: LegalRule, terms: Terms, shown: date) -> Finding:
    """Past the term, unless the defect may be one that was repaired."""
    cite = rule.cites.after_conformity
    late = reason(Why.SHOWN_AFTER_TERM, rule.cites.term, on=shown, until=terms.sure)
    if facts.same_defect_as_repair is False:
        return Finding(Verdict.NOT_COVERED, (late, reason(Why.OTHER_DEFECT, cite)))
    if terms.same_defect and shown <= terms.same_defect:
        step = reason(Why.ASK_SAME_DEFECT, cite, until=terms.same_defect)
        return Finding(Verdict.NEEDS_PERSON, (late, step), (Ask.SAME_DEFECT,))
    if terms.late_repair and shown <= terms.late_repair:
        return Finding(Verdict.NEEDS_PERSON, (late, reason(Why.REPAIR_AFTER_TERM, cite)), (Ask.SAME_DEFECT,))
    if facts.same_defect_as_repair and terms.same_defect is None and terms.late_repair is None:
        return Finding(Verdict.NEEDS_PERSON, (late, reason(Why.ASK_CUSTODY, cite)), (Ask.CUSTODY,))
    return Finding(Verdict.NOT_COVERED, (late,))


def _within(facts: Facts, rule: LegalRule, terms: Terms, shown: date, basis: Basis) -> Finding:
    showed = Why.SHOWN_IN_TERM if basis == Basis.TERM else Why.SHOWN_AFTER_TERM
    step = reason(showed, rule.cites.term, on=shown, until=terms.sure)
    cause, asked = _cause(facts, rule)
    action_until = add_months(shown, rule.action_months) if facts.defect_date else None
    if action_until and facts.claim_date and facts.claim_date > action_until:
        lapsed = reason(Why.ACTION_LAPSED, rule.cites.action, until=action_until)
        return Finding(Verdict.NOT_COVERED, (step, lapsed), (Ask.EARLIER_CLAIM,), action_until=action_until)
    proof, burden = _proof(facts, rule, terms, shown)
    if facts.defect_date is None and burden == Burden.CONSUMER:
        asked = (*asked, Ask.DEFECT_DATE)
    return Finding(Verdict.COVERED, (step, cause, proof), asked, basis, burden, action_until)


def _cause(facts: Facts, rule: LegalRule) -> tuple[Reason, tuple[Ask, ...]]:
    cites = rule.cites
    if facts.cause == Cause.INSTALLED_BY_TRADER:
        return reason(Why.CAUSE_INSTALLED_BY_TRADER, cites.trader_installs), ()
    if facts.cause == Cause.FAULTY_INSTRUCTIONS:
        return reason(Why.CAUSE_FAULTY_INSTRUCTIONS, cites.instructions), ()
    if facts.cause == Cause.DEFECT:
        return reason(Why.CAUSE_DEFECT, cites.conformity), ()
    return reason(Why.CAUSE_UNKNOWN, cites.conformity), (Ask.CAUSE,)


def _proof(facts: Facts, rule: LegalRule, terms: Terms, shown: date) -> tuple[Reason, Burden]:
    """A defect back within the year of its repair is presumed the same; else the presumption's term decides."""
    if shown <= terms.presumption:
        return reason(Why.PRESUMED, rule.cites.presumption, until=terms.presumption), Burden.TRADER
    if terms.same_defect and _is_back(facts, terms, shown):
        return reason(Why.SAME_DEFECT, rule.cites.after_conformity, until=terms.same_defect), Burden.TRADER
    return reason(Why.NOT_PRESUMED, rule.cites.presumption, until=terms.presumption), Burden.CONSUMER


def _odd_dates(facts: Facts, rule: LegalRule) -> tuple[Reason, ...]:
    steps: list[Reason] = []
    if facts.defect_date and facts.claim_date and facts.defect_date > facts.claim_date:
        steps.append(reason(Why.DEFECT_AFTER_CLAIM, rule.cites.term, on=facts.defect_date, claimed=facts.claim_date))
    if facts.defect_date and facts.delivery_date and facts.defect_date < facts.delivery_date:
        steps.append(
            reason(Why.DEFECT_BEFORE_DELIVERY, rule.cites.start, on=facts.defect_date, delivered=facts.delivery_date)
        )
    return tuple(steps)
