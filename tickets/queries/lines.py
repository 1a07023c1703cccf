"""The lines of a ledger from which the life of a case is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tickets.clocks import TOLD, Told

_KINDS = ", ".join(f"'{kind}'" for kind in TOLD)


def lines_of(ticket: str) -> str:
    """Those of a case in their order, as a part of a statement that has its id there; each for `told_by`."""
    return f"""
  (SELECT json_agg(json_build_array(e.kind, e.at, e.actor_kind, e.to_status, e.message_id, m.kind, e.data)
                   ORDER BY e.id)
   FROM tickets_ticketevent e LEFT JOIN tickets_message m ON m.id = e.message_id
   WHERE e.ticket_id = {ticket} AND e.kind IN ({_KINDS}))"""  # noqa: S608 (names of ours)


def told_by(line: list[Any]) -> Told:
    kind, at, by, to_status, message, said, data = line
    return Told(kind, dt.datetime.fromisoformat(at), by, to_status, message, said, data)
