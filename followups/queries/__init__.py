"""Reads of follow-ups."""

from followups.queries.calls import call_list, calls_of, on_the_phone, open_cases, questions_of, units_of, with_context
from followups.queries.facts import completed_between
from followups.queries.people import call_opted_out, in_quiet_hours, not_to_be_called, place_of, quiet_of, same_person
from followups.queries.plans import capacities, live_plans, newest, policy

__all__ = [
    "call_list",
    "call_opted_out",
    "calls_of",
    "capacities",
    "completed_between",
    "in_quiet_hours",
    "live_plans",
    "newest",
    "not_to_be_called",
    "on_the_phone",
    "open_cases",
    "place_of",
    "policy",
    "questions_of",
    "quiet_of",
    "same_person",
    "units_of",
    "with_context",
]
