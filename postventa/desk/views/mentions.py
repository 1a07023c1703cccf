from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from core.models import User
from postventa.desk.access import staff_required


@staff_required
@require_safe
def colleagues(request: HttpRequest) -> JsonResponse:
    """Who can be called by name in a note."""
    people = User.objects.agents().exclude(pk=request.user.pk).order_by("name", "email").only("name", "email")
    return JsonResponse({"people": [{"name": str(person), "initials": person.initials} for person in people]})
