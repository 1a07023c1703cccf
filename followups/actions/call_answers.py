"""What the person said to the questions of a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refused
from followups import queries
from followups.actions.answering import TEXT_LIMIT
from followups.models import Answer, Call
from followups.queries.calls import questions_of
from followups.questionnaires import Script, script_of, unhappy_about
from followups.states import Outcome

Said = Mapping[str, int | str]
# Whoever is said to be content, or hung up, and has something to put right has it put right.
LEAVES_NOTHING = (Outcome.CONTENT, Outcome.PARTIAL)


def check_answers(*, call: Call, answers: Said, consent: bool | None, outcome: Outcome) -> Said:
    """The answers that belong to it. Refused without the person's consent ("no_consent"), for what is no answer
    ("off_scale"), and when something is left to put right in which no case is opened ("call_unhappy").
    """
    if answers and not consent:
        raise Refused(
            _("What somebody said is written down only when they agreed to answer. Say that they did."),
            code="no_consent",
        )
    script = script_of(questions_of(call).items)
    values = {code: said for code, said in answers.items() if isinstance(said, int)}
    asked = {question.code: question for question in script.asked(values)}
    kept = {code: said for code, said in answers.items() if code in asked and said != ""}
    if not all(asked[code].label_of(said) for code, said in kept.items() if isinstance(said, int)):
        raise Refused(_("Please choose one of the answers."), code="off_scale")
    if outcome in LEAVES_NOTHING:
        _check_nothing_left(call, script, kept)
    return kept


def _check_nothing_left(call: Call, script: Script, kept: Said) -> None:
    code = unhappy_about({code: said for code, said in kept.items() if isinstance(said, int)})
    question = script.question(code) if code else None
    if question and not queries.open_cases(call.customer).exists():
        raise Refused(
            _("«%(question)s» says that something is wrong. Choose «Reached: not content», and a case opens for it.")
            % {"question": question.said(settings.COMPANY["name"])},
            code="call_unhappy",
        )


def keep_answers(*, call: Call, answers: Said, now: dt.datetime) -> None:
    """The answers of a held call; one to a question that was answered in an earlier attempt takes its place."""
    Answer.objects.filter(call=call, question__in=list(answers)).delete()
    Answer.objects.bulk_create(
        Answer(call=call, question=code, answered_at=now, **_said(said)) for code, said in answers.items()
    )


def _said(said: int | str) -> dict[str, object]:
    return {"value": said} if isinstance(said, int) else {"text": said.replace("\x00", "").strip()[:TEXT_LIMIT]}
