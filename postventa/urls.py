"""The doors and where they stand."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from postventa import health, views
from postventa.portal.views.cases import case_by_link
from postventa.portal.views.files import attached_by_link
from postventa.portal.views.survey import survey, survey_question, survey_thanks
from postventa.portal.views.units import unit_public

# The administration is entered by the same door as the desk, second factor included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "postventa.error_pages.bad_request"
handler403 = "postventa.error_pages.forbidden"
handler404 = "postventa.error_pages.not_found"
handler500 = "postventa.error_pages.server_error"

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("home/", views.home, name="home"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("theme/", views.set_theme, name="set_theme"),
    path("theme.css", views.theme_css, name="theme_css"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("postventa.account_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("desk/", include("postventa.desk.urls")),
    path("api/", include("postventa.api.urls")),
    path("portal/", include("postventa.portal.urls")),
    path("dashboards/", include("postventa.dashboards.urls")),
    path("c/<str:token>/", case_by_link, name="case_link"),
    path("u/<str:token>/", unit_public, name="unit_public"),
    path("s/<str:token>/", survey, name="survey"),
    path("s/<str:token>/thanks/", survey_thanks, name="survey_thanks"),
    path("s/<str:token>/<slug:code>/", survey_question, name="survey_question"),
    path("buzon/", include("postventa.sink.urls")),
    path("c/<str:token>/files/<int:pk>/", attached_by_link, name="case_link_file"),
]
