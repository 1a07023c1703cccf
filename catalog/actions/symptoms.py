"""Keeping what products of a line may show when they fail."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import CauseCode, ProductLine, Symptom
from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused

LONGEST_CODE, LONGEST_WORDS = 40, 120


@transaction.atomic
def save_symptom(
    *,
    symptom: Symptom | None,
    line: ProductLine,
    words_es: str,
    words_en: str,
    code: str = "",
    cause: CauseCode | None = None,
    danger: bool = False,
    position: int = 0,
    active: bool = True,
    by: Actor,
    now: dt.datetime,
) -> Symptom:
    """Keep a new symptom or an old one as it is now, and note in the trace who changed what.

    A new one without a code gets it from its words; the code and the line of an old one stay, since cases name it.
    Refused without words in both languages, and when the line has the code already.
    """
    said = {"words_es": " ".join(words_es.split()), "words_en": " ".join(words_en.split())}
    if not all(said.values()):
        raise Refused(_("Please write it in both languages: each customer reads their own."), code="words_missing")
    before = _facts(symptom) if symptom else {}
    if symptom is None:
        symptom = Symptom(line=line, code=slugify(code or said["words_en"])[:LONGEST_CODE].strip("-"))
        if not symptom.code:
            raise Refused(_("Please give it a code of letters, as does-not-drain."), code="code")
    symptom.words_es, symptom.words_en = said["words_es"], said["words_en"]
    symptom.cause, symptom.danger, symptom.position, symptom.active = cause, danger, position, active
    try:
        with transaction.atomic():
            symptom.save()
    except IntegrityError as error:
        raise Refused(_("This product line has a symptom with this code already."), code="code") from error
    after = _facts(symptom)
    changed = [fact for fact in after if before.get(fact, "") != after[fact]]
    if changed:
        note_change(
            noun="catalog.symptom", object_id=symptom.pk, what="changed" if before else "added",
            before={fact: before[fact] for fact in changed if fact in before},
            after={fact: after[fact] for fact in changed}, by=by, now=now,
        )  # fmt: skip
    return symptom


def _facts(symptom: Symptom) -> dict[str, bool | int | str | None]:
    return {
        "line": symptom.line_id,
        "code": symptom.code,
        "words_es": symptom.words_es,
        "words_en": symptom.words_en,
        "cause": symptom.cause_id,
        "danger": symptom.danger,
        "position": symptom.position,
        "active": symptom.active,
    }
