"""Writing many calls, surveys and arms at once: by COPY into a table of the connection's own, from there to theirs.

A row that is there already stays as it is, so doing it twice is doing it once.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from followups.facts import Subject
from followups.states import CallState, InvitationState, Reason, Source

_FRESH = """
CREATE TEMPORARY TABLE IF NOT EXISTS fresh_call (
    fact bigint, about_on date, plan bigint, lane bigint, customer bigint, rank smallint, due timestamptz, reason text
);
CREATE TEMPORARY TABLE IF NOT EXISTS fresh_survey (
    fact bigint, about_on date, plan bigint, questionnaire bigint, medium text, customer bigint, purchase bigint,
    due timestamptz, reason text
);
CREATE TEMPORARY TABLE IF NOT EXISTS fresh_arm (
    fact bigint, plan bigint, stratum text, place integer, held_out boolean
);
TRUNCATE fresh_call, fresh_survey, fresh_arm
"""
_CALLS = """
INSERT INTO followups_call (
    kind, plan_id, lane_id, customer_id, {column}, about_on, state, rank, due_at, outcome, reason, created_at,
    finished_at
)
SELECT %(call)s, plan, lane, customer, fact, about_on, CASE reason WHEN '' THEN %(planned)s ELSE %(suppressed)s END,
    rank, due, '', reason, %(now)s, CASE reason WHEN '' THEN NULL ELSE %(now)s END
FROM fresh_call ON CONFLICT DO NOTHING
"""
_SURVEYS = """
INSERT INTO followups_invitation (
    kind, source, plan_id, questionnaire_id, medium, customer_id, purchase_id, {column}, about_on, state, reason,
    due_at, tries, created_at
)
SELECT %(survey)s, %(source)s, plan, questionnaire, medium, customer, purchase, fact, about_on,
    CASE reason WHEN '' THEN %(planned)s ELSE %(suppressed)s END, reason, due, 0, %(now)s
FROM fresh_survey ON CONFLICT DO NOTHING
"""
_ARMS = """
INSERT INTO followups_arm (plan_id, {column}, stratum, place, held_out, assigned_at)
SELECT plan, fact, stratum, place, held_out, %(now)s FROM fresh_arm ON CONFLICT DO NOTHING
"""
# Given up because the case had been opened again, and now it is over.
_CALLS_ANEW = """
UPDATE followups_call c SET plan_id = plan, lane_id = lane, rank = f.rank, due_at = due, reason = f.reason,
    state = CASE f.reason WHEN '' THEN %(planned)s ELSE %(suppressed)s END,
    finished_at = CASE f.reason WHEN '' THEN NULL ELSE %(now)s END
FROM fresh_call f
WHERE c.ticket_id = fact AND c.kind = %(call)s AND c.state = %(suppressed)s AND c.reason = %(reopened)s
"""
_SURVEYS_ANEW = """
UPDATE followups_invitation i SET plan_id = plan, questionnaire_id = questionnaire, medium = f.medium, due_at = due,
    tries = 0, reason = f.reason, state = CASE f.reason WHEN '' THEN %(planned)s ELSE %(suppressed)s END
FROM fresh_survey f
WHERE i.ticket_id = fact AND i.kind = %(survey)s AND i.source = %(source)s AND i.state = %(suppressed)s
    AND i.reason = %(reopened)s
"""


@dataclass
class Rows:
    """What a chunk of facts becomes, as lines that COPY reads: numbers, codes and instants, never words of people."""

    calls: list[str] = field(default_factory=list)
    surveys: list[str] = field(default_factory=list)
    arms: list[str] = field(default_factory=list)

    def write(self, subject: Subject, now: dt.datetime) -> int:
        """Write them all, in the caller's transaction; how many calls and surveys are new or wanted again.

        Foreign keys are looked at here and not at the commit, so that what is wrong shows where it can be found.
        """
        told: dict[str, Any] = {
            "call": subject.call,
            "survey": subject.survey,
            "source": Source.PLANNED,
            "planned": CallState.PLANNED,
            "suppressed": CallState.SUPPRESSED,
            "reopened": Reason.REOPENED,
            "now": now,
        }
        count = 0
        with connection.cursor() as cursor:
            cursor.execute(_FRESH)
            for table, lines in (("call", self.calls), ("survey", self.surveys), ("arm", self.arms)):
                if lines:
                    cursor.copy_expert(f"COPY fresh_{table} FROM STDIN", io.StringIO("".join(lines)), 1 << 20)
            statements = [(self.calls, _CALLS), (self.surveys, _SURVEYS)]
            if subject.column == "ticket":
                statements = [(self.calls, _CALLS_ANEW), (self.surveys, _SURVEYS_ANEW), *statements]
            for lines, statement in statements:
                if lines:
                    cursor.execute(statement.format(column=f"{subject.column}_id"), told)
                    count += cursor.rowcount
            if self.arms:
                cursor.execute(_ARMS.format(column=f"{subject.column}_id"), told)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return count


assert CallState.PLANNED.value == InvitationState.PLANNED.value
assert CallState.SUPPRESSED.value == InvitationState.SUPPRESSED.value
