"""A line of the ledger in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.states import HandingOut
from postventa.desk.ledger_names import POINTS, Names
from postventa.desk.rule_page import WHY
from postventa.desk.step_page import when
from postventa.instants import moment_as_set
from tickets.proposals import OFFERED
from tickets.queries.conversation import Happened
from tickets.states import (
    ACTIVE,
    Aside,
    Channel,
    DeadlineEvent,
    Due,
    EventKind,
    Kind,
    Priority,
    RelationKind,
    Resolution,
    Status,
)
from warranties.wording import verdict_label

ICONS: dict[str, str] = {
    EventKind.OPENED: "circle-plus",
    EventKind.STATUS: "arrow-right-left",
    EventKind.ASSIGNED: "user-round-check",
    EventKind.PRIORITY: "signal",
    EventKind.COVERAGE: "shield",
    EventKind.UNIT: "package-search",
    EventKind.SAFETY: "siren",
    EventKind.KIND: "shapes",
    EventKind.TEAM: "users",
    EventKind.TAGGED: "tags",
    EventKind.FIELD: "pencil",
    EventKind.CAUSE: "search-check",
    EventKind.CONFIRMED: "shield-check",
    EventKind.ASIDE: "archive",
    EventKind.MERGED: "merge",
    EventKind.UNMERGED: "split",
    EventKind.SPLIT: "split",
    EventKind.PARENT: "git-branch",
    EventKind.RELATED: "link",
    EventKind.CHECK: "square-check",
    EventKind.TIME: "timer",
    EventKind.TAKEN_BACK: "undo-2",
    EventKind.PROMISE: "handshake",
    EventKind.LATE: "alarm-clock",
    EventKind.ESCALATED: "megaphone",
    EventKind.AUTOMATION: "workflow",
    EventKind.LEGAL: "scale",
    EventKind.COMPLETION: "file-question-mark",
    EventKind.PROPOSAL: "lightbulb",
    EventKind.APPEAL: "user-round-search",
    EventKind.BOOKED: "calendar-check",
    EventKind.PARCEL: "package",
}
Said = dict[str, object]


def words(line: Happened, names: Names) -> str:
    """What happened."""
    noun, _keys = POINTS.get(line.kind, ("", ()))
    said: Said = {"who": names.who(line), "case": case_of(line, names)}
    if noun in ("person", "unit", "team", "cause"):
        said |= {"before": names(noun, line.data.get("from")), "after": names(noun, line.data.get("to"))}
    return _SENTENCES[line.kind](line, names, said) % said


def words_of(line: Happened, names: Names) -> str:
    """Somebody's words that a line is about, to be quoted; "" where there are none."""
    promise = names("promise", line.data["promise"]) if line.kind == EventKind.PROMISE else None
    return promise.what if promise else ""


def case_of(line: Happened, names: Names) -> str:
    """The reference of the other case that a line is about; "" when it is about none."""
    noun, keys = POINTS.get(line.kind, ("", ()))
    ids = [line.data[key] for key in reversed(keys) if line.data.get(key)] if noun == "case" else []
    return names("case", ids[0]) if ids else ""


def _opened(line: Happened, names: Names, said: Said) -> str:
    if "channel" not in line.data:
        return _("%(who)s opened the case")
    said["channel"] = Channel(line.data["channel"]).label
    return _("%(who)s opened the case. Channel: %(channel)s")


def _moved(line: Happened, names: Names, said: Said) -> str:
    before, after = Status(line.from_status), Status(line.to_status)
    said |= {"before": before.label, "after": after.label}
    if after == Status.RESOLVED:
        said["how"] = Resolution(line.data["resolution"]).label
        return _("%(who)s resolved the case: %(how)s")
    if after == Status.CLOSED:
        return _("%(who)s closed the case")
    if before not in ACTIVE:
        return _("%(who)s opened the case again")
    return _("%(who)s moved the case from «%(before)s» to «%(after)s»")


