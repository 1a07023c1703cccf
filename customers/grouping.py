"""Which lines of an order arrived together. Pure: stored deliveries and told facts in, groups out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from customers.columns import DeliveryFacts


class Group(NamedTuple):
    """Lines that arrived together. `delivery` is the stored row that stays with them; None for a new one."""

    delivery: int | None
    facts: DeliveryFacts
    lines: tuple[str, ...]


def facts_to_store(told: DeliveryFacts, stored: DeliveryFacts, silent: Collection[str]) -> DeliveryFacts:
    """What is told wins, but the first promised date is kept, and so is what the export has no column for."""
    kept = {name: getattr(stored, name) for name in silent}
    if stored.promised_on:
        kept["promised_on"] = stored.promised_on
    return told._replace(**kept)


def regroup(
    deliveries: Mapping[int, DeliveryFacts],
    lines: Mapping[str, int],
    told: Mapping[str, DeliveryFacts],
    silent: Collection[str] = (),
    anchored: Collection[int] = (),
) -> list[Group]:
    """Groups of equal facts over all lines of one order: `lines` says where the stored ones are, `told` what is new.

    A stored delivery stays with the lines that still have its facts, else with the first of its lines. On an
    `anchored` one something hangs (a call, a survey): it goes first, and never gives its last line to another, even
    when both become equal. A stored delivery that is in no group has lost all its lines.
    """
    wanted: dict[str, DeliveryFacts] = {}
    candidates: dict[int, list[DeliveryFacts]] = {}
    for line, delivery in lines.items():
        stored = deliveries[delivery]
        wanted[line] = facts_to_store(told[line], stored, silent) if line in told else stored
        candidates.setdefault(delivery, []).append(wanted[line])
    stays, alone = _claims(deliveries, candidates, anchored)
    groups: dict[tuple[int | None, DeliveryFacts], list[str]] = {}
    for line, facts in {**told, **wanted}.items():
        here = lines.get(line)
        home = here if here is not None and alone.get(here) == facts else stays.get(facts)
        groups.setdefault((home, facts), []).append(line)
    return [Group(home, facts, tuple(names)) for (home, facts), names in groups.items()]


def _claims(
    deliveries: Mapping[int, DeliveryFacts], candidates: Mapping[int, list[DeliveryFacts]], anchored: Collection[int]
) -> tuple[dict[DeliveryFacts, int], dict[int, DeliveryFacts]]:
    """Which stored delivery each facts belong to, and which anchored ones keep lines although others have the same."""

    def turn(delivery: int) -> tuple[bool, bool, int]:
        return delivery not in anchored, deliveries[delivery] not in candidates[delivery], delivery

    stays: dict[DeliveryFacts, int] = {}
    alone: dict[int, DeliveryFacts] = {}
    for delivery in sorted(candidates, key=turn):
        stored = deliveries[delivery]
        free = [facts for facts in candidates[delivery] if facts not in stays]
        if free:
            stays[stored if stored in free else free[0]] = delivery
        elif delivery in anchored:
            alone[delivery] = candidates[delivery][0]
    return stays, alone
