"""The invented cases: each plays one of a few stories through the table of states, so that its ledger adds up."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass, field

from core.actors import ActorKind
from postventa.load import clocks
from postventa.load.copying import Sheet
from postventa.load.shop import CHUNK, YEARS, Shop
from postventa.load.words import VOICES, Voice, marks
from tickets.clocks import TOLD, Told
from tickets.models import Clock, Message, Seen, Ticket, TicketEvent, TicketTag
from tickets.rules import REFERENCE_ALPHABET, REFERENCE_LENGTH, reference_of, subject_of
from tickets.states import ACTIVE as WAITING
from tickets.states import TRANSITIONS, WHOSE_TURN, EventKind, MessageKind, Resolution, Status

# What happens, a letter each: c the customer writes, p phones; a somebody takes it; r we reply and wait for the
# customer; n a note; w we wait for a part; x it is resolved, X with a last word; z it is closed.
ENDED = ("caXz", "carcxz", "carcXz", "panXz")
ACTIVE = ("c", "ca", "car", "carc", "carcn", "carcw", "carcrc", "carcrn")
SAYS = {"c": MessageKind.CUSTOMER, "p": MessageKind.PHONE, "r": MessageKind.REPLY, "n": MessageKind.NOTE}
SAYS["X"] = SAYS["r"]
LEADS = {"a": Status.OPEN, "r": Status.WAITING_CUSTOMER, "w": Status.WAITING_PART, "z": Status.CLOSED}
LEADS |= dict.fromkeys("xX", Status.RESOLVED) | dict.fromkeys("cp", Status.OPEN)
CLOSED_AFTER = dt.timedelta(days=14)
LONGEST = dt.timedelta(days=30)
MESSAGES, EVENTS = 3, 8  # of each case: on average, and roughly

TICKET = (
    "id", "reference", "kind", "subject", "status", "priority", "channel", "wish", "safety", "language", "customer_id",
    "unit_id", "team_id", "assignee_id", "created_at", "turn_since", "last_message_at", "first_replied_at",
    "resolved_at", "resolution", "last_said_id",
)  # fmt: skip
MESSAGE = ("id", "ticket_id", "kind", "author_id", "text", "created_at")
EVENT = ("ticket_id", "kind", "at", "actor_kind", "actor_id", "from_status", "to_status", "message_id", "data")
CHANNELS = ("portal", "email", "portal", "phone", "email", "portal", "survey", "call")
WISHES = ("repair", "unsure", "replacement", "repair", "refund", "answer")
RESOLUTIONS = [Resolution.REPAIRED, Resolution.REPLACED, Resolution.EXPLAINED, Resolution.REFUNDED, Resolution.NO_FAULT]


@dataclass(slots=True)
class Case:
    """One case while its story is played."""

    pk: int
    at: dt.datetime
    agent: int
    status: str = Status.NEW
    turn_since: str = ""
    last_at: str = ""
    last_said: int | None = None
    replied_at: str | None = None
    resolved_at: str | None = None
    resolution: str = ""
    assignee: int | None = None
    said: list[int] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


class Chunk:
    """The rows of the cases from `start` to `stop` of `size`, which are the same however the rest is cut."""

    def __init__(
        self, shop: Shop, *, size: int, start: int, first: int, first_message: int, seed: int, now: dt.datetime
    ):
        self.shop, self.size, self.start, self.stop = shop, size, start, min(start + CHUNK, size)
        self.first, self.seed, self.now = first, seed, now
        self.message = first_message + messages_before(start, size)
        self.rng = random.Random(f"{seed} cases {start}")  # noqa: S311 (not a secret)
        self.tickets, self.messages, self.events = (
            Sheet(Ticket, *TICKET),
            Sheet(Message, *MESSAGE),
            Sheet(TicketEvent, *EVENT),
        )
        self.tags, self.seen = (
            Sheet(TicketTag, "ticket_id", "tag_id"),
            Sheet(Seen, "ticket_id", "user_id", "message", "at"),
        )
        self.clocks = Sheet(Clock, *clocks.COLUMNS)

    def made(self) -> Chunk:
        for number in range(self.start, self.stop):
            self.play(number)
        return self

    def write(self) -> int:
        sheets = (self.tickets, self.messages, self.events, self.tags, self.seen, self.clocks)
        return sum(sheet.write() for sheet in sheets)

    def play(self, number: int) -> None:
        shop, rng = self.shop, self.rng
        story, kin = story_of(number, self.size), number // 2  # active cases have even numbers only
        created = self.now - YEARS * (1 - number / self.size) - dt.timedelta(minutes=10)
        case = Case(self.first + number, created, shop.agents[int(40 * rng.random())].pk)
        unit = unit_of(number, self.size, len(shop.unit_customers), rng)
        customer, piece = shop.unit_customers[unit], None if kin % 12 == 11 else shop.first_unit + unit
        marked = marks(number, self.size)
        language = "en" if kin % 8 == 5 and not marked else "es"
        kind = "question" if kin % 12 == 11 else ("technical", "complaint", "technical")[kin % 3]
        channel = "phone" if story[0] == "p" else CHANNELS[kin % 8]
        priority, safety = (4, True) if kin % 200 == 17 else ((2, 2, 3, 2, 1, 2)[kin % 6], False)
        thing = shop.called(unit)[language == "en"]
        opening = f"{'La' if thing.endswith('ora') else 'El'} {thing}:" if language == "es" else f"The {thing}:"
        opening = " ".join([opening, *marked])
        end = min(self.now - dt.timedelta(minutes=2), created + LONGEST)
        if "z" not in story:
            end = min(end, self.now - (self.now - created) * rng.random())
        step = (end - created) / len(story)
        subject = ""
        for place, deed in enumerate(story):
            at = created + step * place
            if deed == "z":
                at = dt.datetime.fromisoformat(case.resolved_at) + CLOSED_AFTER
                if at >= self.now:
                    break
            when = at.isoformat()
            if deed in SAYS:
                voice: Voice = VOICES[language]["c" if deed in "cp" else "n" if deed == "n" else "r"]
                text = voice.say(rng) if place else f"{opening} {voice.say(rng)}"
                subject = subject or subject_of(text)
                message = self.say(case, SAYS[deed], text, when, staff=deed != "c")
            if not place:
                self.open(case, kind, channel, priority, safety, piece, message, when, said=SAYS[deed])
            elif deed in SAYS:
                self.tell(case, EventKind.MESSAGE, when, staff=deed != "c", message=message, said=SAYS[deed])
            self.move(case, deed, when)
        self.tickets.add(
            case.pk, reference(case.pk), kind, subject, case.status, priority, channel, WISHES[kin % 6],
            "t" if safety else "f", language, customer, piece, shop.teams[case.agent % len(shop.teams)].pk,
            case.assignee, created.isoformat(), case.turn_since, case.last_at, case.replied_at, case.resolved_at,
            case.resolution, case.last_said,
        )  # fmt: skip
        if case.status not in WAITING:
            about = {"kind": kind, "priority": priority, "customer": customer}
            for row in clocks.over(case.pk, case.told, shop.policies, **about):
                self.clocks.add(*row)
        if kin % 3 == 0:
            self.label(case, 1 + kin % 2)
        if case.assignee and kin % 4:  # has read it all, or, every other time, not the last words
            read = case.said[-1] if kin % 2 else case.said[max(len(case.said) - 2, 0)]
            self.seen.add(case.pk, case.assignee, read, case.last_at)

    def say(self, case: Case, kind: str, text: str, when: str, *, staff: bool) -> int:
        message, self.message = self.message, self.message + 1
        self.messages.add(message, case.pk, kind, case.agent if staff else None, text, when)
        case.last_at = when
        case.said.append(message)
        if kind != MessageKind.NOTE:
            case.last_said = message
        if kind == MessageKind.REPLY and case.replied_at is None:
            case.replied_at = when
        return message

    def open(
        self,
        case: Case,
        kind: str,
        channel: str,
        priority: int,
        safety: bool,
        unit: int | None,
        message: int,
        when: str,
        *,
        said: str,
    ) -> None:
        case.turn_since = when
        data = {"channel": channel, "kind": kind, "priority": priority, "safety": safety, "unit": unit}
        staff = channel == "phone"
        self.tell(case, EventKind.OPENED, when, staff=staff, to=Status.NEW, message=message, said=said, data=data)
        team = self.shop.teams[case.agent % len(self.shop.teams)].pk
        self.tell(case, EventKind.TEAM, when, staff=None, data={"from": None, "to": team})

    def move(self, case: Case, deed: str, when: str) -> None:
        """What the state becomes by it, and what goes with that."""
        if deed == "a":
            case.assignee = case.agent
            self.tell(case, EventKind.ASSIGNED, when, data={"from": None, "to": case.agent})
        to = LEADS.get(deed)
        if to is None or to == case.status or (deed in "cp" and case.status == Status.NEW):
            return
        assert to in TRANSITIONS[case.status], (case.status, to)
        data = {}
        if to == Status.RESOLVED:
            case.resolution = RESOLUTIONS[case.pk % 5].value
            case.resolved_at, data = when, {"resolution": case.resolution}
        staff = None if deed == "z" else deed != "c"
        self.tell(case, EventKind.STATUS, when, staff=staff, start=case.status, to=to, data=data)
        if WHOSE_TURN[case.status] != WHOSE_TURN[to]:
            case.turn_since = when
        case.status = to

    def label(self, case: Case, count: int) -> None:
        tags = sorted({self.shop.tags[int(len(self.shop.tags) ** self.rng.random()) - 1] for _ in range(count)})
        for tag in tags:
            self.tags.add(case.pk, tag)
        self.tell(case, EventKind.TAGGED, case.last_at, data={"added": tags, "removed": []})

    def tell(
        self, case: Case, kind: EventKind, when: str, *, staff: bool | None = True, start: str = "", to: str = "",
        message: int | None = None, said: str | None = None, data: dict | None = None,
    ) -> None:  # fmt: skip
        """A line of the ledger. `staff`: by the agent, by the customer, or by nobody (None)."""
        who = ActorKind.SYSTEM if staff is None else ActorKind.STAFF if staff else ActorKind.CUSTOMER
        if kind in TOLD:
            at = dt.datetime.fromisoformat(when)
            case.told.append(Told(kind, at, who, to, message, said, data or {}))
        told = json.dumps(data) if data else "{}"
        actor = case.agent if staff else None
        self.events.add(case.pk, kind.value, when, who.value, actor, str(start), str(to), message, told)


def story_of(number: int, size: int) -> str:
    """Two of a hundred cases are active: every other one of the last 25th."""
    since = size - size // 25
    if number < since:
        return ENDED[number % len(ENDED)]
    place, odd = divmod(number - since, 2)
    return ENDED[place % len(ENDED)] if odd else ACTIVE[place % len(ACTIVE)]


def says(story: str) -> int:
    return sum(deed in SAYS for deed in story)


def messages_before(number: int, size: int) -> int:
    """How many messages the cases before that one have."""
    since = size - size // 25
    ended, (recent, odd) = min(number, since), divmod(max(number - since, 0), 2)
    total = _cycle(ENDED, ended) + _cycle(ENDED, recent) + _cycle(ACTIVE, recent + odd)
    return total


def _cycle(stories: tuple[str, ...], count: int) -> int:
    whole, rest = divmod(count, len(stories))
    lengths = [says(story) for story in stories]
    return whole * sum(lengths) + sum(lengths[:rest])


def unit_of(number: int, size: int, units: int, rng: random.Random) -> int:
    """A piece that had arrived by then: most cases come in the first months."""
    newest = number * units // size
    return max(newest - int((units // 4 + 1) * rng.random() ** 2), 0)


def reference(pk: int) -> str:
    """A reference of its own for each number, that does not look like the one before."""
    base = len(REFERENCE_ALPHABET)
    rest, letters = (pk * 387_420_489_001 + 7) % base**REFERENCE_LENGTH, []
    for _ in range(REFERENCE_LENGTH):
        rest, digit = divmod(rest, base)
        letters.append(REFERENCE_ALPHABET[digit])
    return reference_of("".join(letters))
