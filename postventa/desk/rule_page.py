"""Rules as pages show them: each in words, with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tickets.conditions import words as condition_words
from tickets.deeds import Said
from tickets.deeds import words as deed_words
from tickets.models import Automation, AutomationRun
from tickets.queries.automations import Meaning, deed_names, field_names, meaning_of
from tickets.states import RunOutcome, Trigger

TONES = {
    RunOutcome.ACTED: "good",
    RunOutcome.NOTHING: "neutral",
    RunOutcome.REFUSED: "warn",
    RunOutcome.LOOP: "bad",
}
# Why a rule could not do it, by the code of the refusal; the others are shown as they are.
WHY: dict[str, Promise] = {
    "error": _("Something unexpected happened. Nothing was written in the case."),
    "chain_long": _("Too many rules came one after the other."),
    "not_by_time": _(
        "No case is resolved or closed because time passed (Ley 10/2025, art. 13.2): a person does it. Tell "
        "somebody instead, or give the case to somebody."
    ),
    "illegal_transition": _("Its state did not allow it."),
    "requirements_missing": _("Something that its kind needs was missing."),
    "visit_booked": _("A visit was booked, and a person says what becomes of it."),
    "not_an_agent": _("That person does not work at the desk any more."),
    "no_account": _("That person is not there any more."),
    "no_team": _("That team is not there any more."),
    "tags_many": _("The case has as many tags as one can have."),
    "gap_missing": _("The case lacks something that the note needs."),
}


@dataclass(frozen=True)
class Shown:
    """A rule in words. `circle` are the names of the rules among which it would have gone round."""

    rule: Automation
    readable: bool
    when: list[str]
    asks: list[str]
    does: list[str]
    circle: list[str]
    tone: str = ""
    came: str = ""


def shown_rules(rules: Iterable[Automation]) -> list[Shown]:
    """Rules in words; what they name is read at once."""
    rules = list(rules)
    meanings = {rule.pk: meaning_of(rule) for rule in rules}
    read = [meaning for meaning in meanings.values() if meaning]
    fields = field_names(one for meaning in read for one in meaning.conditions)
    deeds = deed_names(one for meaning in read for one in meaning.deeds)
    stopped = {pk for rule in rules for pk in rule.stopped_chain}
    names = dict(Automation.objects.filter(pk__in=stopped).values_list("pk", "name")) if stopped else {}
    return [_shown(rule, meanings[rule.pk], fields, deeds, names) for rule in rules]


def _shown(rule: Automation, meaning: Meaning | None, fields: Any, deeds: Any, names: dict[int, str]) -> Shown:
    last = getattr(rule, "last_outcome", None)
    return Shown(
        rule=rule,
        readable=meaning is not None,
        when=when_words(rule),
        asks=[condition_words(one, fields) for one in meaning.conditions] if meaning else [],
        does=[_done(one, deeds) for one in meaning.deeds] if meaning else [],
        circle=[names.get(pk, "—") for pk in rule.stopped_chain],
        tone=TONES[RunOutcome(last)] if last else "",
        came=str(RunOutcome(last).label) if last else "",
    )


def when_words(rule: Automation) -> list[str]:
    """Its moments."""
    if n := rule.hours:
        said = ngettext("Its turn has lasted for %(n)s hour", "Its turn has lasted for %(n)s hours", n)
        return [said % {"n": n}]
    return [str(Trigger(one).label) for one in rule.triggers]


def _done(deed: Any, names: Any) -> str:
    said = deed_words(deed, names)
    return f"{said}: «{deed.to.text[:80]}»" if isinstance(deed.to, Said) else said


def why_not(run: AutomationRun) -> str | Promise:
    """Why it was not possible; "" when it was."""
    return WHY.get(run.code, run.code)
