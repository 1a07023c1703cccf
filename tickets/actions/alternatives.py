"""Who else can help a customer who does not agree with a refusal, as a manager writes it for a country."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from core.normal import is_unseen
from tickets.models import Alternatives
from warranties.jurisdictions import every_jurisdiction

LONGEST_TEXT = 4_000
NOUN = "tickets.alternatives"


@transaction.atomic
def save_alternatives(*, country: str, text_es: str, text_en: str, by: Actor, now: dt.datetime) -> Alternatives:
    """Write the text of a country in both languages; refusals name it from then on. The trace keeps who and when.

    Nothing is written when it says so already. Refused for a country that there is not ("country_unknown"), without
    words in both languages ("text_missing"), and for a text that is too long ("text_long").
    """
    if country not in every_jurisdiction():
        raise Refused(_("There is no such country."), code="country_unknown")
    words = {"text_es": _clean(text_es), "text_en": _clean(text_en)}
    if not all(words.values()):
        raise Refused(_("Write it in both languages: a case is answered in its own."), code="text_missing")
    row = Alternatives.objects.select_for_update().filter(jurisdiction=country).first()
    before = {name: getattr(row, name) for name in words} if row else dict.fromkeys(words, "")
    if before == words:
        return row  # type: ignore[return-value]
    row, is_new = Alternatives.objects.update_or_create(jurisdiction=country, defaults=words)
    what = "written" if is_new else "changed"
    note_change(
        noun=NOUN,
        object_id=row.pk,
        what=what,
        before=_lengths(before),
        after=_lengths(words),
        by=by,
        now=now,
    )
    return row


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        limits = {"length": len(text), "limit": LONGEST_TEXT}
        raise Refused(
            _("The text is too long: %(length)s characters, and the limit is %(limit)s.") % limits, code="text_long"
        )
    return "" if is_unseen(text) else text


def _lengths(words: dict[str, str]) -> dict[str, int]:
    """The trace holds no words: how many there were."""
    return {name: len(text) for name, text in words.items()}
