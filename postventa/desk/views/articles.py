"""Articles of the knowledge base: all read them, managers write them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.actions.articles import bring_back_version, save_article
from catalog.articles import articles_found
from catalog.models import Article, ArticleVersion
from core.errors import Refused
from postventa.desk.access import actor, manager_required, staff_required
from postventa.desk.article_page import changes_in, said_of, tongues_of
from postventa.desk.forms.articles import ArticleForm
from postventa.desk.rail import rail


@staff_required
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """All of them, or those that have some words."""
    asked = request.GET.get("words", "").strip()[:100]
    found = articles_found(asked, drafts=request.user.is_manager)
    return render(
        request, "desk/articles/list.html", {"articles": found, "asked": asked, "nav": "articles"} | rail(request)
    )


@staff_required
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article, to read, and what readers say of it."""
    found = _article(request, pk)
    context = {
        "article": found, "tongues": tongues_of(found, drafts=request.user.is_manager), "said": said_of(found),
        "nav": "articles",
    }  # fmt: skip
    return render(request, "desk/articles/article.html", context | rail(request))


@staff_required
@require_safe
def article_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """One article as customers read it, or would."""
    return render(request, "desk/articles/preview.html", {"article": _article(request, pk)})


@manager_required
@require_http_methods(["GET", "POST"])
def article_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write an article, new or kept before; a new one may be another in another language, or about given words."""
    old = get_object_or_404(Article, pk=pk) if pk else None
    of = _original(request) if old is None else None
    form = ArticleForm(request.POST or None, article=old, of=of, asked=request.GET)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = given.pop("words")
        try:
            kept = save_article(
                article=old, text=said.text, html=said.html, slug=of.slug if of else "", by=actor(request),
                now=timezone.now(), **given,
            )  # fmt: skip
        except Refused as error:
            form.add_error("language" if error.code == "language_taken" else None, str(error))
        else:
            messages.success(request, _("The article is kept."))
            return redirect("desk:article", kept.pk)
    tongues = tongues_of(old or of, drafts=True) if old or of else []
    context = {"form": form, "article": old, "of": of, "tongues": tongues, "nav": "articles"} | rail(request)
    return render(request, "desk/articles/edit.html", context, status=422 if form.errors else 200)


@manager_required
@require_safe
def article_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of an article, and what one of them changed: the one that the address names, or the newest."""
    found = get_object_or_404(Article, pk=pk)
    versions = list(found.versions.select_related("author"))
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.number) == asked), versions[0] if versions else None)
    if asked and (shown is None or str(shown.number) != asked):
        raise Http404
    before = next((one for one in versions if shown and one.number < shown.number), None)
    title, words = changes_in(shown, before) if shown else ([], [])
    context = {
        "article": found, "versions": versions, "shown": shown, "before": before, "title": title, "words": words,
        "nav": "articles",
    }  # fmt: skip
    return render(request, "desk/articles/versions.html", context | rail(request))


@manager_required
@require_POST
def article_return(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring an earlier version back, as the newest."""
    version = get_object_or_404(ArticleVersion, article=pk, number=number)
    bring_back_version(version=version, by=actor(request), now=timezone.now())
    messages.success(request, _("The article says again what it said in version %(n)s.") % {"n": version.number})
    return redirect("desk:article", pk)


def _article(request: HttpRequest, pk: int) -> Article:
    rows = Article.objects.all() if request.user.is_manager else Article.objects.filter(published=True)
    return get_object_or_404(rows.prefetch_related("products", "lines", "symptoms__line"), pk=pk)


def _original(request: HttpRequest) -> Article | None:
    """The article that is to be said in another language."""
    asked = request.GET.get("of", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return get_object_or_404(Article, pk=asked)
