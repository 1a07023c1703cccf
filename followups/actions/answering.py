"""Answering a survey, one question at a time. What was answered is kept, however far somebody gets."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from customers.actions.known import is_known
from followups.actions.loops import open_loop
from followups.actions.troubles import note_trouble, settle_troubles
from followups.models import Answer, Invitation
from followups.questionnaires import Question, script_of
from followups.states import InvitationState, TroubleKind

log = structlog.get_logger(__name__)

TEXT_LIMIT = 4000
ABANDONED_AFTER = dt.timedelta(hours=1)
A_HANDFUL = 100
ANSWERED_ABOUT = ("customer", "purchase", "questionnaire", "plan", "delivery", "ticket__assignee")


@transaction.atomic
def record_answer(
    *, invitation: Invitation, question: Question, value: int | None = None, text: str = "", now: dt.datetime
) -> Invitation:
    """Keep the answer to one question; the last one counts, and an empty one takes back an optional answer.

    Answers to questions that do not belong to it any more are taken back. Refused when the survey was finished
    ("answered"), is too old, was taken back or is of somebody forgotten ("over"), for a question that does not belong
    to what was answered so far ("not_asked"), for a number off the scale and for no answer where one is needed.
    """
    invitation = _locked(invitation)
    _check_open(invitation, now)
    question = _asked(invitation, question.code)
    text = text.replace("\x00", "").strip()[:TEXT_LIMIT]
    if value is not None and not question.label_of(value):
        raise Refused(_("Please choose one of the answers."), code="off_scale")
    if value is None and not text:
        _take_back(invitation, question)
        return invitation
    Answer.objects.update_or_create(
        invitation=invitation, question=question.code, defaults={"value": value, "text": text, "answered_at": now}
    )
    _take_back_others(invitation)
    if invitation.started_at is None:
        _begin(invitation, now)
    return invitation


@transaction.atomic
def finish_survey(*, invitation: Invitation, now: dt.datetime) -> Invitation:
    """Close a survey. An unhappy answer opens a loop, once; twice in a row does nothing more.

    Refused when it was never begun, is too old, was taken back or is of somebody forgotten.
    """
    invitation = _locked(invitation)
    if invitation.state == InvitationState.ANSWERED:
        return invitation
    _check_open(invitation, now)
    return _close(invitation, now)


def finish_abandoned(*, now: dt.datetime) -> int:
    """Close the surveys whose last questions nobody came back to answer, a handful at a time; how many.

    What they did say counts from then on, and an unhappy customer is not left waiting for having skipped a comment.
    One that cannot be closed is written down as a trouble and tried again later; the others do not wait for it.
    """
    before = now - ABANDONED_AFTER
    begun = Invitation.objects.abandoned(before).order_by("started_at").values_list("pk", "customer_id")
    return sum(_finish_abandoned(pk, customer, before, now) for pk, customer in begun[:A_HANDFUL])


@transaction.atomic
def _finish_abandoned(pk: int, customer: int, before: dt.datetime, now: dt.datetime) -> bool:
    is_known(customer)
    waiting = Invitation.objects.abandoned(before).select_related(*ANSWERED_ABOUT)
    invitation = waiting.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if invitation is None:  # another worker has it, or they came back
        return False
    try:
        with transaction.atomic():
            _close(invitation, now)
    except Exception as error:
        log.exception("survey_not_closed", invitation=pk)
        note_trouble(kind=TroubleKind.NOT_CLOSED, detail=type(error).__name__, invitation=invitation, now=now)
        _begin(invitation, now)  # tried again when it looks abandoned the next time
        return False
    settle_troubles(kind=TroubleKind.NOT_CLOSED, invitation=invitation, now=now)
    return True


def _begin(invitation: Invitation, at: dt.datetime | None) -> None:
    invitation.started_at = at
    invitation.save(update_fields=["started_at"])


def _take_back(invitation: Invitation, question: Question) -> None:
    if question.required:
        raise Refused(_("Please choose one of the answers."), code="answer_missing")
    invitation.answers.filter(question=question.code).delete()
    _take_back_others(invitation)
    if not invitation.answers.exists():
        _begin(invitation, None)


def _take_back_others(invitation: Invitation) -> None:
    """Whoever was asked why it is not settled, and then says that it is, has no reason any more."""
    script = script_of(invitation.questionnaire.items)
    values = dict(invitation.answers.values_list("question", "value"))
    gone = set(values) - {question.code for question in script.asked(values)}
    if gone:
        invitation.answers.filter(question__in=gone).delete()


def _close(invitation: Invitation, now: dt.datetime) -> Invitation:
    answers = {answer.question: answer for answer in invitation.answers.all()}
    if not answers:
        raise Refused(_("Please choose one of the answers."), code="answer_missing")
    open_loop(invitation=invitation, answers=answers, now=now)
    invitation.state = InvitationState.ANSWERED
    invitation.answered_at = max(answer.answered_at for answer in answers.values())
    invitation.save(update_fields=["state", "answered_at", "opened_ticket"])
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    is_known(invitation.customer_id)  # held first, as by whoever forgets them; what follows says that it is over
    related = Invitation.objects.select_related(*ANSWERED_ABOUT)
    return related.select_for_update(of=("self",)).get(pk=invitation.pk)


def _check_open(invitation: Invitation, now: dt.datetime) -> None:
    if invitation.state == InvitationState.ANSWERED:
        raise Refused(_("You have answered this survey already. Thank you."), code="answered")
    if not invitation.is_open(now) or invitation.customer.erased_at:
        raise Refused(_("This survey is over."), code="over")


def _asked(invitation: Invitation, code: str) -> Question:
    script = script_of(invitation.questionnaire.items)
    values = dict(invitation.answers.values_list("question", "value"))
    found = next((question for question in script.asked(values) if question.code == code), None)
    if found is None:
        raise Refused(_("This question does not belong to your answers any more."), code="not_asked")
    return found