def _assigned(line: Happened, names: Names, said: Said) -> str:
    to = line.data.get("to")
    if to is None:
        return _("%(who)s left the case without an assignee")
    match line.data.get("how"):
        case HandingOut.IN_TURN:
            return _("%(who)s handed the case out to %(after)s, whose turn it was")
        case HandingOut.BY_LOAD:
            return _("%(who)s handed the case out to %(after)s, who had fewest in hand")
    if to == line.actor_id:
        return _("%(who)s took the case")
    return _("%(who)s gave the case to %(after)s")


def _urged(line: Happened, names: Names, said: Said) -> str:
    said |= {"before": Priority(line.data["from"]).label, "after": Priority(line.data["to"]).label}
    return _("%(who)s changed the priority from «%(before)s» to «%(after)s»")


def _covered(line: Happened, names: Names, said: Said) -> str:
    said["verdict"] = verdict_label(line.data["verdict"])
    match line.data.get("person"):
        case "decided":
            return _("%(who)s decided what covers it: %(verdict)s. The reason is in their note")
        case "lifted":
            return _("%(who)s left it to the computation again. Coverage on the facts known: %(verdict)s")
        case "kept":
            said["computed"] = verdict_label(line.data["computed"])
            return _("Computed again: %(computed)s. What a person decided stands: %(verdict)s")
    return _("Coverage on the facts known: %(verdict)s")


def _about(line: Happened, names: Names, said: Said) -> str:
    if not said["before"]:
        return _("%(who)s said which product it is about: %(after)s")
    return _("%(who)s changed the product from «%(before)s» to «%(after)s»")


def _endangered(line: Happened, names: Names, said: Said) -> str:
    return _("%(who)s marked the case as danger") if line.data["to"] else _("%(who)s says that there is no danger")


def _renamed(line: Happened, names: Names, said: Said) -> str:
    said |= {"before": Kind(line.data["from"]).label, "after": Kind(line.data["to"]).label}
    return _("%(who)s changed the kind from «%(before)s» to «%(after)s»")


def _teamed(line: Happened, names: Names, said: Said) -> str:
    if not said["after"]:
        return _("%(who)s left the case without a team")
    return _("%(who)s gave the case to the team «%(after)s»")


def _tagged(line: Happened, names: Names, said: Said) -> str:
    said["added"] = names.join("tag", line.data["added"])
    said["removed"] = names.join("tag", line.data["removed"])
    if not said["removed"]:
        return _("%(who)s added tags: %(added)s")
    if not said["added"]:
        return _("%(who)s removed tags: %(removed)s")
    return _("%(who)s added tags: %(added)s. Removed: %(removed)s")


def _filled(line: Happened, names: Names, said: Said) -> str:
    ours = {"subject": _("Subject"), "points": _("Points of the complaint")}
    said["fields"] = ", ".join(names.labels.get(key, ours.get(key, key)) for key in line.data["names"])
    return _("%(who)s changed: %(fields)s")


def _caused(line: Happened, names: Names, said: Said) -> str:
    if not said["after"]:
        return _("%(who)s removed the cause «%(before)s»")
    return _("%(who)s said the cause: %(after)s")


def _confirmed(line: Happened, names: Names, said: Said) -> str:
    if line.data["decision"] is None:
        return _("%(who)s no longer confirms what covers it")
    return _("%(who)s confirmed what covers it")


def _set_aside(line: Happened, names: Names, said: Said) -> str:
    match line.data["from"], line.data["to"]:
        case _, Aside.SPAM:
            return _("%(who)s marked the case as spam")
        case _, Aside.MERGED:
            return _("%(who)s merged the case into %(case)s")
        case Aside.SPAM, _:
            return _("%(who)s took the case out of the spam")
    return _("%(who)s undid the merge: the case goes on by itself again")


def _merged(line: Happened, names: Names, said: Said) -> str:
    return _("%(who)s merged %(case)s into this case")


def _unmerged(line: Happened, names: Names, said: Said) -> str:
    return _("%(who)s undid the merge with %(case)s")


def _split(line: Happened, names: Names, said: Said) -> str:
    return _("%(who)s made a case of its own of a message: %(case)s")


def _related(line: Happened, names: Names, said: Said) -> str:
    if not line.data["on"]:
        return _("%(who)s removed the relation with %(case)s")
    if line.data.get("kind") == RelationKind.SPLIT:
        return _("The case comes from a message of %(case)s")
    if line.data.get("kind") == RelationKind.CONTINUES:
        return _("The case goes on from %(case)s")
    return _("%(who)s related the case to %(case)s")


