"""The customers' door. What is opened by a signed link instead of a sign-in stands in `postventa.urls`."""

from django.urls import path

from postventa.portal.views import cases, complaints, documents, files, home, products

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/case/", complaints.complaint, name="complaint"),
    path("products/<int:pk>/certificate.pdf", documents.guarantee_certificate, name="certificate"),
    path("custody/<int:pk>/hand-in.pdf", documents.hand_in_paper, name="hand_in_receipt"),
    path("custody/<int:pk>/return.pdf", documents.return_paper, name="return_receipt"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", complaints.question, name="question"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/sent/", cases.sent, name="sent"),
    path("files/<int:pk>/", files.attached, name="file"),
]
