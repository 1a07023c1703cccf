"""What customers may say that they see when a product fails. Managers keep it."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.actions.symptoms import save_symptom
from catalog.models import ProductLine, Symptom
from core.errors import Refused
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.symptoms import AT_FAULT, SymptomForm
from postventa.desk.rail import rail


@manager_required
@require_safe
def symptoms(request: HttpRequest) -> HttpResponse:
    """Those of each product line, in the order in which customers read them; the line of the address is open."""
    public = Count("articles", filter=Q(articles__published=True, articles__public=True))
    rows: dict[int, list[Symptom]] = {}
    for row in Symptom.objects.select_related("cause").annotate(helped_by=public).order_by("position", "pk"):
        rows.setdefault(row.line_id, []).append(row)
    lines = [(line, rows.get(line.pk, [])) for line in ProductLine.objects.all()]
    asked = request.GET.get("line", "")
    shown = next((line.pk for line, _rows in lines if str(line.pk) == asked), lines[0][0].pk if lines else None)
    context = {"lines": lines, "shown": shown, "nav": "settings"} | rail(request)
    return render(request, "desk/settings/symptoms.html", context)


@manager_required
@require_http_methods(["GET", "POST"])
def symptom(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a symptom, new or kept before."""
    row = get_object_or_404(Symptom.objects.select_related("line"), pk=pk) if pk else None
    form = SymptomForm(request.POST or None, symptom=row, line=request.GET.get("line", ""))
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_symptom(symptom=row, by=actor(request), now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(AT_FAULT.get(refusal.code), str(refusal))
        else:
            messages.success(request, _("The symptom is kept."))
            return redirect(f"{reverse('desk:symptoms')}?line={kept.line_id}#line-{kept.line_id}")
    articles = list(row.articles.order_by("title", "pk")) if row else []
    context = {"form": form, "symptom": row, "articles": articles, "nav": "settings"} | rail(request)
    return render(request, "desk/settings/symptom.html", context, status=422 if form.errors else 200)
