"""Counting the rows of a replay again, by SQL that knows nothing of the code which made them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import connection

from dev.replay.days import Ended

_STATES = """
SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, CASE state WHEN 'suppressed' THEN reason ELSE state END,
    count(*), count(reminded_at)
FROM followups_invitation WHERE source = 'planned' GROUP BY 1, 2 ORDER BY 1, 2
"""
# Of each survey whether its reason is found again, on the day on which it was left out.
_REASONS = """
WITH ended AS (SELECT * FROM unnest(%(ids)s::bigint[], %(days)s::timestamptz[]) AS ended (id, at)),
left_out AS (
    SELECT i.id, i.reason, i.delivery_id, i.customer_id, c.email, c.phone, c.erased_at, ended.at
    FROM followups_invitation i JOIN ended ON ended.id = i.id JOIN customers_customer c ON c.id = i.customer_id
    WHERE i.state = 'suppressed'
)
SELECT o.id, o.reason FROM left_out o WHERE NOT CASE o.reason
    WHEN 'asked_recently' THEN EXISTS (
        SELECT FROM followups_invitation other JOIN customers_customer c ON c.id = other.customer_id
        WHERE other.sent_at BETWEEN o.at - %(quiet)s * interval '1 day' AND o.at AND (c.id = o.customer_id
            OR (c.email = o.email AND o.email <> '') OR (c.phone = o.phone AND o.phone <> '')))
    WHEN 'open_case' THEN EXISTS (
        SELECT FROM tickets_ticket t JOIN customers_customer c ON c.id = t.customer_id
        WHERE t.created_at <= o.at AND (t.resolved_at IS NULL OR t.resolved_at > o.at) AND (c.id = o.customer_id
            OR (c.email = o.email AND o.email <> '') OR (c.phone = o.phone AND o.phone <> '')))
    WHEN 'safety' THEN EXISTS (
        SELECT FROM tickets_ticket t JOIN customers_unit u ON u.id = t.unit_id
        WHERE t.safety AND u.delivery_id = o.delivery_id AND t.created_at <= o.at)
    WHEN 'no_address' THEN o.email = ''
    WHEN 'not_delivered' THEN EXISTS (
        SELECT FROM customers_delivery d WHERE d.id = o.delivery_id AND d.delivered_at IS NULL)
    WHEN 'too_late' THEN EXISTS (
        SELECT FROM customers_delivery d
        WHERE d.id = o.delivery_id AND coalesce(d.installed_at, d.delivered_at) < o.at - interval '30 days')
    WHEN 'opted_out' THEN EXISTS (
        SELECT FROM customers_customer c WHERE c.no_surveys AND (c.id = o.customer_id
            OR (c.email = o.email AND o.email <> '') OR (c.phone = o.phone AND o.phone <> '')))
    ELSE false END ORDER BY o.id
"""
# Sent, though another one had been sent to the person in the days of quiet before, or with a case that was open.
_TOO_SOON = """
SELECT a.id FROM followups_invitation a JOIN customers_customer p ON p.id = a.customer_id
WHERE a.sent_at IS NOT NULL AND EXISTS (
    SELECT FROM followups_invitation b JOIN customers_customer q ON q.id = b.customer_id
    WHERE b.id <> a.id AND b.sent_at > a.sent_at - %(quiet)s * interval '1 day'
        AND (b.sent_at < a.sent_at OR (b.sent_at = a.sent_at AND b.id < a.id))
        AND (q.id = p.id OR (q.email = p.email AND p.email <> '') OR (q.phone = p.phone AND p.phone <> '')))
"""
_WITH_CASE = """
SELECT i.id FROM followups_invitation i JOIN customers_customer p ON p.id = i.customer_id
WHERE i.sent_at IS NOT NULL AND EXISTS (
    SELECT FROM tickets_ticket t JOIN customers_customer q ON q.id = t.customer_id
    WHERE t.created_at < i.sent_at AND (t.resolved_at IS NULL OR t.resolved_at > i.sent_at)
        AND (q.id = p.id OR (q.email = p.email AND p.email <> '') OR (q.phone = p.phone AND p.phone <> '')))
