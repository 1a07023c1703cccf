"""The knowledge base, for anybody: looking for an article, reading it, and saying whether it helped."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.actions.searches import note_search
from catalog.actions.votes import vote
from catalog.articles import Found, find_articles, public_articles
from catalog.models import Article, ProductLine
from catalog.states import Vote
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.forms.help import VoteForm
from postventa.portal.help_page import addresses, front, of_line, products_of, related, spoken

LONGEST = 200  # letters of a search
_MACHINE = re.compile(r"bot|crawl|spider|slurp|preview", re.IGNORECASE)


@mark("public")
@require_safe
@limits.by_visitor
def help_home(request: HttpRequest) -> HttpResponse:
    """All there is to read by product line, or what was looked for; the reader's own products first."""
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.MINUTE)
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context: dict[str, object] = {"asked": asked, "nav": "help"}
    if asked:
        found = find_articles(asked, language=spoken(), mine=products_of(request))
        _note(request, asked, found)
        return render(request, "portal/help/found.html", context | {"found": found, "language": spoken()})
    if line := _line(request):
        return render(request, "portal/help/line.html", context | of_line(line))
    return render(request, "portal/help/home.html", context | front(request))


@mark("public")
@require_safe
@limits.by_visitor
def help_article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article in the reader's language, or in the one that the address asks for."""
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.MINUTE)
    article = _article(request, slug)
    languages = list(Article.objects.filter(slug=slug, published=True, public=True).values_list("language", flat=True))
    said = request.GET.get("said", "")
    context = {
        "article": article,
        "related": related(article),
        "form": VoteForm(auto_id="vote_%s"),
        "said": said if said in (Vote.HELPED, Vote.NOT_HELPED) else "",
        "foreign": article.language != spoken(),
        "nav": "help",
    }
    return render(request, "portal/help/article.html", context | addresses(article, languages))


@mark("public")
@require_POST
@limits.votes_by_visitor
def help_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """What a reader says of an article; it is kept once for each time that it was read."""
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.HOUR)
    article, form = _article(request, slug), VoteForm(request.POST)
    back = {"lang": article.language} if article.language != spoken() else {}
    if form.is_valid():
        said = form.cleaned_data
        vote(article=article, vote=said["vote"], submission=said["submission"], now=timezone.now())
        back["said"] = said["vote"]
    here = reverse("help_article", args=[slug])
    return redirect(f"{here}?{urlencode(back)}#feedback" if back else here)


def _article(request: HttpRequest, slug: str) -> Article:
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else spoken()
    rows = public_articles(language).filter(slug=slug).prefetch_related("products", "lines", "symptoms")
    found = rows.order_by("pk").first()
    if found is None:
        raise Http404
    return found


def _line(request: HttpRequest) -> ProductLine | None:
    asked = request.GET.get("line", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return get_object_or_404(ProductLine, pk=asked)


def _note(request: HttpRequest, asked: str, found: Found) -> None:
    """Keep what a person looked for: not what machines do, nor a page that is only fetched ahead."""
    ahead = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    if request.method != "GET" or "prefetch" in ahead or _MACHINE.search(request.headers.get("user-agent", "")):
        return
    if not limits.searches_too_many(request):
        note_search(words=asked, language=spoken(), found=found.count, now=timezone.now())
