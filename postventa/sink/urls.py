"""Where a newcomer reads the mail that the demonstration sent."""

from django.urls import path

from postventa.sink.views import letter, letter_html, letters

app_name = "sink"

urlpatterns = [
    path("", letters, name="letters"),
    path("<str:name>/", letter, name="letter"),
    path("<str:name>/html/", letter_html, name="letter_html"),
]
