"""Whom a refusal names, by country. Managers write it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.alternatives import AlternativesForm, CountryForm
from postventa.desk.rail import rail
from tickets.actions.alternatives import save_alternatives
from tickets.models import Alternatives
from tickets.queries.law import countries_without_alternatives
from warranties.jurisdictions import country_name, every_jurisdiction


@manager_required
@require_safe
def alternatives(request: HttpRequest) -> HttpResponse:
    """The countries that have a text, and those whose law binds us that have none. `?country=` leads to one."""
    asked = CountryForm(request.GET if "country" in request.GET else None)
    if asked.is_valid():
        return redirect("desk:alternatives_of", asked.cleaned_data["country"])
    rows = [(country_name(row.jurisdiction), row) for row in Alternatives.objects.all()]
    lacking = [(country_name(code), code) for code in countries_without_alternatives()]
    context = {"rows": sorted(rows, key=lambda pair: pair[0]), "lacking": lacking, "form": asked, "nav": "settings"}
    status = 422 if asked.errors else 200
    return render(request, "desk/settings/alternatives.html", context | rail(request), status=status)


@manager_required
@require_http_methods(["GET", "POST"])
def alternatives_of(request: HttpRequest, country: str) -> HttpResponse:
    """The text of a country, written or changed."""
    if country not in every_jurisdiction():
        raise Http404
    row = Alternatives.objects.filter(jurisdiction=country).first()
    form = AlternativesForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            save_alternatives(country=country, **form.cleaned_data, by=actor(request), now=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The text is kept. Refusals name it from now on."))
            return redirect("desk:alternatives")
    context = {"form": form, "country": country_name(country), "row": row, "nav": "settings"} | rail(request)
    return render(request, "desk/settings/alternatives_of.html", context, status=422 if form.errors else 200)
