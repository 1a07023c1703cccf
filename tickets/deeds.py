"""Deeds: what a macro, a bulk action, a rule or an escalation does to a case, as plain values that can be kept. Pure.

Kept as JSON each is {"do": "priority", "to": 3}; in a form each is written «priority:3».
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from core.errors import Refused
from core.normal import plain_words
from tickets.rules import MAX_TAG, MAX_TEXT
from tickets.states import Priority, Resolution, Status

MAX_DEEDS = 20
BIGGEST_ID = 2**63 - 1

ME = "me"
# After these a case has come to rest or to another place, so they are done last; one of them is enough.
ENDINGS = ("state", "resolve", "spam", "merge")
SAYINGS = ("reply", "note")
MANY = ("tag", "untag", "notify")  # may stand more than once
NUMBERED = ("assign", "team", "priority", "merge", "macro", "notify")
# In this order; what is not here comes first. A team comes before it hands out, and who has it then is told.
_LATER = {"hand_out": 1, "reply": 2, "note": 2, "macro": 2, "notify": 3} | dict.fromkeys(ENDINGS, 4)

# Whom of us the deed «notify» tells, beside people by their ids. The owner is who promised, otherwise the assignee.
OWNER, ASSIGNEE, TEAM, MANAGERS = "owner", "assignee", "team", "managers"
TOLD = (OWNER, ASSIGNEE, TEAM, MANAGERS)


@dataclass(frozen=True)
class Said:
    """Words to a customer or among ourselves. `then` is whom the case waits for after a reply; "" for the customer."""

    text: str
    html: str = ""
    then: str = ""


To = None | int | str | Said


@dataclass(frozen=True)
class Deed:
    """A verb and what it is done with: an id, a code, a word, what is said, or nothing."""

    do: str
    to: To = None

    @property
    def written(self) -> str:
        """As a form carries it."""
        return f"{self.do}:{'' if self.to is None else self.to}"

    @property
    def plain(self) -> dict[str, object]:
        """As JSON keeps it."""
        return {"do": self.do, "to": asdict(self.to) if isinstance(self.to, Said) else self.to}


@dataclass(frozen=True)
class Around:
    """What is done with a reply: the deeds before it, the state after it or the resolution that it tells, the rest."""

    before: tuple[Deed, ...]
    then: str
    resolution: str
    after: tuple[Deed, ...]


def around(deeds: Iterable[Deed], then: str = "") -> Around:
    """The deeds around a reply. A state among them takes the place of `then`; a resolution, that of the reply itself.

    So the customer gets one letter, and the ledger one change of state.
    """
    deeds = in_order(deeds)
    end = next((deed for deed in deeds if deed.do in ("state", "resolve") and deed.to != Status.CLOSED), None)
    rest = [deed for deed in deeds if deed != end]
    return Around(
        before=tuple(deed for deed in rest if deed.do not in ENDINGS),
        then=str(end.to) if end and end.do == "state" else then,
        resolution=str(end.to) if end and end.do == "resolve" else "",
        after=tuple(deed for deed in rest if deed.do in ENDINGS),
    )


def read_deeds(kept: object) -> tuple[Deed, ...]:
    """The deeds that a macro or a bulk job keeps, in the order in which they are done.

    Refused with the sentence that says which is wrong: an unknown verb or word, a bad id, two of what there is one of.
    """
    if not isinstance(kept, list) or len(kept) > MAX_DEEDS:
        raise Refused(_("At most %(limit)s things can be done at once.") % {"limit": MAX_DEEDS}, code="deeds_many")
    deeds = tuple(dict.fromkeys(map(_read, kept)))
    _check_together(deeds)
    return in_order(deeds)


def read_written(texts: Sequence[str]) -> tuple[Deed, ...]:
    """The same of what a form sent («priority:3», «assign:me», «assign:» for nobody)."""
    kept = []
    for text in texts:
        do, _colon, to = text.partition(":")
        number = do in NUMBERED and to.isascii() and to.isdecimal()
        kept.append({"do": do, "to": int(to[:20]) if number else to.strip() or None})
    return read_deeds(kept)


def in_order(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    """First what is said about a case, then what is said in it, then who is told of it, then its end."""
    return tuple(sorted(deeds, key=lambda deed: _LATER.get(deed.do, 0)))


def words(deed: Deed, names: Mapping[tuple[str, int], str]) -> str:
    """A deed in words for a person. `names` has people, teams, macros and cases, by verb and id."""
    to, name = deed.to, names.get((deed.do, deed.to), "") if isinstance(deed.to, int) else ""
    match deed.do:
        case "assign":
            if to == ME:
                return _("Assign to me")
            return _("Assign to %(name)s") % {"name": name} if to else _("Assign to nobody")
        case "team":
            return _("Team: %(name)s") % {"name": name} if to else _("No team")
        case "priority":
            return _("Priority: %(level)s") % {"level": Priority(int(str(to))).label}
        case "tag":
            return _("Tag: %(tag)s") % {"tag": to}
        case "untag":
            return _("Remove the tag: %(tag)s") % {"tag": to}
        case "state":
            return _("State: %(state)s") % {"state": Status(str(to)).label}
        case "resolve":
            return _("Resolve: %(how)s") % {"how": Resolution(str(to)).label}
        case "macro":
            return _("Macro: %(name)s") % {"name": name}
        case "notify":
            return _("Tell %(name)s") % {"name": name} if isinstance(to, int) else told_words(str(to))
        case "hand_out":
            return _("Hand it out in its team")
    simple = {"spam": _("Mark as spam"), "merge": _("Merge"), "reply": _("Reply"), "note": _("Internal note")}
    return simple[deed.do]


def told_words(to: str) -> str:
    """Whom the deed «notify» tells, when it is not somebody by name."""
    words = {
        OWNER: _("Tell who has to do it"),
        ASSIGNEE: _("Tell its assignee"),
        TEAM: _("Tell its team"),
        MANAGERS: _("Tell the managers"),
    }
    return words[to]


def _read(kept: object) -> Deed:
    if not isinstance(kept, dict) or not set(kept) <= {"do", "to"}:
        raise Refused(_("One of the things to do cannot be read."), code="bad_deed")
    do = kept.get("do")
    if not isinstance(do, str) or do not in _READERS:
        raise Refused(_("«%(verb)s» is nothing that can be done to a case.") % {"verb": do}, code="unknown_deed")
    return Deed(do, _READERS[do](kept.get("to")))


def _check_together(deeds: Sequence[Deed]) -> None:
    """Refused where two deeds contradict each other."""
    once = [deed.do for deed in deeds if deed.do not in MANY]
    if len(once) != len(set(once)):
        raise Refused(_("The same thing is asked for twice with different values."), code="deed_twice")
    if sum(do in ENDINGS for do in once) > 1:
        raise Refused(_("Choose one end: a state, a resolution, spam or a merge."), code="deeds_clash")
    if "assign" in once and "hand_out" in once:
        raise Refused(_("Give it to somebody, or hand it out in its team: not both."), code="deeds_clash")
    tags = {_folded(deed) for deed in deeds if deed.do == "tag"}
    if tags & {_folded(deed) for deed in deeds if deed.do == "untag"}:
        raise Refused(_("The same tag cannot be put on and taken off."), code="deeds_clash")


def _folded(deed: Deed) -> str:
    return str(deed.to).casefold()


def _id(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= BIGGEST_ID:
        raise Refused(_("«%(value)s» is not a number of a row.") % {"value": value}, code="bad_id")
    return value


def _id_or_nothing(value: object) -> int | None:
    return None if value is None else _id(value)


def _person(value: object) -> int | str | None:
    return ME if value == ME else _id_or_nothing(value)


def _told(value: object) -> int | str:
    return value if isinstance(value, str) and value in TOLD else _id(value)


def _tag(value: object) -> str:
    name = plain_words(value) if isinstance(value, str) and "\x00" not in value else ""
    if not name:
        raise Refused(_("Write the tag."), code="tag_empty")
    if len(name) > MAX_TAG:
        raise Refused(_("A tag has at most %(limit)s characters.") % {"limit": MAX_TAG}, code="tag_long")
    return name


def _priority(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in Priority.values:
        raise Refused(_("There is no priority «%(value)s».") % {"value": value}, code="unknown_priority")
    return value


def _state(value: object) -> str:
    if value == Status.RESOLVED:
        raise Refused(_("Say how the case was resolved."), code="resolution_missing")
    if not isinstance(value, str) or value not in Status.values or value == Status.NEW:
        raise Refused(_("There is no state «%(value)s» to move a case to.") % {"value": value}, code="unknown_state")
    return value


def _resolution(value: object) -> str:
    if not isinstance(value, str) or value not in Resolution.values:
        raise Refused(_("There is no resolution «%(value)s».") % {"value": value}, code="unknown_resolution")
    return value


def _said(value: object) -> Said:
    if not isinstance(value, dict) or not set(value) <= {"text", "html", "then"}:
        raise Refused(_("One of the things to do cannot be read."), code="bad_deed")
    parts = {name: value.get(name, "") for name in ("text", "html", "then")}
    if not all(isinstance(part, str) for part in parts.values()):
        raise Refused(_("One of the things to do cannot be read."), code="bad_deed")
    if not parts["text"].strip():
        raise Refused(_("Please write something first."), code="text_empty")
    if len(parts["text"]) > MAX_TEXT:
        limits = {"length": len(parts["text"]), "limit": MAX_TEXT}
        raise Refused(
            _("The text is too long: %(length)s characters, and the limit is %(limit)s.") % limits, code="text_too_long"
        )
    if parts["then"]:
        _state(parts["then"])
    return Said(**parts)


def _nothing(value: object) -> None:
    if value is not None:
        raise Refused(_("One of the things to do cannot be read."), code="bad_deed")


_READERS: dict[str, Callable[[object], To]] = {
    "assign": _person,
    "team": _id_or_nothing,
    "priority": _priority,
    "tag": _tag,
    "untag": _tag,
    "reply": _said,
    "note": _said,
    "macro": _id,
    "notify": _told,
    "hand_out": _nothing,
    "state": _state,
    "resolve": _resolution,
    "spam": _nothing,
    "merge": _id,
}
