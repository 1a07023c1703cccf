"""What customers are sent about surveys: a letter or a text message, and one reminder of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actions.letters import letter_to
from core.actions.mail import message_to
from core.models import OutgoingMessage
from core.states import Medium
from core.zones import zone_of
from followups.asking import Send
from followups.links import survey_url
from followups.models import Invitation
from followups.questionnaires import Question, script_of
from followups.states import Scope, SurveyKind


def letter_of(
    invitation: Invitation, send: Send, *, until: dt.datetime, reminder: bool = False, now: dt.datetime
) -> OutgoingMessage:
    """The invitation to a survey, or its reminder, for the outbox: in the case's language or the customer's.

    Nobody waits for it, so it goes after whatever somebody waits for, and by day.
    """
    ticket, customer = invitation.ticket, invitation.customer
    language = ticket.language if ticket else customer.language
    kind = "survey_reminder" if reminder else "survey"
    says: dict[str, Any] = {"language": language, "bulk": True, "zone": customer.timezone, "now": now, "to": send.to}
    with translation.override(language):
        if send.by_text:
            return message_to(kind=kind, medium=Medium.SMS, text=_text_of(invitation, reminder), **says)
        return letter_to(template=kind, context=_context(invitation, until), **says)


def _context(invitation: Invitation, until: dt.datetime) -> dict[str, object]:
    url = survey_url(invitation)
    score = script_of(invitation.questionnaire.items).score
    return {
        "customer": invitation.customer,
        "ticket": invitation.ticket,
        "about_us": invitation.questionnaire.scope == Scope.RELATION,
        "unit": invitation.unit,
        "about_on": invitation.about_on if invitation.kind == SurveyKind.GUARANTEE else None,
        "products": _products(invitation),
        "question": score.said(settings.COMPANY["name"]) if score else "",
        "scores": scores_of(score, url) if score else [],
        "action_url": url,
        "until": until.astimezone(zone_of(invitation.customer.timezone)).date(),
        "stop_url": f"{url}stop/",
    }


def _products(invitation: Invitation) -> list[str]:
    if invitation.delivery is None:
        return []
    return [unit.product.name for unit in sorted(invitation.delivery.units.all(), key=lambda unit: unit.pk)]


def scores_of(question: Question, url: str) -> list[dict[str, object]]:
    """The answers of a scale, each with its words and where it leads: there it is chosen, and nothing recorded yet."""
    return [
        {"value": value, "words": _words(value, str(label)), "url": f"{url}{question.code}/{value}/"}
        for value, label in question.options
    ]


def _words(value: int, label: str) -> str:
    if label.startswith(str(value)):
        return label
    return pgettext("an answer on a scale", "%(value)s: %(label)s") % {"value": value, "label": label}


def _text_of(invitation: Invitation, reminder: bool) -> str:
    """Short, with one link, which leads to «not again» too."""
    said = {"company": settings.COMPANY["name"], "url": survey_url(invitation)}
    if reminder:
        return _("%(company)s: we still would like to know how it went. One minute: %(url)s") % said
    if invitation.questionnaire.scope == Scope.RELATION:
        return _("%(company)s: would you recommend us? One minute: %(url)s") % said
    if invitation.ticket:
        said["reference"] = invitation.ticket.reference
        return _("%(company)s: how did we handle your case %(reference)s? One minute: %(url)s") % said
    if invitation.kind == SurveyKind.DELIVERY:
        return _("%(company)s: how was your delivery? One minute: %(url)s") % said
    return _("%(company)s: how is your product doing? One minute: %(url)s") % said
