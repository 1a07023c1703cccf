"""Writing questionnaires: a draft is changed until it is published; from then on it never is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Any

from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actions.audit import Plain, note_change
from core.actors import Actor
from core.errors import Refused
from followups.models import Questionnaire
from followups.questionnaires import faults_of
from followups.states import QuestionnaireUse, Scope

NOUN = "followups.questionnaire"
LONGEST_CODE = 40
Items = Sequence[Mapping[str, Any]]


@transaction.atomic
def make_questionnaire(
    *, code: str, use: QuestionnaireUse, scope: Scope, items: Items, by: Actor, now: dt.datetime
) -> Questionnaire:
    """Write the draft of a new questionnaire.

    Refused for a name that is not of letters, digits and hyphens ("bad_code") or another's ("code_taken"), and for
    items with faults ("bad_items").
    """
    _check_code(code)
    check_items(items)
    if Questionnaire.objects.filter(code=code).exists():
        raise _taken()
    draft = Questionnaire(code=code, version=1, use=use, scope=scope, items=list(items))
    return _made(draft, by, now)


@transaction.atomic
def write_draft(*, of: Questionnaire, items: Items, seen: str, by: Actor, now: dt.datetime) -> Questionnaire:
    """Write what the next version of a questionnaire asks: in its draft, or in a new one when it has none.

    `seen`: the `print_of` what was changed. Refused when somebody else wrote a draft or published one meanwhile
    ("newer"), and for items with faults ("bad_items").
    """
    check_items(items)
    newest = newest_of(of.code, lock=True)
    if print_of(newest) != seen:
        raise Refused(
            _("Somebody changed this questionnaire meanwhile. Look at it first: nothing of yours is written."),
            code="newer",
        )
    if newest.published_at is not None:
        fresh = Questionnaire(code=of.code, version=newest.version + 1, use=newest.use, scope=newest.scope)
        fresh.items = list(items)
        return _made(fresh, by, now)
    newest.items, newest.author_id = list(items), by.user_id
    newest.save(update_fields=["items", "author"])
    return newest


@transaction.atomic
def publish(*, questionnaire: Questionnaire, seen: str, by: Actor, now: dt.datetime) -> Questionnaire:
    """From now on plans may ask by it, and it is never changed. Twice is once.

    Refused when somebody changed it since it was looked at ("newer"), and for items with faults ("bad_items").
    """
    draft = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if draft.published_at is not None:
        return draft
    if print_of(draft) != seen:
        raise Refused(_("Somebody changed this questionnaire meanwhile. Look at it first."), code="newer")
    check_items(draft.items)
    draft.published_at = now
    draft.save(update_fields=["published_at"])
    _note(draft, "published", by, now)
    return draft


@transaction.atomic
def drop_draft(*, questionnaire: Questionnaire, by: Actor, now: dt.datetime) -> None:
    """Throw a draft away. Refused for what was published ("published"): it was asked, and its answers name it."""
    draft = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    if draft.published_at is not None:
        raise Refused(_("It was published meanwhile, so it stays."), code="published")
    _note(draft, "dropped", by, now)
    draft.delete()


def check_items(items: Any) -> None:
    """Refused for what cannot be asked, with all that is wrong."""
    faults = faults_of(items)
    if faults:
        raise Refused(" ".join(faults), code="bad_items")


def newest_of(code: str, *, lock: bool = False) -> Questionnaire:
    """The newest version, published or not."""
    rows = Questionnaire.objects.select_for_update(of=("self",)) if lock else Questionnaire.objects
    return rows.filter(code=code).order_by("-version")[:1].get()


def print_of(questionnaire: Questionnaire) -> str:
    """Tells whether it is still what somebody looked at."""
    said = [questionnaire.version, bool(questionnaire.published_at), questionnaire.items]
    return blake2s(json.dumps(said, sort_keys=True).encode(), digest_size=8).hexdigest()


def _check_code(code: str) -> None:
    if not 0 < len(code) <= LONGEST_CODE or validate_slug.regex.match(code) is None:  # type: ignore[union-attr]
        raise Refused(
            _("Its name has letters, digits and hyphens, at most %(limit)s.") % {"limit": LONGEST_CODE}, code="bad_code"
        )


def _taken() -> Refused:
    return Refused(_("There is a questionnaire with that name already."), code="code_taken")


def _made(draft: Questionnaire, by: Actor, now: dt.datetime) -> Questionnaire:
    draft.author_id, draft.created_at = by.user_id, now
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        raise _taken() from None
    _note(draft, "added", by, now)
    return draft


def _note(row: Questionnaire, what: str, by: Actor, now: dt.datetime) -> None:
    after: dict[str, Plain] = {"code": row.code, "version": row.version, "questions": len(row.items)}
    note_change(noun=NOUN, object_id=row.pk, what=what, before={}, after=after, by=by, now=now)
