"""The table of states as a page for people: a drawing and a list. Pure."""

from __future__ import annotations

from tickets.states import TRANSITIONS, WHOSE_TURN, Status

HEAD = """# States of a case

Made from `tickets/states.py` by `manage.py ticket_states --write`; a test keeps it current. Only
`tickets/actions/_ledger.py` changes a state, and every change is a line in the ledger of the case. A customer who
writes makes it our turn, whatever the case waited for: it becomes open. So does one that was resolved or closed, unless
its kind says for how many days (`reopen_days`) and they are over: then a new case is opened that goes on from it.

A case can also be set aside, and is in no queue and no figure then, with its state as it was: *spam*, which nobody
answers and which can be taken out again; or *merged* into another case, where what is said in it goes on until it is
unmerged.
"""


def states_page() -> str:
    """Markdown with a Mermaid state diagram and a table, in the language that is active."""
    return "\n".join([HEAD, "```mermaid", *_drawing(), "```", "", *_table()]) + "\n"


def _followers(status: Status) -> list[Status]:
    return [other for other in Status if other in TRANSITIONS[status]]


def _drawing() -> list[str]:
    lines = ["stateDiagram-v2", "    [*] --> new"]
    lines += [f"    {status.value}: {status.label}" for status in Status]
    lines += [f"    {status.value} --> {other.value}" for status in Status for other in _followers(status)]
    return lines


def _table() -> list[str]:
    lines = ["| State | Whose turn | May become |", "|---|---|---|"]
    for status in Status:
        followers = ", ".join(str(other.label) for other in _followers(status))
        lines.append(f"| {status.label} (`{status.value}`) | {WHOSE_TURN[status].label} | {followers} |")
    return lines
