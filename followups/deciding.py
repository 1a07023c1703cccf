"""What a plan makes of a fact: a call, a survey, both or neither, and why not. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from followups import arms
from followups.facts import Fact, Subject, Wishes, not_asked, not_called
from followups.states import BY_CALL, BY_SURVEY, Means, Reason
from followups.times import Times

if TYPE_CHECKING:
    from followups.models import PlanVersion

# Who has no phone, or no hour for it, is asked instead of called where a plan has both; and the other way round.
UNREACHABLE = (Reason.NO_ADDRESS, Reason.NO_HOUR, Reason.OPTED_OUT)


class Decided(NamedTuple):
    """Of the call and of the survey: None, the plan makes none; "", it does; else why nobody is called or asked."""

    called: str | None
    asked: str | None


@dataclass(frozen=True)
class Deciding:
    """`texts`: text messages can be sent. `now`: by when a fact is too old for its plan; None: whenever it was."""

    subject: Subject
    texts: bool
    now: dt.datetime | None

    def decide(self, fact: Fact, plan: PlanVersion, times: Times, wishes: Wishes) -> Decided:
        called = asked = None
        may_call = self._is_fresh(fact, plan.call_window_days)
        if plan.means in BY_CALL and may_call:
            called = self.not_called(fact, plan, times, wishes)
        instead = plan.means == Means.CALL_ELSE_SURVEY and (called is None or called in UNREACHABLE)
        if (plan.means in BY_SURVEY or instead) and self._is_fresh(fact, plan.survey_window_days):
            asked = self._not_asked(fact, plan, wishes)
        if plan.means == Means.SURVEY_ELSE_CALL and asked in UNREACHABLE and may_call:
            called = self.not_called(fact, plan, times, wishes)
        return Decided(called, asked)

    def is_tried(self, decided: Decided, plan: PlanVersion) -> bool:
        """Whether it takes part in the experiment: it would be called, and the plan holds some back."""
        is_of_day = self.subject.has_day
        return decided.called == "" and plan.holdout_percent > 0 and plan.means in BY_CALL and not is_of_day

    def not_called(self, fact: Fact, plan: PlanVersion, times: Times, wishes: Wishes) -> str:
        """Why nobody calls about that fact, whenever it was; empty where the plan does."""
        reason = not_called(fact.person, wishes) or (Reason.SAFETY if fact.safety else "")
        if not reason and not times.has_hour:
            return Reason.NO_HOUR
        return reason or self._sampled_out(fact, plan)

    def _is_fresh(self, fact: Fact, days: int) -> bool:
        return self.now is None or fact.at >= self.now - dt.timedelta(days=days)

    def _not_asked(self, fact: Fact, plan: PlanVersion, wishes: Wishes) -> str:
        reason = not_asked(fact.person, wishes, plan.medium, texts=self.texts)
        return reason or (Reason.SAFETY if fact.safety else "") or self._sampled_out(fact, plan)

    def _sampled_out(self, fact: Fact, plan: PlanVersion) -> str:
        if plan.sample_percent == arms.HUNDRED:
            return ""
        key = f"{self.subject.column}:{fact.id}" + (f":{fact.about_on}" if fact.about_on else "")
        return "" if arms.sampled(plan.seed, key, plan.sample_percent) else Reason.SAMPLED_OUT
