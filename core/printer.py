"""WeasyPrint, and what it may load while it prints: data: addresses and our static files. No network, no other file.

Imported only by core/documents.py, when a document is asked for: it needs libraries of the system.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# One for all documents, because Pango does not give back what each takes, a quarter of a megabyte. It is not made for
# several threads, hence one document at a time in a process. A document must not bring fonts: they would stay in it.
_FONTS = FontConfiguration()
_PRINTING = Lock()


def printed(html: str) -> bytes:
    """The pages as PDF/UA-1; equal HTML gives equal bytes. What may not be loaded is left out and logged."""
    with _PRINTING:
        document = HTML(string=html, base_url=settings.BASE_URL, url_fetcher=OurFiles())
        return bytes(document.write_pdf(font_config=_FONTS, pdf_variant="pdf/ua-1"))


class OurFiles(URLFetcher):
    """Everything else is refused: WeasyPrint then leaves it out and logs the address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        static = urljoin(settings.BASE_URL, settings.STATIC_URL)
        if not url.startswith(static):
            return super().fetch(url, headers)
        name = unquote(urlsplit(url.removeprefix(static)).path)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, _content(name), {"Content-Type": kind})


def _content(name: str) -> bytes:
    """The file as the sources have it or, under the name with a hash that only production knows, as it was gathered."""
    if source := finders.find(name):
        return Path(str(source)).read_bytes()
    with staticfiles_storage.open(name) as file:
        return bytes(file.read())
