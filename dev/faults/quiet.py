"""What there is still to do at an instant: between two steps the trial waits until it is nothing."""

import datetime as dt

from django.db import connection

_LEFT = """
SELECT
  (SELECT count(*) FROM followups_invitation WHERE state = 'planned' AND due_at <= %(now)s) AS surveys,
  (SELECT count(*) FROM followups_invitation WHERE state = 'sent' AND started_at IS NULL AND reminded_at IS NULL
    AND revoked_at IS NULL AND remind_at <= %(now)s) AS reminders,
  (SELECT count(*) FROM followups_invitation WHERE call_at <= %(now)s) AS calls_after,
  (SELECT count(*) FROM core_outgoingmessage WHERE status = 'queued' AND next_try_at <= %(now)s) AS letters,
  (SELECT count(*) FROM core_outgoingmessage WHERE status = 'in_flight' AND claimed_at >= %(now)s) AS in_flight,
  (SELECT count(*) FROM customers_delivery d JOIN customers_purchase p ON p.id = d.purchase_id
    WHERE d.delivered_at BETWEEN %(now)s - interval '2 days' AND %(now)s AND d.delivered_on >= p.purchased_on
    AND NOT EXISTS (SELECT FROM followups_call c WHERE c.delivery_id = d.id)
    AND NOT EXISTS (SELECT FROM followups_invitation i WHERE i.delivery_id = d.id)) AS deliveries,
  (SELECT count(*) FROM tickets_ticket t WHERE t.resolved_at BETWEEN %(now)s - interval '2 days' AND %(now)s
    AND NOT EXISTS (SELECT FROM followups_invitation i WHERE i.ticket_id = t.id)) AS cases
"""
NAMES = ("surveys", "reminders", "calls_after", "letters", "in_flight", "deliveries", "cases")


def left(now: dt.datetime) -> dict[str, int]:
    """How many of each are waiting; empty when all is quiet."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"now": now})
        return {name: count for name, count in zip(NAMES, cursor.fetchone(), strict=True) if count}
