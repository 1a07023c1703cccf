"""Where a defect falls in the legal terms, and what follows from it. Pure; the articles are in the rule's citations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from warranties.calendar import add_months
from warranties.custody import back_on
from warranties.decision import Reason, reason
from warranties.facts import Facts
from warranties.rules import Action, Point, Proof, Rule, SaleTerms
from warranties.states import Ask, Basis, Burden, Cause, Condition, Verdict
from warranties.terms import Terms
from warranties.why import Why

# Causes for which the seller does not answer, with the step and the place of the law that speaks of each.
CAUSES_OF_THE_CUSTOMER: dict[str, tuple[Why, Point]] = {
    Cause.ACCIDENT.value: (Why.CAUSE_ACCIDENT, Point.CONFORMITY),
    Cause.MISUSE.value: (Why.CAUSE_MISUSE, Point.CONFORMITY),
    Cause.INSTALLED_BY_CONSUMER.value: (Why.CAUSE_INSTALLED_BY_CONSUMER, Point.CONFORMITY),
    Cause.WEAR.value: (Why.CAUSE_WEAR, Point.CONFORMITY),
    Cause.UPDATE_NOT_INSTALLED.value: (Why.CAUSE_UPDATE_NOT_INSTALLED, Point.UPDATES),
    Cause.ACCEPTED.value: (Why.CAUSE_ACCEPTED, Point.ACCEPTED),
    Cause.NO_DEFECT.value: (Why.CAUSE_NO_DEFECT, Point.CONFORMITY),
}
CAUSES_OF_THE_SELLER: dict[str, tuple[Why, Point]] = {
    Cause.DEFECT.value: (Why.CAUSE_DEFECT, Point.CONFORMITY),
    Cause.INSTALLED_BY_TRADER.value: (Why.CAUSE_INSTALLED_BY_TRADER, Point.TRADER_INSTALLS),
    Cause.FAULTY_INSTRUCTIONS.value: (Why.CAUSE_FAULTY_INSTRUCTIONS, Point.INSTRUCTIONS),
    Cause.TRANSIT.value: (Why.CAUSE_TRANSIT, Point.CONFORMITY),
    Cause.NOT_AS_AGREED.value: (Why.CAUSE_NOT_AS_AGREED, Point.CONFORMITY),
}
# Of these only the law speaks; what a promise says about them a person has to read.
BEYOND_PLAIN_DEFECTS = frozenset(CAUSES_OF_THE_SELLER) - {Cause.DEFECT.value}


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


def of_the_customer(facts: Facts, rule: Rule) -> Reason | None:
    """The step that says that the noted cause is none for which the seller answers."""
    found = CAUSES_OF_THE_CUSTOMER.get(facts.cause)
    return reason(found[0], rule.cite(found[1])) if found else None


def judge(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date) -> Finding:
    """The finding on a defect that showed on `shown`, in a sale that the law reaches."""
    if (step := of_the_customer(facts, rule)) is not None:
        return Finding(Verdict.NOT_COVERED, (step,))
    finding = _in_time(facts, rule, law, terms, shown)
    if finding.verdict == Verdict.NOT_COVERED and Ask.CUSTODY in terms.questions:
        step = reason(Why.ASK_CUSTODY, rule.cite(Point.SUSPENSION))
        finding = replace(finding, verdict=Verdict.NEEDS_PERSON, reasons=(*finding.reasons, step))
    return replace(finding, reasons=(*_odd_dates(facts, rule), *finding.reasons))


def _in_time(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date) -> Finding:
    """What is sure comes first, so that a later day never finds more cover than an earlier one."""
    if shown <= terms.sure:
        return _within(facts, rule, law, terms, shown, Basis.TERM)
    if facts.same_defect_as_repair:
        if terms.same_defect and shown <= terms.same_defect:
            return _within(facts, rule, law, terms, shown, Basis.SAME_DEFECT_YEAR)
        if shown <= _tail_after_return(facts, law, terms):
            return _within(facts, rule, law, terms, shown, Basis.AFTER_RETURN)
    if facts.defect_date is None:
        step = reason(Why.ASK_DEFECT_DATE, rule.cite(Point.TERM), until=terms.sure)
        return Finding(Verdict.NEEDS_PERSON, (step,), (Ask.DEFECT_DATE,))
    if shown <= terms.arguable:
        step = reason(Why.SHOWN_IN_DOUBT, rule.cite(Point.START), on=shown, until=terms.arguable)
        lapsed = _lapsed(facts, rule, law, terms, shown, step)
        if lapsed and lapsed.verdict == Verdict.NOT_COVERED:
            return lapsed
        return Finding(Verdict.NEEDS_PERSON, (step,))
    return _after_term(facts, rule, law, terms, shown)


def _after_term(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date) -> Finding:
    """Past the term, unless the defect may be one that was repaired."""
    cite = rule.cite(Point.AFTER_CONFORMITY)
    late = [reason(Why.SHOWN_AFTER_TERM, rule.cite(Point.TERM), on=shown, until=terms.sure)]
    if Point.OTHER_LAW in rule.cites:
        late.append(reason(Why.OTHER_LAW, rule.cite(Point.OTHER_LAW)))
    again = max(terms.same_defect or date.min, _tail_after_return(facts, law, terms))
    if facts.same_defect_as_repair is False:
        return Finding(Verdict.NOT_COVERED, (*late, reason(Why.OTHER_DEFECT, cite)))
    if shown <= again:
        step = reason(Why.ASK_SAME_DEFECT, cite, until=again)
        return Finding(Verdict.NEEDS_PERSON, (*late, step), (Ask.SAME_DEFECT,))
    if terms.late_repair and shown <= terms.late_repair:
        return Finding(Verdict.NEEDS_PERSON, (*late, reason(Why.REPAIR_AFTER_TERM, cite)), (Ask.SAME_DEFECT,))
    forgotten = law.after_conformity_months and terms.same_defect is None and terms.late_repair is None
    if facts.same_defect_as_repair and forgotten:
        return Finding(Verdict.NEEDS_PERSON, (*late, reason(Why.ASK_CUSTODY, cite)), (Ask.CUSTODY,))
    return Finding(Verdict.NOT_COVERED, tuple(late))


def _within(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date, basis: Basis) -> Finding:
    showed = Why.SHOWN_IN_TERM if basis == Basis.TERM else Why.SHOWN_AFTER_TERM
    step = reason(showed, rule.cite(Point.TERM), on=shown, until=terms.sure)
    if (lapsed := _lapsed(facts, rule, law, terms, shown, step)) is not None:
        return lapsed
    action_until = _action(facts, law, terms, shown)
    cause, asked = _cause(facts, rule)
    steps = [step, cause]
    if basis == Basis.AFTER_RETURN and action_until:
        steps.append(reason(Why.BACK_AFTER_RETURN, rule.cite(Point.ACTION), until=action_until))
    proof, burden = _proof(facts, rule, law, terms, shown)
    if facts.defect_date is None and burden == Burden.CONSUMER:
        asked = (*asked, Ask.DEFECT_DATE)
    return Finding(Verdict.COVERED, (*steps, proof), asked, basis, burden, action_until)


def _lapsed(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date, step: Reason) -> Finding | None:
    """The finding when the time to claim for this defect was over on the day of the claim, or may have been."""
    until = _action(facts, law, terms, shown)
    if until is None or facts.claim_date is None or facts.claim_date <= until:
        return None
    lapsed = reason(Why.ACTION_LAPSED, rule.cite(Point.ACTION), until=until)
    asked = () if facts.no_earlier_claim else (Ask.EARLIER_CLAIM,)
    in_doubt = facts.claim_date <= _action_at_latest(facts, law, terms, shown, until)
    verdict = Verdict.NEEDS_PERSON if in_doubt else Verdict.NOT_COVERED
    return Finding(verdict, (step, lapsed), asked, action_until=until)


def _action_at_latest(facts: Facts, law: SaleTerms, terms: Terms, shown: date, until: date) -> date:
    """The last day to claim on the reading that is best for the customer, where the term itself is in doubt."""
    if law.action == Action.FROM_DELIVERY:
        return add_months(max(terms.start, facts.installed_by_trader_on or terms.start), law.action_months)
    if law.action != Action.WITH_TERM or terms.arguable == terms.sure:
        return until
    tail = add_months(shown, law.tail_shown_months) if shown <= terms.arguable else until
    return max(until, terms.arguable, tail)


def _action(facts: Facts, law: SaleTerms, terms: Terms, shown: date) -> date | None:
    """The last day to claim for this defect; None where the law entered sets none, or its first day is missing."""
    if law.action == Action.FROM_DEFECT:
        return add_months(shown, law.action_months) if facts.defect_date else None
    if law.action == Action.FROM_DELIVERY:
        return add_months(terms.start, law.action_months)
    if law.action == Action.FROM_CLAIM:
        return add_months(facts.claim_date, law.action_months) if facts.claim_date else None
    if law.action == Action.WITH_TERM:
        in_term = facts.defect_date is not None and shown <= terms.sure
        tail = add_months(shown, law.tail_shown_months) if in_term else terms.sure
        return max(terms.sure, tail, _tail_after_return(facts, law, terms))
    return None


def _tail_after_return(facts: Facts, law: SaleTerms, terms: Terms) -> date:
    """The last day of the months that must be left after a unit came back from a repair begun in time, or comes."""
    if not law.tail_return_months:
        return date.min
    until = terms.sure
    for stay in terms.stays:
        if stay.handed_in <= until:
            until = max(until, add_months(back_on(stay, facts.claim_date), law.tail_return_months))
    return until


def _cause(facts: Facts, rule: Rule) -> tuple[Reason, tuple[Ask, ...]]:
    found = CAUSES_OF_THE_SELLER.get(facts.cause)
    if found:
        return reason(found[0], rule.cite(found[1])), ()
    return reason(Why.CAUSE_UNKNOWN, rule.cite(Point.CONFORMITY)), (Ask.CAUSE,)


def _proof(facts: Facts, rule: Rule, law: SaleTerms, terms: Terms, shown: date) -> tuple[Reason, Burden]:
    """A defect back within the year of its repair is presumed the same; else the presumption's term decides."""
    if law.proof == Proof.TRADER:
        return reason(Why.SELLER_PROVES, rule.cite(Point.PROOF)), Burden.TRADER
    if law.proof == Proof.UNSTATED or terms.presumption is None:
        return reason(Why.PROOF_UNSTATED, rule.cite(Point.PROOF)), Burden.UNSTATED
    cite = rule.cite(Point.PROOF if facts.condition == Condition.DIGITAL_CONTENT else Point.PRESUMPTION)
    if shown <= terms.presumption:
        return reason(Why.PRESUMED, cite, until=terms.presumption), Burden.TRADER
    if facts.same_defect_as_repair and terms.same_defect and shown <= terms.same_defect:
        again = reason(Why.SAME_DEFECT, rule.cite(Point.AFTER_CONFORMITY), until=terms.same_defect)
        return again, Burden.TRADER
    return reason(Why.NOT_PRESUMED, cite, until=terms.presumption), Burden.CONSUMER


def _odd_dates(facts: Facts, rule: Rule) -> tuple[Reason, ...]:
    """A sentence for each date that does not fit, and how it was counted."""
    steps: list[Reason] = []
    shown, claimed, delivered = facts.defect_date, facts.claim_date, facts.delivery_date
    if shown and claimed and shown > claimed:
        steps.append(reason(Why.DEFECT_AFTER_CLAIM, rule.cite(Point.TERM), on=shown, claimed=claimed))
    if delivered is None:
        return tuple(steps)
    cite = rule.cite(Point.START)
    if shown and shown < delivered:
        steps.append(reason(Why.DEFECT_BEFORE_DELIVERY, cite, on=shown, delivered=delivered))
    if facts.contract_date and facts.contract_date > delivered:
        steps.append(reason(Why.CONTRACT_AFTER_DELIVERY, cite, on=facts.contract_date, delivered=delivered))
    if facts.installed_by_trader_on and facts.installed_by_trader_on < delivered:
        installed = facts.installed_by_trader_on
        steps.append(reason(Why.INSTALLED_BEFORE_DELIVERY, cite, on=installed, delivered=delivered))
    return tuple(steps)
