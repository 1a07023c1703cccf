"""Keeping macros and canned replies."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_difference
from core.actors import Actor
from core.errors import Refused
from core.models import Team
from core.richtext import Words, clean, from_text, to_text
from tickets.actions.drafts import save_draft
from tickets.deeds import SAYINGS, Deed, in_order
from tickets.models import Draft, Macro, Ticket
from tickets.placeholders import check_gaps
from tickets.states import MessageKind

NOUN = "tickets.macro"


@transaction.atomic
def save_macro(
    *,
    macro: Macro | None,
    name: str,
    kind: MessageKind,
    text: str,
    html: str = "",
    deeds: Sequence[Deed] = (),
    team: Team | None = None,
    language: str = "",
    active: bool = True,
    position: int = 0,
    by: Actor,
    now: dt.datetime,
) -> Macro:
    """Keep a new macro, or an old one as it is now, and note in the trace who changed what.

    Refused when it neither says nor does anything, for gaps that nobody can fill ("unknown_gap", "broken_gap"), and for
    deeds that are a macro or say something themselves.
    """
    words = clean(html) if html else from_text(text)
    if not words and not deeds:
        raise Refused(_("Write something, or choose what it does."), code="macro_empty")
    if any(deed.do in ("macro", "merge", "notify", *SAYINGS) for deed in deeds):
        raise Refused(_("A macro cannot do that."), code="bad_deed")
    check_gaps(words, to_text(words))
    before = _facts(macro) if macro else {}
    macro = macro or Macro()
    macro.name, macro.kind, macro.team, macro.language = name.strip(), kind, team, language
    macro.html, macro.deeds = words, [deed.plain for deed in in_order(deeds)]
    macro.active, macro.position = active, position
    macro.save()
    note_difference(noun=NOUN, object_id=macro.pk, before=before, after=_facts(macro), by=by, now=now)
    return macro


@transaction.atomic
def put_into_draft(
    *, ticket: Ticket, kind: MessageKind, words: Words, macro: Macro | None = None, by: Actor, now: dt.datetime
) -> Draft | None:
    """Put words below what somebody has begun to write in a case; a macro's deeds are done when that is sent.

    Refused as `save_draft` is.
    """
    begun = Draft.objects.filter(ticket=ticket, author=by.user_id, kind=kind).first()
    text, html = words.text, words.html
    if begun and begun.text:
        text = f"{begun.text}\n\n{text}"
        formatted = (begun.html or from_text(begun.text)) + (html or from_text(words.text))
        html = formatted if begun.html or html else ""
    base = begun.updated_at if begun else None
    draft = save_draft(ticket=ticket, kind=MessageKind(kind), words=Words(text, html), base=base, by=by, now=now)
    if draft and macro and macro.deeds:
        draft.macro = macro
        draft.save(update_fields=["macro"])
    return draft


def remember_macro(*, ticket: Ticket, kind: MessageKind, macro: Macro | None, by: Actor) -> None:
    """What goes with the words of a draft, so that it comes back with them; without a draft there is nothing to do."""
    Draft.objects.filter(ticket=ticket, author=by.user_id, kind=kind).update(macro=macro)


def _facts(macro: Macro) -> dict[str, bool | int | str | dt.date | None]:
    """What the trace tells. Of the words only that they are others: who reads the trace need not read them twice."""
    return {
        "name": macro.name,
        "kind": str(macro.kind),
        "team": macro.team_id,
        "language": macro.language,
        "words": hashlib.sha256(macro.html.encode()).hexdigest()[:12] if macro.html else "",
        "deeds": hashlib.sha256(repr(macro.deeds).encode()).hexdigest()[:12] if macro.deeds else "",
        "active": macro.active,
        "position": macro.position,
    }
