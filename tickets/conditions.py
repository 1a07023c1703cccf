"""What a rule asks of a case, as plain values that can be kept, read again and said in words. Pure.

Kept as JSON each is {"field": "priority", "op": "at_least", "values": [3]}. All have to hold; within one, any of its
values is enough. `tickets/queries/matching.py` asks the database the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core.errors import Refused
from core.normal import plain_words
from core.states import LANGUAGE_CODES
from customers.states import CustomerKind
from tickets.deeds import BIGGEST_ID
from tickets.states import Channel, Kind, Priority, Resolution, Status, Turn, Wish
from warranties.states import Verdict

MAX_CONDITIONS = 30
MAX_VALUES = 100
MAX_WORD = 80
MOST_HOURS = 8_760

Value = int | str
NONE = "none"  # of what a case may lack: nobody, no team, no cause, no decision
YES, NO = "yes", "no"


class Op(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    LACKS = "lacks"
    AT_LEAST = "at_least"


EITHER = (Op.IS, Op.IS_NOT)


class Holds(StrEnum):
    """What the values of a field are."""

    CODES = "codes"
    ROWS = "rows"
    WORDS = "words"
    HOURS = "hours"


@dataclass(frozen=True)
class Field:
    """Something of a case. `codes` are the values that there are; `lacks` says what NONE means, where there is such."""

    label: Promise
    holds: Holds
    ops: tuple[Op, ...] = EITHER
    codes: Mapping[Value, str | Promise] | None = None
    lacks: Promise | None = None


def _codes(choices: Sequence[tuple]) -> dict[Value, str | Promise]:
    return dict(choices)


_YES_NO: dict[Value, str | Promise] = {YES: gettext_lazy("Yes"), NO: gettext_lazy("No")}
_LANGUAGES: dict[Value, str | Promise] = {code: get_language_info(code)["name_local"] for code in LANGUAGE_CODES}

FIELDS: dict[str, Field] = {
    "kind": Field(gettext_lazy("Kind"), Holds.CODES, codes=_codes(Kind.choices)),
    "state": Field(gettext_lazy("State"), Holds.CODES, codes=_codes(Status.choices)),
    "turn": Field(gettext_lazy("Turn"), Holds.CODES, codes=_codes(Turn.choices)),
    "priority": Field(
        gettext_lazy("Priority"), Holds.CODES, (Op.IS, Op.IS_NOT, Op.AT_LEAST), codes=_codes(Priority.choices)
    ),
    "channel": Field(gettext_lazy("Channel"), Holds.CODES, codes=_codes(Channel.choices)),
    "team": Field(gettext_lazy("Team"), Holds.ROWS, lacks=gettext_lazy("None")),
    "assignee": Field(gettext_lazy("Assignee"), Holds.ROWS, lacks=gettext_lazy("Nobody")),
    "tag": Field(gettext_lazy("Tag"), Holds.ROWS),
    "line": Field(gettext_lazy("Product line"), Holds.ROWS),
    "product": Field(gettext_lazy("Product (SKU)"), Holds.WORDS),
    "unit": Field(gettext_lazy("The product is known"), Holds.CODES, (Op.IS,), codes=_YES_NO),
    "customer_kind": Field(gettext_lazy("Kind of customer"), Holds.CODES, codes=_codes(CustomerKind.choices)),
    "country": Field(gettext_lazy("Country of the customer"), Holds.WORDS),
    "language": Field(gettext_lazy("Language"), Holds.CODES, codes=_LANGUAGES),
    "wish": Field(gettext_lazy("What the customer would like"), Holds.CODES, codes=_codes(Wish.choices)),
    "safety": Field(gettext_lazy("Danger"), Holds.CODES, (Op.IS,), codes=_YES_NO),
    "verdict": Field(
        gettext_lazy("Coverage"), Holds.CODES, codes=_codes(Verdict.choices), lacks=gettext_lazy("Not decided")
    ),
    "resolution": Field(
        gettext_lazy("Resolution"), Holds.CODES, codes=_codes(Resolution.choices), lacks=gettext_lazy("Not resolved")
    ),
    "cause": Field(gettext_lazy("Cause"), Holds.ROWS, lacks=gettext_lazy("Not said")),
    "words": Field(gettext_lazy("Words in the subject or the first message"), Holds.WORDS, (Op.CONTAINS, Op.LACKS)),
    "opened_hours": Field(gettext_lazy("Hours since it was opened"), Holds.HOURS, (Op.AT_LEAST,)),
    "customer_hours": Field(gettext_lazy("Hours since the customer last wrote"), Holds.HOURS, (Op.AT_LEAST,)),
}
OP_WORDS: dict[Op, Promise] = {
    Op.IS: gettext_lazy("is any of"),
    Op.IS_NOT: gettext_lazy("is none of"),
    Op.CONTAINS: gettext_lazy("contain any of"),
    Op.LACKS: gettext_lazy("contain none of"),
    Op.AT_LEAST: gettext_lazy("is at least"),
}


@dataclass(frozen=True)
class Condition:
    """A field, how it is looked at, and the values of which any is enough (with IS_NOT and LACKS: none may be)."""

    field: str
    op: Op
    values: tuple[Value, ...]

    @property
    def plain(self) -> dict[str, object]:
        """As JSON keeps it."""
        return {"field": self.field, "op": self.op.value, "values": list(self.values)}


def read_conditions(kept: object) -> tuple[Condition, ...]:
    """The conditions that a rule keeps, each once. Refused with the sentence that says which is wrong."""
    if not isinstance(kept, list) or len(kept) > MAX_CONDITIONS:
        raise Refused(_("A rule has at most %(limit)s conditions.") % {"limit": MAX_CONDITIONS}, code="conditions_many")
    return tuple(dict.fromkeys(map(_read, kept)))


def words(condition: Condition, names: Mapping[tuple[str, int], str]) -> str:
    """A condition in words. `names` has people, teams, tags, product lines and causes, by field and id."""
    field = FIELDS[condition.field]
    if field.holds == Holds.HOURS:
        return _hours_words(condition)
    said = {"field": field.label, "values": ", ".join(_value_words(condition, one, names) for one in condition.values)}
    match condition.op:
        case Op.IS:
            return _("%(field)s: %(values)s") % said
        case Op.IS_NOT:
            return _("%(field)s: not %(values)s") % said
        case Op.AT_LEAST:
            return _("%(field)s: at least %(values)s") % said
        case Op.CONTAINS:
            return _("%(field)s: any of %(values)s") % said
    return _("%(field)s: none of %(values)s") % said


def _value_words(condition: Condition, value: Value, names: Mapping[tuple[str, int], str]) -> str:
    field = FIELDS[condition.field]
    if value == NONE and field.lacks:
        return str(field.lacks)
    if field.codes:
        return str(field.codes[value])
    if isinstance(value, int):
        return names.get((condition.field, value), _("something that is not there any more"))
    return f"«{value}»" if condition.field == "words" else value


def _hours_words(condition: Condition) -> str:
    hours = int(condition.values[0])
    if condition.field == "opened_hours":
        said = ngettext("Opened at least %(n)s hour ago", "Opened at least %(n)s hours ago", hours)
    else:
        said = ngettext(
            "The customer last wrote at least %(n)s hour ago", "The customer last wrote at least %(n)s hours ago", hours
        )
    return said % {"n": hours}


def _read(kept: object) -> Condition:
    if not isinstance(kept, dict) or set(kept) != {"field", "op", "values"}:
        raise Refused(_("One of the conditions cannot be read."), code="bad_condition")
    name, op, values = kept["field"], kept["op"], kept["values"]
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        raise Refused(_("«%(field)s» is nothing that a case has.") % {"field": name}, code="unknown_field")
    if not isinstance(op, str) or op not in field.ops:
        raise Refused(_("«%(field)s» cannot be looked at so.") % {"field": field.label}, code="unknown_op")
    if not isinstance(values, list) or len(values) > MAX_VALUES:
        raise Refused(_("One of the conditions cannot be read."), code="bad_condition")
    if not values:
        raise Refused(_("Say which values: «%(field)s».") % {"field": field.label}, code="no_values")
    if op == Op.AT_LEAST and len(values) > 1:
        raise Refused(_("Say one value only: «%(field)s».") % {"field": field.label}, code="many_values")
    return Condition(str(name), Op(op), tuple(dict.fromkeys(_READERS[field.holds](str(name), one) for one in values)))


def _unknown(name: str, value: object) -> Refused:
    said = {"field": FIELDS[name].label, "value": value}
    return Refused(_("«%(field)s» is never «%(value)s».") % said, code="unknown_value")


def _code(name: str, value: object) -> Value:
    field = FIELDS[name]
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _unknown(name, value)
    if value not in (field.codes or {}) and not (field.lacks is not None and value == NONE):
        raise _unknown(name, value)
    return int(value) if isinstance(value, int) else str(value)


def _row(name: str, value: object) -> Value:
    if value == NONE and FIELDS[name].lacks is not None:
        return NONE
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= BIGGEST_ID:
        raise _unknown(name, value)
    return value


def _word(name: str, value: object) -> Value:
    word = plain_words(value) if isinstance(value, str) else ""
    if name == "country":
        word = word.upper()
        if not re.fullmatch("[A-Z]{2}", word):
            raise Refused(
                _("Write countries with their two letters: ES, PT, FR… «%(value)s» is none.") % {"value": value},
                code="unknown_value",
            )
    if not word or len(word) > MAX_WORD:
        raise Refused(
            _("Write a word of at most %(limit)s characters: «%(field)s».")
            % {"limit": MAX_WORD, "field": FIELDS[name].label},
            code="bad_word",
        )
    return word


def _hours(name: str, value: object) -> Value:
    return read_hours(value)


def read_hours(value: object) -> int:
    """Refused ("bad_hours") for what is no whole number of hours of a year."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_HOURS:
        raise Refused(_("Say how many hours, from 1 to %(limit)s.") % {"limit": MOST_HOURS}, code="bad_hours")
    return value


_READERS: dict[Holds, Callable[[str, object], Value]] = {
    Holds.CODES: _code,
    Holds.ROWS: _row,
    Holds.WORDS: _word,
    Holds.HOURS: _hours,
}
