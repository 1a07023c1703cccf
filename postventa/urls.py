"""The doors and where they stand."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from postventa import health, views
from postventa.portal.views.appeals import appeal_by_link
from postventa.portal.views.cases import case_by_link
from postventa.portal.views.documents import case_receipt_by_link
from postventa.portal.views.email import email_by_link
from postventa.portal.views.embed import embedded_case
from postventa.portal.views.erasure import certificate_by_link, erasure_by_link
from postventa.portal.views.facts import facts_by_link
from postventa.portal.views.files import attached_by_link
from postventa.portal.views.filing import by_link as filing_by_link
from postventa.portal.views.help import help_article, help_home, help_vote
from postventa.portal.views.parcels import label_by_link, parcel_by_link
from postventa.portal.views.proposals import proposal_by_link
from postventa.portal.views.public_files import document, picture
from postventa.portal.views.survey import survey, survey_choice, survey_question, survey_stop, survey_thanks
from postventa.portal.views.units import unit_public
from postventa.portal.views.visits import appointment_by_link, cancellation_by_link, event_by_link

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
    path("logo/", views.company_logo, name="logo"),
    path("logo/mail/", views.company_mail_logo, name="mail_logo"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("postventa.account_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("desk/", include("postventa.desk.urls")),
    path("api/", include("postventa.api.urls")),
    path("portal/", include("postventa.portal.urls")),
    path("dashboards/", include("postventa.dashboards.urls")),
    path("c/<str:token>/", case_by_link, name="case_link"),
    path("c/<str:token>/proposal/", proposal_by_link, name="case_link_proposal"),
    path("c/<str:token>/facts/", facts_by_link, name="case_link_facts"),
    path("c/<str:token>/appeal/", appeal_by_link, name="case_link_appeal"),
    path("c/<str:token>/appointment/", appointment_by_link, name="case_link_appointment"),
    path("c/<str:token>/appointment/cancellation/", cancellation_by_link, name="case_link_cancellation"),
    path("c/<str:token>/appointment.ics", event_by_link, name="case_link_event"),
    path("c/<str:token>/parcel/", parcel_by_link, name="case_link_parcel"),
    path("c/<str:token>/label.pdf", label_by_link, name="case_link_label"),
    path("c/<str:token>/receipt.pdf", case_receipt_by_link, name="case_link_receipt"),
    path("f/<str:token>/", filing_by_link, name="filing_link"),
    path("e/<str:token>/", email_by_link, name="email_link"),
    path("u/<str:token>/", unit_public, name="unit_public"),
    path("pictures/<int:pk>/", picture, name="picture"),
    path("documents/<int:pk>/", document, name="document"),
    path("s/<str:token>/", survey, name="survey"),
    path("s/<str:token>/thanks/", survey_thanks, name="survey_thanks"),
    path("s/<str:token>/stop/", survey_stop, name="survey_stop"),
    path("s/<str:token>/<slug:code>/", survey_question, name="survey_question"),
    path("s/<str:token>/<slug:code>/<int:value>/", survey_choice, name="survey_choice"),
    path("embed/case/", embedded_case, name="embedded_case"),
    path("help/", help_home, name="help"),
    path("help/<slug:slug>/", help_article, name="help_article"),
    path("help/<slug:slug>/vote/", help_vote, name="help_vote"),
    path("erasure/<str:token>/", erasure_by_link, name="erasure_link"),
    path("erasure/<str:token>/certificate.pdf", certificate_by_link, name="erasure_certificate"),
    path("buzon/", include("postventa.sink.urls")),
    path("c/<str:token>/files/<int:pk>/", attached_by_link, name="case_link_file"),
]
