"""Documents on paper: a template becomes a PDF, an address becomes a QR."""

from __future__ import annotations

import re
from collections.abc import Mapping

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.errors import Refused


def pdf_of(template: str, context: Mapping[str, object], *, language: str) -> bytes:
    """The pages of a template that extends documents/base.html, in this language, as PDF/UA (ISO 14289-1).

    Equal template, context and settings give equal bytes. What a document may load, core/printer.py says; the rest is
    left out and logged.

    Refused `no_printer`: the machine lacks a library of the system.
    """
    with translation.override(language):
        html = render_to_string(template, dict(context))
    return _printed(html)


def qr_svg(url: str, *, label: object) -> SafeString:
    """The address as a QR, an inline <svg class="qr"> as wide as its style says; `label` is what is read aloud.

    Level M mends 15 % of damage: paper is folded and stained. The quiet zone of four modules that ISO/IEC 18004 asks
    for is part of the drawing.
    """
    code = segno.make_qr(url, error="m", boost_error=False)
    drawing = code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    start, _gap, rest = drawing.partition(">")
    return format_html('{} role="img"><title>{}</title>{}', mark_safe(start), label, mark_safe(rest))  # noqa: S308


def _printed(html: str) -> bytes:
    try:
        # Here and not above: it takes half a second, and the rest of the program works on a machine without Pango.
        from core.printer import printed
    except (ImportError, OSError) as error:
        raise Refused(_NO_PRINTER % {"library": _missing(error)}, code="no_printer") from error
    return printed(html)


_NO_PRINTER = _(
    "Documents cannot be made on this server, because the library «%(library)s» is missing. "
    "Whoever runs the server finds in the README how to install it."
)


def _missing(error: ImportError | OSError) -> str:
    """The name of the library that was not found: «cannot load library 'libpango-1.0-0': …»."""
    quoted = re.search(r"library '([^']+)'", str(error))
    return quoted[1] if quoted else getattr(error, "name", None) or str(error)
