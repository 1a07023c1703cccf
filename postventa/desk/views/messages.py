"""Replies and notes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from postventa.desk.access import actor, get_case, get_message, get_ticket, staff_required
from postventa.desk.composer import Cursor
from postventa.desk.forms.messages import MessageForm
from postventa.desk.story import Entry, Story
from postventa.desk.ticket_page import done, refused
from tickets.actions.drafts import undo_reply
from tickets.actions.sending import send_note, send_reply
from tickets.models import Message, Ticket
from tickets.queries.conversation import whole_message
from tickets.queries.earlier import said_after
from tickets.states import MessageKind


@staff_required
@require_POST
def messages(request: HttpRequest, reference: str) -> HttpResponse:
    """Say something in a case. When the customer or a colleague spoke meanwhile, a reply asks to be confirmed."""
    case = get_case(request, reference)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return refused(request, get_ticket(request, reference), "composer_says", message_form=form)
    cursor = _cursor(form)
    try:
        message = _say(request, case, form)
    except Refused as error:
        ticket = get_ticket(request, reference)  # without a cursor or a script the whole conversation is shown again
        newer = said_after(ticket, form.cleaned_data["seen"], actor(request)) if error.code == "newer_message" else []
        form = form.seeing(newer[-1].pk) if newer else form
        parts = ["composer_says", "composer_state", "case_line", "arrived" if cursor else "timeline"]
        return refused(request, ticket, *parts, why=str(error), message_form=form, cursor=cursor)
    said = _("Your reply is on its way.") if message.kind == MessageKind.REPLY else _("Note saved.")
    if cursor and message.held_until:  # the block in which it can be taken back says so
        said = ""
    if not request.htmx:  # type: ignore[attr-defined]
        return done(request, case, said=said)
    if cursor is None:
        ticket = get_ticket(request, reference)
        return done(request, ticket, "header", "timeline", "composer", "held", "steps", "fields", said=said)
    parts = ["case_line", "arrived", "composer_state", "composer_says", "held"]
    parts += ["composer_promised"] if form.cleaned_data["promise"] else []
    return done(request, get_case(request, reference), *parts, said=said, cursor=cursor, sent=True)


def _cursor(form: MessageForm) -> Cursor | None:
    told = form.cleaned_data.get("told")
    return Cursor(form.cleaned_data["seen"], told) if told else None


def _say(request: HttpRequest, ticket: Ticket, form: MessageForm) -> Message:
    given = form.cleaned_data
    common = {
        "ticket": ticket,
        "words": given["text"],
        "files": given["files"],
        "deeds": given["deeds"],
        "promised": given["promise"].promised(request.user) if given["promise"] else None,
        "submission": given["submission"],
        "by": actor(request),
        "now": timezone.now(),
    }
    if given["kind"] == MessageKind.REPLY:
        return send_reply(then=given["then"], seen=given["seen"], **common)
    return send_note(kind=MessageKind(given["kind"]), **common)


@staff_required
@require_safe
def message(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A long message with all its words: in its place, or without HTMX on a page of its own."""
    row = get_message(request, reference, pk)
    said = whole_message(row)
    page = {"story": Story([Entry(said=said, author=row.author)]), "now": timezone.now()}
    context = {"page": page, "said": said, "ticket": row.ticket, "nav": "cases"}
    template = "_entries" if request.htmx else "message"  # type: ignore[attr-defined]
    return render(request, f"desk/tickets/{template}.html", context)


@staff_required
@require_POST
def taking_back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Undo a reply before it goes out: its words are a draft again."""
    row = get_message(request, reference, pk)
    parts = ("header", "timeline", "composer", "held", "steps", "fields")
    try:
        undo_reply(message=row, by=actor(request), now=timezone.now())
    except Refused as error:
        if not request.htmx:  # type: ignore[attr-defined]
            return refused(request, get_ticket(request, reference), why=str(error))
        return refused(request, get_ticket(request, reference), "held", why=str(error))
    said = _("Your reply did not go out. Its words are in the composer again.")
    return done(request, get_ticket(request, reference), *parts, said=said)
