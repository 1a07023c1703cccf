"""The page of one call."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from customers.models import Unit
from followups.models import Answer, Call, CallMove
from followups.queries import open_cases, questions_of, units_of
from followups.questionnaires import script_of
from followups.states import CallState, Outcome
from postventa.desk.call_rows import CallRow
from postventa.desk.forms.calls import AttemptForm
from postventa.desk.rail import rail
from tickets.models import Ticket

CASES = 5
# What one click says, as the page groups it. What needs more than a click has boxes of its own.
REACHED = [(Outcome.CONTENT, "smile"), (Outcome.PARTIAL, "phone-off"), (Outcome.CONTACTED_US, "message-circle")]
NOT_REACHED = [
    (Outcome.NO_ANSWER, "phone-missed"),
    (Outcome.BUSY, "phone-off"),
    (Outcome.VOICEMAIL, "voicemail"),
    (Outcome.VOICEMAIL_LEFT, "voicemail"),
    (Outcome.THIRD_PARTY, "users-round"),
    (Outcome.DECLINED, "clock"),
]
NEVER = [
    (Outcome.REFUSED, "phone-off"),
    (Outcome.WRONG_NUMBER, "hash"),
    (Outcome.DISCONNECTED, "unplug"),
    (Outcome.LANGUAGE, "languages"),
    (Outcome.CANCELLED, "package-x"),
    (Outcome.DECEASED, "user-x"),
]


class CallPage:
    """What the templates of a call ask for."""

    reached, not_reached, never = REACHED, NOT_REACHED, NEVER

    def __init__(self, request: HttpRequest, call: Call, now: dt.datetime, *, form: AttemptForm | None = None) -> None:
        self.user, self.call, self.now, self._form = request.user, call, now, form

    @cached_property
    def row(self) -> CallRow:
        return CallRow.of(self.call, self.now)

    @cached_property
    def form(self) -> AttemptForm:
        return self._form or AttemptForm(call=self.call, user=self.user)  # type: ignore[arg-type]

    @property
    def is_planned(self) -> bool:
        return self.call.state == CallState.PLANNED

    @property
    def is_mine(self) -> bool:
        return self.row.is_held and self.call.held_by_id == self.user.pk

    @property
    def minutes_left(self) -> int:
        """Of the time for which it is in somebody's hand, begun ones counted."""
        left = self.call.held_until - self.now if self.call.held_until else dt.timedelta(0)
        return -(-int(left.total_seconds()) // 60)

    @cached_property
    def cases(self) -> list[Ticket]:
        return list(open_cases(self.call.customer)[:CASES])

    @cached_property
    def units(self) -> list[Unit]:
        return list(units_of(self.call))

    @cached_property
    def moves(self) -> list[CallMove]:
        return list(self.call.moves.all())

    @cached_property
    def answers(self) -> list[tuple[str, str]]:
        """What they said in earlier attempts, by question."""
        return _told(list(self.call.answers.all()), questions_of(self.call).items)

    @cached_property
    def survey(self) -> list[tuple[str, str]]:
        """The answer that somebody was unhappy in."""
        asked = self.call.invitation
        return _told(list(asked.answers.all()), asked.questionnaire.items) if asked else []


def render_call(request: HttpRequest, page: CallPage, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "call": page.call, "row": page.row, "form": page.form, "nav": "calls"}
    return render(request, "desk/calls/call.html", context | rail(request), status=status)


def _told(answers: list[Answer], items: list[dict[str, object]]) -> list[tuple[str, str]]:
    said = {answer.question: answer for answer in answers}
    questions = [question for question in script_of(items).questions if question.code in said]
    return [(str(one.name), said[one.code].text or one.told(said[one.code].value)) for one in questions]
