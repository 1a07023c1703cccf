"""A survey, opened by its signed link: one question to a page, without JavaScript, and a GET records nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import customer_by_link
from core.errors import Refused
from core.zones import zone_of
from customers.actions.consents import set_wish
from customers.states import ConsentTo
from followups.actions.answering import finish_survey, record_answer
from followups.links import invitation_id_of
from followups.models import Invitation
from followups.states import InvitationState
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.answered import Page, Thanked, is_kept
from postventa.portal.forms.survey import QuestionForm
from postventa.portal.masks import masked
from postventa.portal.surveyed import ABOUT, Surveyed

SURVEYED = (*ABOUT, "opened_ticket")


def survey_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever holds the signed link. The view gets the invitation, in the customer's language or the one they chose.

    Its days are those of the customer's clock.
    """

    @mark("link")
    @wraps(view)
    def inner(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        pk = invitation_id_of(token)
        found = Invitation.objects.select_related(*SURVEYED).filter(pk=pk).first() if pk else None
        if found is None or found.sent_at is None:
            return render(request, "portal/survey/unknown.html", status=404)
        zone = zone_of(found.customer.timezone)
        with translation.override(_language(request, found)), timezone.override(zone):
            if found.customer.erased_at:
                response = render(request, "portal/survey/over.html", {"why": "erased"}, status=410)
            else:
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
    return redirect("survey_question", token, Page(invitation).first.code)


@require_safe
@survey_required
def survey_choice(request: HttpRequest, invitation: Invitation, token: str, code: str, value: int) -> HttpResponse:
    """Where a score in the letter leads: its question with that answer chosen. Nothing is recorded before the button.

    Whoever guards a mailbox opens all the links of a letter: that is no answer.
    """
    page = Page(invitation, code, chosen=value)
    if not page.is_known:
        raise Http404
    if gone := _gone(request, page, token, said=str(value)):
        return gone
    if page.question is None or not page.question.label_of(value):
        return redirect("survey_question", token, code)
    form = QuestionForm(question=page.question, company=settings.COMPANY["name"], chosen=value)
    return render(request, "portal/survey/question.html", _shown(page, form, token) | {"chosen": value})


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_survey
@survey_required
def survey_question(request: HttpRequest, invitation: Invitation, token: str, code: str) -> HttpResponse:
    """One question; a POST keeps its answer and goes on to the next, and after the last one closes the survey."""
    page = Page(invitation, code)
    if not page.is_known:
        raise Http404
    if gone := _gone(request, page, token, said=request.POST.get("answer")):
        return gone
    if page.question is None:  # another answer was changed meanwhile: it is not asked any more
        return redirect("survey", token)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        question=page.question,
        company=settings.COMPANY["name"],
        answer=page.answers.get(code),
    )
    if form.is_bound and _answered(request, invitation, form):
        invitation.refresh_from_db(fields=["state"])  # another press may have closed the survey meanwhile
        return _gone(request, page, token, said=request.POST.get("answer")) or _go_on(invitation, token, code)
    context = _shown(page, form, token)
    return render(request, "portal/survey/question.html", context, status=limits.form_status(request, form))


@require_safe
@survey_required
def survey_thanks(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """What happens with the answers, as it is: a case, a call by some day, or nothing more.

    Whoever came with another answer after the last button is told that it was not kept.
    """
    if invitation.state != InvitationState.ANSWERED:
        return redirect("survey", token)
    context = {"thanked": Thanked(invitation), "email": masked(invitation.customer.email), "token": token}
    return render(request, "portal/survey/thanks.html", context | {"late": "late" in request.GET})


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_survey
@survey_required
def survey_stop(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Where the letter's «not again» leads: a GET asks, a POST writes it down. It works however old the letter is."""
    customer = invitation.customer
    if request.method == "POST" and not limits.is_limited(request):
        holder = customer_by_link(customer.email)
        set_wish(customer=customer, to=ConsentTo.SURVEYS, given=False, by=holder, now=timezone.now())
        return redirect("survey_stop", token)
    context = {"stopped": customer.no_surveys, "email": masked(customer.email), "token": token}
    return render(request, "portal/survey/stop.html", context, status=429 if limits.is_limited(request) else 200)


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The visitor's choice, else that of the case or of the customer."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return invitation.ticket.language if invitation.ticket else invitation.customer.language


def _gone(request: HttpRequest, page: Page, token: str, *, said: str | None) -> HttpResponse | None:
    """The page in the place of a question of a survey that takes no answers; each reason has its own words.

    `said`: the answer with which somebody comes; None for who only looks.
    """
    invitation = page.invitation
    if invitation.state == InvitationState.ANSWERED:
        late = said is not None and not is_kept(invitation, page.code, said)
        return redirect(reverse("survey_thanks", args=[token]) + ("?late=1" if late else ""))
    if invitation.is_open(timezone.now()):
        return None
    context = {"why": "revoked" if invitation.revoked_at else "expired", "about": Surveyed(invitation)}
    return render(request, "portal/survey/over.html", context, status=410)


def _shown(page: Page, form: QuestionForm, token: str) -> dict[str, object]:
    return {"page": page, "question": page.question, "form": form, "about": Surveyed(page.invitation), "token": token}


def _answered(request: HttpRequest, invitation: Invitation, form: QuestionForm) -> bool:
    """Whether a good answer was kept; if not, the reason is in the form."""
    if limits.is_limited(request):
        form.add_error(None, _("That was a lot in a short time. Please wait some minutes; your answers are kept."))
    if not form.is_valid():
        return False
    try:
        record_answer(invitation=invitation, question=form.question, now=timezone.now(), **form.given)
    except Refused as error:
        # The button was pressed twice and the other press closed the survey, or another tab changed what is asked.
        if error.code in ("answered", "not_asked"):
            return True
        form.add_error(None, str(error))
        return False
    return True


def _go_on(invitation: Invitation, token: str, code: str) -> HttpResponse:
    """To the next question; from the last one to the thanks, unless one that needs an answer was left out."""
    page = Page(invitation, code)
    if step := page.next or page.missing:
        return redirect("survey_question", token, step.code)
    try:
        finish_survey(invitation=invitation, now=timezone.now())
    except Refused:  # it ended between the two: its page says how
        return redirect("survey", token)
    return redirect("survey_thanks", token)
