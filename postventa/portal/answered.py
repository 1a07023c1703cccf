"""How far somebody is in a survey, and what becomes of it afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from followups.models import Answer, Invitation, Loop
from followups.questionnaires import Question, is_unhappy, script_of
from tickets.models import Ticket


class Page:
    """One question of a survey among those that belong to what was answered so far.

    `chosen`: what was chosen for it in the letter, which is not kept yet and yet says what comes after it.
    """

    def __init__(self, invitation: Invitation, code: str = "", *, chosen: int | None = None) -> None:
        self.invitation, self.code, self.chosen = invitation, code, chosen
        self.script = script_of(invitation.questionnaire.items)

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return {answer.question: answer for answer in self.invitation.answers.all()}

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        values = {code: answer.value for code, answer in self.answers.items()}
        return self.script.asked(values if self.chosen is None else values | {self.code: self.chosen})

    @property
    def is_known(self) -> bool:
        """The questionnaire has it, whether it is asked now or not."""
        return self.script.question(self.code) is not None

    @property
    def question(self) -> Question | None:
        return next((one for one in self.asked if one.code == self.code), None)

    @property
    def first(self) -> Question:
        """Where to go on: the first without an answer, else the last."""
        return next((one for one in self.asked if one.code not in self.answers), self.asked[-1])

    @property
    def step(self) -> int:
        return next((n for n, one in enumerate(self.asked, 1) if one.code == self.code), 0)

    @property
    def total(self) -> int:
        return len(self.asked)

    @property
    def previous(self) -> Question | None:
        return self.asked[self.step - 2] if self.step > 1 else None

    @property
    def next(self) -> Question | None:
        """The one after it; of a question that is not asked any more, where to go on."""
        if not self.step:
            return self.first
        return self.asked[self.step] if self.step < self.total else None

    @property
    def missing(self) -> Question | None:
        """The first that needs an answer and has none."""
        return next((one for one in self.asked if one.required and one.code not in self.answers), None)


def is_kept(invitation: Invitation, code: str, said: str) -> bool:
    """Whether that is what was answered to the question."""
    answer = invitation.answers.filter(question=code).first()
    kept = "" if answer is None else answer.text if answer.value is None else str(answer.value)
    return kept.split() == said.split()


@dataclass(frozen=True)
class Thanked:
    """What an answered survey led to, as it is now."""

    invitation: Invitation

    @cached_property
    def loop(self) -> Loop | None:
        return Loop.objects.select_related("ticket", "call").filter(invitation=self.invitation).first()

    @property
    def is_unhappy(self) -> bool:
        return is_unhappy(dict(self.invitation.answers.values_list("question", "value")))

    @property
    def about(self) -> Ticket | None:
        """The case that they were asked about."""
        return self.invitation.ticket

    @property
    def ticket(self) -> Ticket | None:
        """The case in which they are answered."""
        return self.invitation.opened_ticket or (self.loop.ticket if self.loop else None)

    @property
    def is_new(self) -> bool:
        return self.invitation.opened_ticket_id is not None

    @property
    def call_by(self) -> dt.date | None:
        """The last day, by their own clock, by which somebody calls them."""
        if self.ticket or self.loop is None or self.loop.closed_at:
            return None
        return timezone.localtime(self.loop.due_at - dt.timedelta(seconds=1)).date()

    @property
    def is_settled(self) -> bool:
        """Somebody has spoken with them since."""
        return self.loop is not None and self.loop.closed_at is not None and not self.loop.dropped
