"""The complaint form for a frame within the shop's own site. It knows no cookies: no session, nobody signed in."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.embedding import origins, take_in
from postventa.portal.forms.embed import EmbedForm
from tickets.danger import mentions_danger

LANGUAGES = ("es", "en")
LOOKS = ("light", "dark")


# Nobody's authority comes with a request without cookies, so that there is nothing to forge; the form is signed.
@csrf_exempt
@xframe_options_exempt
@mark("public")
@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_visitor
def embedded_case(request: HttpRequest) -> HttpResponse:
    """The form, what was wrong with it, and that it arrived: the same page whether the order and the e-mail fit."""
    allowed = origins()
    if not allowed:
        raise Http404
    asked = request.GET.get("lang", "")
    with override(asked if asked in LANGUAGES else get_language()):
        response = _answer(request)
    response._csp_replace = {"frame-ancestors": allowed}  # type: ignore[attr-defined]
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if limits.is_limited(request):
        return _page(request, "portal/embed_sent.html", {"wait": True}, 429)
    if sent := request.GET.get("sent"):
        return _page(request, "portal/embed_sent.html", {"danger": sent == "danger"})
    form = EmbedForm(request.POST, request.FILES) if request.method == "POST" else EmbedForm()
    if form.is_valid() and _taken(request, form):
        sent = "danger" if mentions_danger(form.cleaned_data["text"]) else "yes"
        return redirect(f"{reverse('embedded_case')}?{urlencode({**_kept(request), 'sent': sent})}")
    return _page(request, "portal/embed.html", {"form": form}, limits.form_status(request, form))


def _taken(request: HttpRequest, form: EmbedForm) -> bool:
    """Whether there is nothing more to ask; else the errors are in the form."""
    words = form.cleaned_data
    if limits.pairs_too_many(request, words["order"], words["email"]):
        form.refuse_for_now()
        return False
    said = {name: words[name] for name in ("order", "email", "which", "text", "files", "submission")}
    try:
        take_in(**said, language=get_language(), now=timezone.now())
    except Refused as error:
        form.refuse(error, code=error.code)
        return False
    return True


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    look = request.GET.get("look", "")
    here = f"{reverse('embedded_case')}?{urlencode(_kept(request))}"
    full = {"look": look if look in LOOKS else "", "here": here, **context}
    return render(request, template, full, status=status)


def _kept(request: HttpRequest) -> dict[str, str]:
    """What the shop said in the address of the frame."""
    known = {"lang": LANGUAGES, "look": LOOKS}
    return {name: value for name, values in known.items() if (value := request.GET.get(name, "")) in values}
