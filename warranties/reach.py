"""Whom a promise of a company reaches, and what must be known to say so. Pure."""

from __future__ import annotations

from warranties.decision import Reason, reason
from warranties.facts import Facts
from warranties.promises import CommercialTerms, PlanTerms
from warranties.scope import Gaps, date_gaps
from warranties.states import Ask, Starts
from warranties.why import Why

Promise = CommercialTerms | PlanTerms
# Why a promise may not reach a unit at all.
OUT_OF_REACH = (Why.OUT_OF_TERRITORY, Why.NOT_TRANSFERABLE)


def out_of_reach(facts: Facts, promise: Promise) -> Reason | None:
    """The step that takes the unit out of the promise, one of OUT_OF_REACH, if there is one."""
    if promise.territory and facts.jurisdiction and facts.jurisdiction not in promise.territory:
        return reason(Why.OUT_OF_TERRITORY, promise.terms_url, country=facts.jurisdiction)
    if facts.changed_hands and not promise.transferable:
        return reason(Why.NOT_TRANSFERABLE, promise.terms_url)
    return None


def promise_gaps(facts: Facts, promise: Promise) -> Gaps:
    """The facts without which a person must decide, each with its step."""
    cite, found = promise.terms_url, []
    if promise.territory and not facts.jurisdiction:
        found.append((Ask.JURISDICTION, reason(Why.ASK_JURISDICTION, cite)))
    if facts.changed_hands is None and not promise.transferable:
        found.append((Ask.CHANGED_HANDS, reason(Why.ASK_CHANGED_HANDS, cite)))
    if isinstance(promise, CommercialTerms) and promise.starts == Starts.REGISTRATION and promise.registered_on is None:
        found.append((Ask.REGISTERED, reason(Why.ASK_REGISTERED, cite)))
    return (*found, *date_gaps(facts, cite, cite))
