"""A complaint on its way, step by step: which steps there are, what is missing, what follows. Pure.

`told` is what each step has said, by the step's name: {"what": {"text": "…", "symptom": 3}, "since": {…}}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.danger import Danger, dangers_in
from tickets.states import Topic, Wish
from warranties.decision import Decision
from warranties.states import Remedy

Told = Mapping[str, Mapping[str, Any]]


class Step(StrEnum):
    """One decision each. The word stands in the address."""

    WHAT = "what"
    ARTICLES = "articles"
    SINCE = "since"
    FILES = "files"
    COVER = "cover"
    WISH = "wish"
    TERMS = "terms"
    REACH = "reach"
    CHECK = "check"


class Trouble(StrEnum):
    """What goes wrong with a delivery."""

    NOT_ARRIVED = "not_arrived"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"
    NOT_SET_UP = "not_set_up"
    OTHER = "other"


TROUBLES: dict[str, str | Promise] = {
    Trouble.NOT_ARRIVED: _("It has not arrived"),
    Trouble.DAMAGED: _("It arrived damaged"),
    Trouble.INCOMPLETE: _("Something is missing"),
    Trouble.NOT_SET_UP: _("The installation was not done, or not well"),
    Trouble.OTHER: _("Something else"),
}

_STEPS: dict[str, tuple[Step, ...]] = {
    Topic.PRODUCT: tuple(step for step in Step if step != Step.TERMS),
    Topic.DELIVERY: (Step.WHAT, Step.FILES, Step.REACH, Step.CHECK),
    Topic.QUESTION: (Step.WHAT, Step.FILES, Step.REACH, Step.CHECK),
    Topic.SERVICE: (Step.WHAT, Step.FILES, Step.REACH, Step.CHECK),
    Topic.WITHDRAWAL: (Step.TERMS, Step.REACH, Step.CHECK),
}
# Without these a complaint cannot be sent; the rest may be passed over.
_NEEDED = frozenset({Step.WHAT, Step.WISH, Step.TERMS, Step.REACH})
NEEDS_UNIT = frozenset({Topic.PRODUCT, Topic.DELIVERY, Topic.WITHDRAWAL})


def steps_of(topic: str, *, has_articles: bool, danger: bool) -> tuple[Step, ...]:
    """The steps of a complaint in their order. Whoever is in danger is given nothing to read first."""
    skipped = set() if has_articles and not danger else {Step.ARTICLES}
    return tuple(step for step in _STEPS[topic] if step not in skipped)


def after(steps: tuple[Step, ...], step: Step) -> Step:
    """The step that follows; of the last one, and of one that is not among them, the last one."""
    place = steps.index(step) if step in steps else len(steps)
    return steps[min(place + 1, len(steps) - 1)]


def before(steps: tuple[Step, ...], step: Step) -> Step | None:
    """The step to go back to; None of the first one."""
    place = steps.index(step) if step in steps else 0
    return steps[place - 1] if place else None


def first_missing(steps: tuple[Step, ...], told: Told, *, danger: bool) -> Step | None:
    """The first step that has to be answered before it can be sent; None when it can.

    In danger only what happens has to be said: all the rest is asked later.
    """
    needed = {Step.WHAT} if danger else _NEEDED
    return next((step for step in steps if step in needed and step not in told), None)


def goes_on_at(steps: tuple[Step, ...], told: Told) -> Step:
    """Where somebody who comes back goes on: after the last step that they answered."""
    answered = [step for step in steps if step in told]
    return after(steps, answered[-1]) if answered else steps[0]


def is_open(steps: tuple[Step, ...], told: Told, step: Step) -> bool:
    """Whether a step can be looked at: it is one of them, and what happens was said before all else."""
    return step in steps and (step == steps[0] or steps[0] in told)


def words_in(told: Told) -> str:
    """All words of the customer's own."""
    texts = (value for said in told.values() for name, value in said.items() if name in ("text", "before"))
    return "\n".join(str(text) for text in texts if text)


def dangers_of(told: Told, *, symptom: bool) -> tuple[bool, frozenset[Danger]]:
    """Whether it speaks of danger, and of which; of a dangerous `symptom` that was chosen nobody knows which."""
    found = dangers_in(words_in(told))
    return symptom or bool(found), found


# What each remedy of the law is as a wish; «bring into conformity» leaves the choice to the customer.
_AS_WISHES: dict[Remedy, tuple[Wish, ...]] = {
    Remedy.REPAIR: (Wish.REPAIR,),
    Remedy.REPAIR_AGAIN: (Wish.REPAIR,),
    Remedy.REPLACEMENT: (Wish.REPLACEMENT,),
    Remedy.IMMEDIATE_REPLACEMENT: (Wish.REPLACEMENT,),
    Remedy.CONFORMITY: (Wish.REPAIR, Wish.REPLACEMENT),
    Remedy.PRICE_REDUCTION: (Wish.PRICE_CUT,),
    Remedy.TERMINATION: (Wish.REFUND,),
    Remedy.SHORT_TERM_REJECT: (Wish.REFUND,),
    Remedy.FINAL_REJECT: (Wish.REFUND,),
    Remedy.REFUND: (Wish.REFUND,),
    Remedy.AS_PROMISED: (Wish.REPAIR,),
}
_USUAL = (Wish.REPAIR, Wish.REPLACEMENT, Wish.PRICE_CUT, Wish.REFUND)
_ALWAYS = (Wish.ANSWER, Wish.UNSURE)


def wishes_of(decision: Decision) -> tuple[Wish, ...]:
    """What a customer may choose: the remedies that are open to them, in the law's order, then an answer, or nothing.

    Where nothing covers it on these facts, they may wish for any: a person decides.
    """
    remedies = (remedy for line in decision.covering for remedy in line.open_remedies)
    return (*(_in_order(remedies) or _USUAL), *_ALWAYS)


def later_wishes(decision: Decision) -> tuple[Wish, ...]:
    """What may be asked for when those have failed."""
    now = wishes_of(decision)
    remedies = (remedy for line in decision.covering for remedy in line.later_remedies)
    return tuple(wish for wish in _in_order(remedies) if wish not in now)


def _in_order(remedies: Iterable[Remedy]) -> tuple[Wish, ...]:
    return tuple(dict.fromkeys(wish for remedy in remedies for wish in _AS_WISHES.get(remedy, ())))
