"""How a demonstration case is told, and who says what in it. The cases themselves are in `active` and `resolved`."""

from __future__ import annotations

from dataclasses import dataclass, field

from tickets.states import Channel, Kind, Resolution, Status, Wish
from warranties.states import Cause


@dataclass(frozen=True)
class Turn:
    """Something said or done, so many hours after what came before."""

    who: str
    text: str
    hours: float
    then: Status = Status.WAITING_CUSTOMER


@dataclass(frozen=True)
class Story:
    """A case about a unit of `sku`, opened so many days ago. By its `name` more is done with it afterwards."""

    sku: str
    days: float
    opens: str
    turns: list[Turn] = field(default_factory=list)
    agent: str = "ana"
    kind: Kind = Kind.TECHNICAL
    wish: Wish = Wish.REPAIR
    channel: Channel = Channel.PORTAL
    language: str = "es"
    cause: Cause | None = None
    resolution: Resolution | None = None
    farewell: str = ""
    hours: float = 20
    name: str = ""


def us(text: str, hours: float = 4, then: Status = Status.WAITING_CUSTOMER) -> Turn:
    return Turn("us", text, hours, then)


def part(text: str, hours: float = 5) -> Turn:
    return Turn("us", text, hours, Status.WAITING_PART)


def ours(text: str, hours: float = 4) -> Turn:
    """A reply after which it is still our turn."""
    return Turn("us", text, hours, Status.OPEN)


def they(text: str, hours: float = 9) -> Turn:
    return Turn("they", text, hours)


def note(text: str, hours: float = 1) -> Turn:
    return Turn("note", text, hours)


def phone(text: str, hours: float = 3) -> Turn:
    return Turn("phone", text, hours)
