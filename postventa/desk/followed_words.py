"""What following up brought, in one line each, as a case's conversation tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followups.followed import Followed, What
from followups.questionnaires import BANK
from followups.states import CallKind, Outcome
from postventa.instants import day_in_words

ICONS = {
    What.CALL: "phone-outgoing",
    What.TOLD: "message-square-quote",
    What.SURVEY: "message-square-quote",
    What.LOOP: "rotate-ccw",
}
CALLED: dict[str, Promise] = {
    CallKind.DELIVERY: gettext_lazy("%(who)s called about the delivery. %(outcome)s"),
    CallKind.RESOLUTION: gettext_lazy("%(who)s called about how the case ended. %(outcome)s"),
    CallKind.GUARANTEE: gettext_lazy("%(who)s called about the guarantee. %(outcome)s"),
    CallKind.MAINTENANCE: gettext_lazy("%(who)s called about the maintenance. %(outcome)s"),
    CallKind.LOOP: gettext_lazy("%(who)s called about an unhappy answer. %(outcome)s"),
}
# The scores, in the order in which they are read out.
SCORES: dict[str, Promise] = {
    "csat": gettext_lazy("Satisfaction: %(value)s of 5"),
    "nps": gettext_lazy("Would recommend us: %(value)s of 10"),
    "ces": gettext_lazy("Easy: %(value)s of 7"),
    "treatment": gettext_lazy("How we treated them: %(value)s of 5"),
    "outcome": gettext_lazy("The solution: %(value)s of 5"),
}
YES_OR_NO = ("resolved", "complete", "on_time", "all_there", "working")


def words(one: Followed, now: dt.datetime) -> str:
    """The sentence, and after it the answers."""
    return _SENTENCES[one.what](one, now)


def _called(one: Followed, now: dt.datetime) -> str:
    return str(CALLED[one.kind]) % {"who": one.who, "outcome": Outcome(one.outcome).label}


def _told(one: Followed, now: dt.datetime) -> str:
    return " · ".join([_("What the customer said on the phone"), *_answers(one.values)])


def _answered(one: Followed, now: dt.datetime) -> str:
    return " · ".join([_("The customer answered a survey"), *_answers(one.values)])


def _loop(one: Followed, now: dt.datetime) -> str:
    if one.due_at is None:
        return ""
    last = timezone.localtime(one.due_at - dt.timedelta(seconds=1)).date()
    said = {"day": day_in_words(last, timezone.localdate(now))}
    if one.closed_at is None:
        late = _("Not content: somebody had to speak with the customer by %(day)s, and nobody has.")
        return (late if now >= one.due_at else _("Not content: somebody speaks with the customer by %(day)s.")) % said
    if one.closed_at > one.due_at:
        return _("Not content: somebody spoke with the customer, later than %(day)s, which was the last day.") % said
    return _("Not content: somebody spoke with the customer in time.")


_SENTENCES: dict[What, Callable[[Followed, dt.datetime], str]] = {
    What.CALL: _called,
    What.TOLD: _told,
    What.SURVEY: _answered,
    What.LOOP: _loop,
}


def _answers(values: Mapping[str, int | None]) -> list[str]:
    scores = [str(said) % {"value": values[code]} for code, said in SCORES.items() if values.get(code) is not None]
    others = [
        _("%(question)s: %(answer)s") % {"question": str(BANK[code].name).capitalize(), "answer": said}
        for code in YES_OR_NO
        if (said := BANK[code].label_of(values.get(code)))
    ]
    return scores + others
