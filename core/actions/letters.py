"""A letter: a mail template rendered in the reader's language and put in the outbox."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.actions.mail import enqueue_mail
from core.models import OutgoingMessage


def post_letter(
    *, template: str, to: str, language: str, context: dict[str, object], now: dt.datetime
) -> OutgoingMessage | None:
    """Queue `templates/mail/<template>.txt` and `.html`; the first line of the text is the subject.

    Without an address nothing is written, and None comes back: not everybody has e-mail.
    """
    if not to:
        return None
    with translation.override(language):
        full = {"company": settings.COMPANY, "base_url": settings.BASE_URL, "language": language, **context}
        subject, _, text = render_to_string(f"mail/{template}.txt", full).lstrip().partition("\n")
        html = render_to_string(f"mail/{template}.html", full | {"subject": subject.strip()})
    return enqueue_mail(
        kind=template, to=to, subject=subject, text=text.strip() + "\n", html=html, language=language, now=now
    )
