"""Made-up coverage decisions for the style guide: the drawing of each kind of history, seen from the same day."""

from __future__ import annotations

import datetime as dt

from warranties.calendar import add_months
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import Facts, Recall, Stay
from warranties.law import shipped
from warranties.promises import CommercialTerms, PlanTerms
from warranties.rules import Rulebook
from warranties.states import Buyer, Cause, Channel, PlanKind

Sample = tuple[str, Decision, Facts]


def coverage_samples(today: dt.date) -> list[Sample]:
    """Name, decision and facts of each."""
    rules = Rulebook(shipped())

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    def sold(days: int, **more: object) -> Facts:
        on = {"contract_date": ago(days + 10), "delivery_date": ago(days), "claim_date": today}
        who = {"buyer": Buyer.CONSUMER.value, "channel": Channel.ONLINE.value, "cause": Cause.DEFECT.value}
        return Facts(**({"jurisdiction": "ES"} | on | who | more))

    promise = CommercialTerms("g", "Ten years on the motor", "Hogarix", 120)
    plan_from = add_months(ago(500), 36)
    plan = PlanTerms("p", "Calm", "Hogarix", (PlanKind.EXTENSION.value,), 24, starts_on=plan_from)
    mended = (Stay(ago(260), ago(214)),)
    kept = (Stay(ago(260), ago(214)), Stay(ago(20)))
    danger = (Recall(ago(21), "Battery that gets hot"),)
    histories = [
        ("Repaired once, a plan to come", sold(500, custody=mended, defect_date=ago(12)), (promise,), (plan,)),
        ("In the workshop now", sold(700, custody=kept, defect_date=ago(30)), (), ()),
        ("Delivered last week", sold(7), (), ()),
        ("Old, with a safety recall", sold(4200, recalls=danger), (), ()),
    ]
    return [(name, decide(facts, rules, guarantees, plans), facts) for name, facts, guarantees, plans in histories]
