"""The line of one service plan that answers for faults: an extended guarantee, accidental damage. Pure.

Free support and discounted maintenance say nothing about a fault; they are in `entitlements.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warranties.commercial import paid_for
from warranties.decision import Line, Reason, RemedyOption, reason
from warranties.facts import Facts
from warranties.finding import BEYOND_PLAIN_DEFECTS, CAUSES_OF_THE_CUSTOMER, shown_on
from warranties.promises import PlanTerms
from warranties.reach import out_of_reach, promise_gaps
from warranties.states import Ask, Basis, Cause, PlanKind, Regime, Remedy, Verdict
from warranties.why import Why

Judged = tuple[Verdict, tuple[Reason, ...], tuple[Ask, ...]]


def extended_lines(facts: Facts, plans: Sequence[PlanTerms]) -> tuple[Line, ...]:
    """One line per plan that answers for faults; one that says so when there is none."""
    reaching = [plan for plan in plans if plan.answers_for_faults]
    if not reaching:
        none = (reason(Why.NO_PLAN),)
        return (Line(Regime.EXTENDED, Verdict.NOT_COVERED, none, in_scope=False),)
    return tuple(_line(facts, plan) for plan in reaching)


def _line(facts: Facts, plan: PlanTerms) -> Line:
    cite = plan.terms_url
    bought = reason(Why.PLAN_BOUGHT, cite, name=plan.name, guarantor=plan.guarantor, months=plan.months)
    steps = (bought, *(reason(_PROMISES[kind], cite) for kind in plan.kinds if kind in _PROMISES))
    steps = (*steps, *paid_for(plan.parts, plan.labour, plan.travel, cite))
    if plan.exclusions:
        steps = (*steps, reason(Why.HAS_EXCLUSIONS, cite, exclusions=plan.exclusions))
    if (out := out_of_reach(facts, plan)) is not None:
        return Line(
            Regime.EXTENDED, Verdict.NOT_COVERED, (*steps, out), source=plan.code, name=plan.name, in_scope=False
        )
    start, until = plan.runs(facts.delivery_date) or (None, None)
    verdict, told, asked = _judge(facts, plan, until)
    covered = verdict == Verdict.COVERED
    return Line(
        Regime.EXTENDED,
        verdict,
        (*steps, *told),
        source=plan.code,
        name=plan.name,
        basis=Basis.TERM if covered else Basis.NONE,
        start=start,
        until=until,
        remedies=(RemedyOption(Remedy.AS_PROMISED, 1),) if covered else (),
        questions=asked,
    )


_PROMISES = {
    PlanKind.EXTENSION.value: Why.PLAN_ANSWERS_FOR_DEFECTS,
    PlanKind.ACCIDENT.value: Why.PLAN_ANSWERS_FOR_ACCIDENTS,
}


def _judge(facts: Facts, plan: PlanTerms, until: date | None) -> Judged:
    cite = plan.terms_url
    accident = facts.cause == Cause.ACCIDENT
    if not accident and (found := CAUSES_OF_THE_CUSTOMER.get(facts.cause)) is not None:
        return Verdict.NOT_COVERED, (reason(found[0], cite), reason(Why.PLAN_OTHER_CAUSE, cite)), ()
    if accident and PlanKind.ACCIDENT not in plan.kinds:
        return Verdict.NOT_COVERED, (reason(Why.PLAN_OTHER_CAUSE, cite),), ()
    if facts.cause == Cause.DEFECT and PlanKind.EXTENSION not in plan.kinds:
        return Verdict.NOT_COVERED, (reason(Why.PLAN_OTHER_CAUSE, cite),), ()
    missing = promise_gaps(facts, plan)
    shown = shown_on(facts, facts.delivery_date) if facts.delivery_date else None
    if missing or until is None or shown is None:
        return Verdict.NEEDS_PERSON, tuple(step for _, step in missing), tuple(ask for ask, _ in missing)
    return _in_time(facts, plan, shown, until)


def _in_time(facts: Facts, plan: PlanTerms, shown: date, until: date) -> Judged:
    cite = plan.terms_url
    if plan.starts_on and shown < plan.starts_on:
        return Verdict.NOT_COVERED, (reason(Why.PLAN_NOT_BEGUN, cite, on=shown, start=plan.starts_on),), ()
    if shown > until and facts.defect_date is None:
        return Verdict.NEEDS_PERSON, (reason(Why.ASK_DEFECT_DATE, cite, until=until),), (Ask.DEFECT_DATE,)
    if shown > until:
        return Verdict.NOT_COVERED, (reason(Why.PLAN_ENDED, cite, on=shown, until=until),), ()
    in_term = reason(Why.PLAN_IN_TERM, cite, on=shown, until=until)
    if facts.cause in (Cause.DEFECT, Cause.ACCIDENT):
        return Verdict.COVERED, (in_term,), ()
    if facts.cause in BEYOND_PLAIN_DEFECTS:
        return Verdict.NEEDS_PERSON, (reason(Why.PROMISE_READ_TERMS, cite),), ()
    if PlanKind.EXTENSION in plan.kinds:
        return Verdict.COVERED, (in_term,), (Ask.CAUSE,)
    return Verdict.NEEDS_PERSON, (reason(Why.ASK_CAUSE, cite),), (Ask.CAUSE,)
