"""The command bar: what can be written or done from the keyboard, found as one types. Without a script it is a page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.articles import articles_about
from catalog.models import Article
from core.errors import Refused
from core.richtext import Words, words_of
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.rail import rail
from tickets.actions.deeds import do_deeds
from tickets.actions.macros import put_into_draft, remember_macro
from tickets.deeds import Deed
from tickets.models import Ticket
from tickets.placeholders import KNOWN
from tickets.queries.macros import deed_words, deeds_of, filled, macros_for, offered
from tickets.states import MessageKind

LONGEST = 100


@staff_required
@require_safe
def command(request: HttpRequest, reference: str = "") -> HttpResponse:
    """What is offered everywhere, or in a case; `?part=1` is the list alone, for the bar."""
    ticket = get_ticket(request, reference) if reference else None
    asked = request.GET.get("words", "").strip()[:LONGEST]
    context = {"ticket": ticket, "asked": asked, "articles": _articles(ticket, asked)}
    if ticket:
        context["macros"] = offered(user=request.user, language=ticket.language, asked=asked)
    if request.GET.get("part"):
        return render(request, "desk/_command_options.html", context)
    return render(request, "desk/command.html", context | {"nav": "cases"} | rail(request))


def _articles(ticket: Ticket | None, asked: str) -> list[Article]:
    if ticket is None:
        return articles_about(None, asked=asked)
    return articles_about(ticket.unit.product if ticket.unit else None, language=ticket.language, asked=asked)


@staff_required
@require_http_methods(["GET", "POST"])
def ticket_macro(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A macro in a case: GET gives its words and deeds to the composer; POST does it, its words into the draft."""
    ticket = get_ticket(request, reference)
    macro = get_object_or_404(macros_for(request.user), pk=pk)
    said = filled(macro, ticket, request.user)
    if request.method == "GET":
        told = {"id": macro.pk, "kind": macro.kind, "html": said.words, "name": macro.name}
        told["missing"] = ", ".join(str(KNOWN[name]) for name in said.missing)
        told["deeds"] = [{"value": value, "words": words} for value, words in deed_words(deeds_of(macro))]
        return JsonResponse(told)
    by, now = actor(request), timezone.now()
    if "keep" in request.POST:  # the composer has its words already
        remember_macro(ticket=ticket, kind=macro.kind, macro=macro if request.POST["keep"] else None, by=by)
        return HttpResponse(status=204)
    try:
        if macro.html:
            put_into_draft(ticket=ticket, kind=macro.kind, words=words_of(said.words), macro=macro, by=by, now=now)
        else:
            do_deeds(ticket=ticket, deeds=[Deed("macro", macro.pk)], by=by, now=now)
            messages.success(request, _("Done: %(name)s.") % {"name": macro.name})
    except Refused as error:
        messages.error(request, str(error))
    return redirect("desk:ticket", ticket.reference)


@staff_required
@require_http_methods(["GET", "POST"])
def ticket_article(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """An article for a case: GET gives its words to the composer, POST puts them into the draft of the reply."""
    ticket = get_ticket(request, reference)
    article = get_object_or_404(Article, pk=pk, published=True)
    if request.method == "GET":
        return JsonResponse({"id": article.pk, "html": article.html, "name": article.title})
    words: Words = words_of(article.html)
    try:
        put_into_draft(ticket=ticket, kind=MessageKind.REPLY, words=words, by=actor(request), now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("desk:ticket", ticket.reference)
