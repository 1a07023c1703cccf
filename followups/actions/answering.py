"""Answering a survey, one question at a time. What was answered is kept, however far somebody gets."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.actors import customer_by_link
from core.errors import Refused
from customers.models import Unit
from followups.models import Answer, Invitation
from followups.questionnaires import QUESTIONNAIRES, Question, is_unhappy
from followups.states import InvitationState, SurveyKind
from tickets.actions.opening import open_ticket
from tickets.models import Ticket
from tickets.states import Channel, Kind

log = structlog.get_logger(__name__)

TEXT_LIMIT = 4000
ABANDONED_AFTER = dt.timedelta(hours=1)


@transaction.atomic
def record_answer(
    *, invitation: Invitation, question: Question, value: int | None = None, text: str = "", now: dt.datetime
) -> Invitation:
    """Keep the answer to one question; the last one counts, and an empty one takes back an optional answer.

    Refused when the survey is finished or too old, for a number off the scale and for no answer where one is needed.
    """
    invitation = _locked(invitation)
    _check_open(invitation, now)
    text = text.replace("\x00", "").strip()[:TEXT_LIMIT]
    if value is not None and not question.label_of(value):
        raise Refused(_("Please choose one of the answers."), code="off_scale")
    if value is None and not text:
        if question.required:
            raise Refused(_("Please choose one of the answers."), code="answer_missing")
        invitation.answers.filter(question=question.code).delete()
        if not invitation.answers.exists():
            _begin(invitation, None)
        return invitation
    Answer.objects.update_or_create(
        invitation=invitation, question=question.code, defaults={"value": value, "text": text, "answered_at": now}
    )
    if invitation.started_at is None:
        _begin(invitation, now)
    return invitation


@transaction.atomic
def finish_survey(*, invitation: Invitation, now: dt.datetime) -> Invitation:
    """Close a survey. Unhappy answers about a delivery open a case, once; twice in a row does nothing more.

    Refused when it was never begun, or is too old.
    """
    invitation = _locked(invitation)
    if invitation.state == InvitationState.ANSWERED:
        return invitation
    _check_open(invitation, now)
    return _close(invitation, now)


@transaction.atomic
def finish_next_abandoned(*, now: dt.datetime) -> Invitation | None:
    """Close one survey whose last questions nobody came back to answer; None when there is none.

    What they did say counts from then on, and an unhappy customer is not left waiting for having skipped a comment.
    """
    begun = Invitation.objects.abandoned(now - ABANDONED_AFTER).order_by("started_at")
    invitation = begun.select_for_update(of=("self",), skip_locked=True).first()
    if invitation is None:
        return None
    try:
        with transaction.atomic():
            return _close(invitation, now)
    except Exception:
        log.exception("survey_not_closed", invitation=invitation.pk)
        _begin(invitation, now)  # tried again when it looks abandoned the next time; the others do not wait for it
        return invitation


def _begin(invitation: Invitation, at: dt.datetime | None) -> None:
    invitation.started_at = at
    invitation.save(update_fields=["started_at"])


def _close(invitation: Invitation, now: dt.datetime) -> Invitation:
    answers = {answer.question: answer for answer in invitation.answers.all()}
    if not answers:
        raise Refused(_("Please choose one of the answers."), code="answer_missing")
    if invitation.kind == SurveyKind.DELIVERY and is_unhappy({code: answer.value for code, answer in answers.items()}):
        invitation.opened_ticket = _open_case(invitation, answers, now)
    invitation.state = InvitationState.ANSWERED
    invitation.answered_at = max(answer.answered_at for answer in answers.values())
    invitation.save(update_fields=["state", "answered_at", "opened_ticket"])
    return invitation


def _open_case(invitation: Invitation, answers: dict[str, Answer], now: dt.datetime) -> Ticket:
    assert invitation.delivery_id, "a survey about a delivery has one"
    customer = invitation.customer
    units = list(Unit.objects.filter(delivery=invitation.delivery_id)[:2])
    with translation.override(customer.language):
        subject, text = _("Not content with the delivery"), _in_words(invitation, answers)
    return open_ticket(
        customer=customer,
        unit=units[0] if len(units) == 1 else None,
        kind=Kind.COMPLAINT,
        subject=subject,
        text=text,
        channel=Channel.SURVEY,
        language=customer.language,
        by=customer_by_link(customer.email),
        now=now,
    )


def _in_words(invitation: Invitation, answers: dict[str, Answer]) -> str:
    """Each question with its answer, and which order it was: what the agent reads first."""
    asked = QUESTIONNAIRES[invitation.questionnaire]
    said = [
        f"{question.text}\n— {question.label_of(answer.value) or answer.text}"
        for question in asked
        if (answer := answers.get(question.code))
    ]
    order = _("Order %(order)s") % {"order": invitation.purchase} if invitation.purchase else ""
    return "\n\n".join([*said, order]).strip()


def _locked(invitation: Invitation) -> Invitation:
    related = Invitation.objects.select_related("customer", "purchase")
    return related.select_for_update(of=("self",)).get(pk=invitation.pk)


def _check_open(invitation: Invitation, now: dt.datetime) -> None:
    if invitation.state == InvitationState.ANSWERED:
        raise Refused(_("You have answered this survey already. Thank you."), code="answered")
    if not invitation.is_open(now):
        raise Refused(_("This survey is over."), code="over")
