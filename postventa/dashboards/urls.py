"""The managers' pages."""

from django.urls import path

from postventa.dashboards.views import formulas, holds, imports, knowledge, overview, privacy

app_name = "dashboards"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("formulas/", formulas.formulas, name="formulas"),
    path("knowledge/", knowledge.knowledge, name="knowledge"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/rules/<int:pk>/", privacy.rule, name="retention_rule"),
    path("privacy/holds/", holds.holds, name="holds"),
    path("privacy/holds/<int:pk>/", holds.hold, name="hold"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.import_detail, name="import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/run/", imports.import_run, name="import_run"),
    path("imports/<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<int:pk>/errors.csv", imports.import_errors, name="import_errors"),
]
