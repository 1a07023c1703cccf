"""Macros and canned replies: all agents read them, managers write them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.richtext import Words
from postventa.desk.access import actor, staff_required
from postventa.desk.forms.macros import MacroForm
from postventa.desk.rail import rail
from tickets.actions.macros import save_macro
from tickets.deeds import words
from tickets.models import Macro
from tickets.placeholders import KNOWN
from tickets.queries.macros import deeds_of, macros_for, names_of


@staff_required
@require_safe
def macros(request: HttpRequest) -> HttpResponse:
    """Those that one may use; a manager sees the ones switched off too."""
    rows = Macro.objects.all() if request.user.is_manager else macros_for(request.user)
    found = list(rows.select_related("team"))
    deeds = {macro.pk: deeds_of(macro) for macro in found}
    names = names_of(deed for several in deeds.values() for deed in several)
    shown = [(macro, [words(deed, names) for deed in deeds[macro.pk]]) for macro in found]
    return render(request, "desk/macros/list.html", {"macros": shown, "nav": "macros"} | rail(request))


@staff_required
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a macro, new or kept before. For managers."""
    if not request.user.is_manager:
        raise Http404
    old = get_object_or_404(Macro, pk=pk) if pk else None
    form = MacroForm(request.POST or None, macro=old)
    if request.method == "POST" and form.is_valid() and _kept(request, form, old):
        messages.success(request, _("The macro is kept."))
        return redirect("desk:macros")
    context = {"form": form, "macro": old, "gaps": KNOWN.items(), "nav": "macros"} | rail(request)
    return render(request, "desk/macros/edit.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: MacroForm, old: Macro | None) -> bool:
    given = form.cleaned_data
    said: Words = given["words"]
    fields = {name: given[name] for name in ("name", "kind", "team", "language", "position", "active")}
    try:
        save_macro(
            macro=old, text=said.text, html=said.html, deeds=form.deeds, by=actor(request), now=timezone.now(), **fields
        )
    except Refused as error:
        form.add_error("words" if error.code.endswith("_gap") else None, str(error))
        return False
    return True
