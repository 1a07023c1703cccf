"""What every template may use without its view passing it."""

from django.conf import settings
from django.http import HttpRequest

from postventa.logo import logo


def company(request: HttpRequest) -> dict[str, object]:
    """The company's name and look, and whether this is the demonstration."""
    return {
        "company": settings.COMPANY,
        "logo": logo(),
        "demo": settings.DEMO,
        "mail_sink": bool(settings.MAIL_SINK_DIR),
    }
