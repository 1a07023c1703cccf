"""The door for other systems: the schema, its pages, and version 1."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from postventa.access_marks import mark
from postventa.api.views import me

# Swagger UI draws with inline styles; its start-up script is a file of its own (the «split» view).
STYLED = {"style-src": [SELF, UNSAFE_INLINE]}

app_name = "api"
urlpatterns = [
    path("schema/", mark("staff")(SpectacularAPIView.as_view()), name="schema"),
    path(
        "docs/",
        mark("staff")(require_safe(csp_update(STYLED)(SpectacularSwaggerSplitView.as_view(url_name="api:schema")))),
        name="docs",
    ),
    path("v1/me/", me, name="me"),
]