def _placed(line: Happened, names: Names, said: Said) -> str:
    if line.data["to"] is None:
        return _("%(who)s took the case out of its main case, %(case)s")
    return _("%(who)s put the case under its main case, %(case)s")


def _checked(line: Happened, names: Names, said: Said) -> str:
    said["point"] = names("check", line.data["item"])
    return _("%(who)s ticked «%(point)s»") if line.data["done"] else _("%(who)s unticked «%(point)s»")


def _timed(line: Happened, names: Names, said: Said) -> str:
    minutes = line.data["minutes"]
    said["n"] = abs(minutes)
    if minutes < 0:
        return ngettext("%(who)s took back %(n)s minute of time", "%(who)s took back %(n)s minutes of time", -minutes)
    return ngettext("%(who)s spent %(n)s minute on it", "%(who)s spent %(n)s minutes on it", minutes)


def _taken_back(line: Happened, names: Names, said: Said) -> str:
    return _("%(who)s took a reply back before it went out")


def _automated(line: Happened, names: Names, said: Said) -> str:
    if line.data["to"] == "loop":
        return _("%(who)s was stopped here: it would have gone round in a circle")
    if line.data["to"] == "noted":
        return _("%(who)s wrote a note")
    if not line.data["told"]:
        return _("%(who)s found nobody to tell")
    said["people"] = names.join("person", line.data["told"])
    return _("%(who)s told %(people)s")


def _promised(line: Happened, names: Names, said: Said) -> str:
    due = timezone.localtime(dt.datetime.fromisoformat(line.data["due_at"]))
    said |= {"due": moment_as_set(due), "owner": names("person", line.data["owner"])}
    match line.data["to"]:
        case "made" if line.data["owner"] == line.actor_id:
            return _("%(who)s promised this for %(due)s")
        case "made":
            return _("%(who)s promised this for %(due)s; %(owner)s keeps it")
        case "kept":
            return _("%(who)s kept the promise")
        case "done_late":
            return _("%(who)s did what was promised, after its moment")
        case "broken":
            return _("A promise was not kept: its moment was %(due)s")
        case "moved":
            return _("%(who)s agreed with the customer on another moment: %(due)s")
        case "handed":
            return _("%(who)s gave the promise to %(owner)s")
    return _("%(who)s withdrew the promise")


def _dated(line: Happened, names: Names, said: Said) -> str:
    said["event"] = DeadlineEvent(line.data["event"]).label
    match line.data["to"]:
        case "done":
            return _("%(who)s said that it is done: %(event)s")
        case "withdrawn":
            return _("%(who)s withdrew a date of the law: %(event)s")
    return _("%(who)s said a date from which the law counts: %(event)s")


def _completed(line: Happened, names: Names, said: Said) -> str:
    said["day"] = date_format(dt.date.fromisoformat(line.data["until"]), "DATE_FORMAT")
    match line.data["to"]:
        case "completed" if line.data.get("stopped"):
            return _("%(who)s completed what was missing. Our term begins again")
        case "completed":
            return _("%(who)s completed what was missing")
        case "withdrawn":
            return _("%(who)s withdrew the request to complete it")
        case "over":
            return _("The customer did not complete it by %(day)s")
        case "restored":
            return _("The request before counts again: until %(day)s")
    return _("%(who)s asked the customer to complete it by %(day)s")


def _proposed(line: Happened, names: Names, said: Said) -> str:
    said["offered"] = OFFERED[line.data["resolution"]]
    match line.data["to"]:
        case "accepted" if line.data.get("by_phone"):
            return _("%(who)s wrote down that the customer accepted on the phone: %(offered)s")
        case "refused" if line.data.get("by_phone"):
            return _("%(who)s wrote down that the customer did not accept on the phone: %(offered)s")
        case "accepted":
            return _("%(who)s accepted what we proposed: %(offered)s")
        case "refused":
            return _("%(who)s did not accept what we proposed: %(offered)s")
        case "withdrawn":
            return _("%(who)s withdrew what we had proposed: %(offered)s")
    return _("%(who)s proposed a solution: %(offered)s")


