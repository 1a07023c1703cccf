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
) -> list[Group]:
    """Groups of equal facts over all lines of one order: `lines` says where the stored ones are, `told` what is new.

    A stored delivery stays with the lines that still have its facts, else with the first of its lines: what hangs on
    it (a call, a survey) stays with it. A stored delivery that is in no group has lost all its lines.
    """
    groups: dict[DeliveryFacts, list[str]] = {}
    candidates: dict[int, list[DeliveryFacts]] = {}
    for line, delivery in lines.items():
        stored = deliveries[delivery]
        facts = facts_to_store(told[line], stored, silent) if line in told else stored
        groups.setdefault(facts, []).append(line)
        candidates.setdefault(delivery, []).append(facts)
    for line, facts in told.items():
        if line not in lines:
            groups.setdefault(facts, []).append(line)
    stays: dict[DeliveryFacts, int] = {}
    for delivery in sorted(candidates):
        free = [facts for facts in candidates[delivery] if facts not in stays]
        if free:
            stays[deliveries[delivery] if deliveries[delivery] in free else free[0]] = delivery
    return [Group(stays.get(facts), facts, tuple(names)) for facts, names in groups.items()]