"""
_FACTS = """
SELECT d.id, d.delivered_on < p.purchased_on,
    (SELECT count(*) FROM followups_call c WHERE c.delivery_id = d.id AND c.kind = 'delivery'),
    (SELECT count(*) FROM followups_invitation i WHERE i.delivery_id = d.id AND i.source = 'planned'),
    (SELECT count(*) FROM followups_trouble t WHERE t.delivery_id = d.id AND t.kind = 'before_sale')
FROM customers_delivery d JOIN customers_purchase p ON p.id = d.purchase_id WHERE d.delivered_at IS NOT NULL
"""
_LETTERS = """
SELECT (SELECT count(*) FROM followups_invitation WHERE sent_at IS NOT NULL AND source = 'planned'),
    (SELECT count(*) FROM core_outgoingmessage WHERE kind = 'survey'),
    (SELECT count(*) FROM followups_invitation WHERE reminded_at IS NOT NULL),
    (SELECT count(*) FROM core_outgoingmessage WHERE kind = 'survey_reminder')
"""
_CALLS = "SELECT CASE state WHEN 'suppressed' THEN reason ELSE state END, count(*) FROM followups_call GROUP BY 1"
SENT = ("sent", "answered")


def by_month(ended: Ended) -> Iterator[str]:
    """Planned, left out by reason, sent, reminded and answered, by the month in which the survey was due."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for month, state, count, reminded in _all(_STATES):
        table[month] += Counter({"planned": count, "reminded": reminded, state: count})
        table[month]["sent"] += count if state == "answered" else 0
    columns = ["planned", "sent", "reminded", "answered"]
    columns += sorted({name for row in table.values() for name in row} - set(columns))
    yield "month    " + "".join(f"{name:>15}" for name in columns)
    for month in sorted(table):
        yield f"{month:9}" + "".join(f"{table[month][name]:>15}" for name in columns)
    whole = sum(table.values(), Counter())
    yield f"{'all':9}" + "".join(f"{whole[name]:>15}" for name in columns)


def totals(ended: Ended) -> dict[str, object]:
    """How many facts and rows there are."""
    facts = _all(_FACTS)
    return {
        "lines": ended.lines,
        "lines that the import left out": ended.rejected,
        "deliveries": len(ended.facts),
        "before their purchase": sum(before for _pk, before, *_counts in facts),
        "surveys": sum(surveys for *_about, surveys, _noted in facts),
        "calls": dict(_all(_CALLS)),
    }


def reconcile(ended: Ended) -> Iterator[str]:
    """What does not add up, a line each."""
    facts = _all(_FACTS)
    if {pk for pk, *_rest in facts} != set(ended.facts):
        yield "not every delivery that came in is there"
    for pk, before, calls, surveys, noted in facts:
        if (calls, surveys, noted) != ((0, 0, 1) if before else (1, 1, 0)):
            yield f"delivery {pk} has {calls} calls, {surveys} surveys and {noted} troubles"
    states = Counter()
    for _month, state, count, _reminded in _all(_STATES):
        states[state] += count
    waits = states.pop("planned", 0) + states.pop("stuck", 0)
    sent = sum(states.pop(state, 0) for state in SENT)
    planned = sum(1 for _pk, before, *_rest in facts if not before)
    if planned != sent + waits + sum(states.values()):
        yield f"{planned} were planned; {sent} sent, {waits} wait, {sum(states.values())} left out"
    surveys, letters, reminders, second = _all(_LETTERS)[0]
    if (surveys, reminders) != (letters, second):
        yield f"{surveys} surveys and {reminders} reminders went in {letters} and {second} letters"
    told = {"quiet": _quiet(), "ids": list(ended.left_out), "days": list(ended.left_out.values())}
    yield from (f"survey {pk} was left out: {reason}, which is not so" for pk, reason in _all(_REASONS, told))
    yield from (f"survey {pk} was sent in the days of quiet" for (pk,) in _all(_TOO_SOON, told))
    yield from (f"survey {pk} was sent with an open case" for (pk,) in _all(_WITH_CASE))


def _quiet() -> int:
    found = _all("SELECT transaction_days FROM followups_policy WHERE id = 1")
    return found[0][0] if found else 90


def _all(statement: str, told: dict | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return cursor.fetchall()
