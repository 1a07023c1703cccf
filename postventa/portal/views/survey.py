"""A survey, opened by its signed link: one question to a page, without JavaScript, and a GET records nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from followups.actions.answering import finish_survey, record_answer
from followups.links import invitation_id_of
from followups.models import Invitation
from followups.models.invitation import LINK_DAYS
from followups.questionnaires import QUESTIONNAIRES, Question, is_unhappy
from followups.states import InvitationState
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.forms.survey import QuestionForm
from postventa.portal.masks import masked

SURVEYED = ("customer", "ticket", "opened_ticket", "delivery", "purchase")


def survey_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever holds the signed link. The view gets the invitation, in the customer's language or the one they chose."""

    @mark("link")
    @wraps(view)
    def inner(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        pk = invitation_id_of(token)
        found = Invitation.objects.select_related(*SURVEYED).filter(pk=pk).first() if pk else None
        if found is None or found.sent_at is None or found.questionnaire not in QUESTIONNAIRES:
            return render(request, "portal/survey/unknown.html", status=404)
        with translation.override(_language(request, found)):
            response = view(request, found, token=token, **kwargs)
            response["Content-Language"] = translation.get_language()
        response["X-Robots-Tag"] = "noindex"
        return response

    return inner


@require_safe
@survey_required
def survey(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Where the link of the letter leads: the first question without an answer."""
    if invitation.state == InvitationState.ANSWERED:
        return redirect("survey_thanks", token)
    answered = {answer.question for answer in invitation.answers.all()}
    questions = QUESTIONNAIRES[invitation.questionnaire]
    first = next((question for question in questions if question.code not in answered), questions[-1])
    return redirect("survey_question", token, first.code)


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_link
@survey_required
def survey_question(request: HttpRequest, invitation: Invitation, token: str, code: str) -> HttpResponse:
    """One question; a POST keeps its answer and goes on to the next, and after the last one closes the survey."""
    questions = QUESTIONNAIRES[invitation.questionnaire]
    step = next((n for n, question in enumerate(questions, 1) if question.code == code), None)
    if step is None:
        raise Http404
    now = timezone.now()
    if invitation.state == InvitationState.ANSWERED:
        return redirect("survey_thanks", token)
    if not invitation.is_open(now):
        return render(request, "portal/survey/over.html", {"invitation": invitation, "days": LINK_DAYS}, status=410)
    answers = {answer.question: answer for answer in invitation.answers.all()}
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        question=questions[step - 1],
        company=settings.COMPANY["name"],
        answer=answers.get(code),
    )
    if form.is_bound and _answered(request, invitation, form):
        return _go_on(invitation, token, questions, step, {*answers, code})
    context = {
        "invitation": invitation,
        "form": form,
        "step": step,
        "total": len(questions),
        "question": questions[step - 1],
        "previous": questions[step - 2].code if step > 1 else "",
        "token": token,
    }
    status = 429 if form.is_bound and limits.is_limited(request) else 422 if form.is_bound else 200
    return render(request, "portal/survey/question.html", context, status=status)


@require_safe
@survey_required
def survey_thanks(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """What happens with the answers, as it is: a case that was opened, a case that can be opened again, or nothing."""
    if invitation.state != InvitationState.ANSWERED:
        return redirect("survey", token)
    values = {answer.question: answer.value for answer in invitation.answers.all()}
    context = {
        "invitation": invitation,
        "unhappy": is_unhappy(values),
        "email": masked(invitation.customer.email),
        "token": token,
    }
    return render(request, "portal/survey/thanks.html", context)


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The visitor's choice, else that of the case or of the customer."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return invitation.ticket.language if invitation.ticket else invitation.customer.language


def _answered(request: HttpRequest, invitation: Invitation, form: QuestionForm) -> bool:
    """Whether a good answer was kept; if not, the reason is in the form."""
    if limits.is_limited(request):
        form.add_error(None, _("That was a lot in a short time. Please wait some minutes; your answers are kept."))
    if not form.is_valid():
        return False
    try:
        record_answer(invitation=invitation, question=form.question, now=timezone.now(), **form.given)
    except Refused as error:
        if error.code == "answered":  # the button was pressed twice, and the other press has closed the survey
            return True
        form.add_error(None, str(error))
        return False
    return True


def _go_on(
    invitation: Invitation, token: str, questions: tuple[Question, ...], step: int, answered: set[str]
) -> HttpResponse:
    """To the next question; from the last one to the thanks, unless one that needs an answer was left out."""
    if step < len(questions):
        return redirect("survey_question", token, questions[step].code)
    if missing := next((q.code for q in questions if q.required and q.code not in answered), None):
        return redirect("survey_question", token, missing)
    finish_survey(invitation=invitation, now=timezone.now())
    return redirect("survey_thanks", token)
