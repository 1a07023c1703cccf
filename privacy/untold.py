"""Tables that lead to a customer and are not in `holdings`, each with its reason. By label, in lower case."""

from __future__ import annotations

_WORK = "the work of our people, not the person"
_DERIVED = "worked out from rows that are told"

UNTOLD: dict[str, str] = {
    "tickets.searchtext": f"{_DERIVED}: the words of the case, cut up to be found",
    "tickets.clock": f"{_DERIVED}: what we have to do by when",
    "tickets.automationcue": _WORK,
    "tickets.automationrun": _WORK,
    "tickets.automation": "a rule of the house; it names the case at which it was stopped",
    "tickets.bulkitem": _WORK,
    "tickets.checkitem": _WORK,
    "tickets.mention": _WORK,
    "tickets.notice": _WORK,
    "tickets.seen": _WORK,
    "tickets.timeentry": _WORK,
    "tickets.relation": f"{_DERIVED}: the history of both cases says it",
    "tickets.slapolicy_customers": "how fast we want to answer a customer, not what they are",
    "tickets.escalationstep": "what happens when we are about to be late; it hangs on a policy of times",
    "followups.trouble": _WORK,
    "tickets.slapolicy": "how fast we want to answer a customer, not what they are",
}
