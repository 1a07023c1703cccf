"""A letter: a mail template rendered in the reader's language and put in the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.actions.mail import enqueue_mail, message_to
from core.models import OutgoingMessage


class Written(NamedTuple):
    """A letter's words, twice: for every reader of mail, and for those that show HTML."""

    subject: str
    text: str
    html: str


def written(*, template: str, language: str, context: Mapping[str, object]) -> Written:
    """What a letter says in a language. The first line of its text is the subject."""
    with translation.override(language):
        full = {"company": settings.COMPANY, "base_url": settings.BASE_URL, "language": language, **context}
        subject, _, text = render_to_string(f"mail/{template}.txt", full).lstrip().partition("\n")
        html = render_to_string(f"mail/{template}.html", full | {"subject": subject.strip()})
    return Written(subject.strip(), text.strip() + "\n", html)


def letter_to(
    *, template: str, to: str, language: str, context: Mapping[str, object], now: dt.datetime, **says: Any
) -> OutgoingMessage:
    """A letter as the outbox keeps it, not yet written there. For who writes many: see `enqueue_all`."""
    words = written(template=template, language=language, context=context)
    return message_to(kind=template, to=to, language=language, now=now, **words._asdict(), **says)


def post_letter(
    *,
    template: str,
    to: str,
    language: str,
    context: dict[str, object],
    held_until: dt.datetime | None = None,
    now: dt.datetime,
) -> OutgoingMessage | None:
    """Queue `templates/mail/<template>.txt` and `.html`; the first line of the text is the subject.

    Without an address nothing is written, and None comes back: not everybody has e-mail.
    """
    if not to:
        return None
    words = written(template=template, language=language, context=context)
    return enqueue_mail(
        kind=template,
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=language,
        held_until=held_until,
        now=now,
    )