def _appealed(line: Happened, names: Names, said: Said) -> str:
    if line.data["n"] > 1:
        return _("%(who)s asked for a supervisor again")
    return _("%(who)s asked for a supervisor")


def _booked(line: Happened, names: Names, said: Said) -> str:
    if "starts_at" in line.data:
        said["hour"] = moment_as_set(timezone.localtime(dt.datetime.fromisoformat(line.data["starts_at"])))
    match line.data["to"]:
        case "offered":
            return _("%(who)s offered the customer to choose an hour")
        case "withdrawn":
            return _("%(who)s withdrew the offer to choose an hour")
        case "moved":
            return _("%(who)s changed the hour to %(hour)s")
        case "cancelled":
            return _("%(who)s cancelled the hour: %(hour)s")
        case "kept":
            return _("%(who)s left the visit booked when the case was resolved: %(hour)s")
        case "done":
            return _("%(who)s said that the visit took place: %(hour)s")
        case "missed":
            return _("%(who)s said that the visit did not take place: %(hour)s")
    return _("%(who)s booked an hour: %(hour)s")


def _sent_back(line: Happened, names: Names, said: Said) -> str:
    said["number"] = names("parcel", line.data["parcel"])
    match line.data["to"]:
        case "sent":
            return _("%(who)s sent the return %(number)s")
        case "received":
            return _("%(who)s said that the return %(number)s is here")
        case "cancelled":
            return _("%(who)s cancelled the return %(number)s")
    return _("%(who)s made the return %(number)s")


def _late(line: Happened, names: Names, said: Said) -> str:
    said["what"] = " · ".join(_watched(line, names))
    return _("The time ran out: %(what)s")


def _escalated(line: Happened, names: Names, said: Said) -> str:
    step = names("step", line.data["step"])
    said["what"] = " · ".join([*_watched(line, names), *([when(step)] if step else [])])
    if why := WHY.get(line.data.get("refused", "")):
        said["why"] = why
        return _("%(who)s came to its point: %(what)s. Something that it asks for was not possible: %(why)s")
    if line.data.get("refused"):
        return _("%(who)s came to its point: %(what)s. Something that it asks for was not possible")
    return _("%(who)s came to its point: %(what)s")


def _watched(line: Happened, names: Names) -> list[str]:
    """What a clock watches, a term of law with what it is for and its citation."""
    rule = getattr(names("clock", line.data["clock"]), "rule", None)
    return [str(Due(line.data["due"]).label), *([str(DeadlineEvent(rule.event).label), rule.cites] if rule else [])]


_SENTENCES: dict[str, Callable[[Happened, Names, Said], str]] = {
    EventKind.OPENED: _opened,
    EventKind.STATUS: _moved,
    EventKind.ASSIGNED: _assigned,
    EventKind.PRIORITY: _urged,
    EventKind.COVERAGE: _covered,
    EventKind.UNIT: _about,
    EventKind.SAFETY: _endangered,
    EventKind.KIND: _renamed,
    EventKind.TEAM: _teamed,
    EventKind.TAGGED: _tagged,
    EventKind.FIELD: _filled,
    EventKind.CAUSE: _caused,
    EventKind.CONFIRMED: _confirmed,
    EventKind.ASIDE: _set_aside,
    EventKind.MERGED: _merged,
    EventKind.UNMERGED: _unmerged,
    EventKind.SPLIT: _split,
    EventKind.PARENT: _placed,
    EventKind.RELATED: _related,
    EventKind.CHECK: _checked,
    EventKind.TIME: _timed,
    EventKind.TAKEN_BACK: _taken_back,
    EventKind.PROMISE: _promised,
    EventKind.LATE: _late,
    EventKind.ESCALATED: _escalated,
    EventKind.AUTOMATION: _automated,
    EventKind.LEGAL: _dated,
    EventKind.COMPLETION: _completed,
    EventKind.PROPOSAL: _proposed,
    EventKind.APPEAL: _appealed,
    EventKind.BOOKED: _booked,
    EventKind.PARCEL: _sent_back,
}
