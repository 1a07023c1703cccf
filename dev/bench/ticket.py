"""The page of a case: what an agent opens all day."""

import datetime as dt

from dev.bench import Figures, bench
from dev.bench.stage import Stage


@bench("ticket")
def ticket(stage: Stage) -> Figures:
    """`size` is the number of messages in its conversation."""
    from dev.bench.rows import make_cases, make_deliveries, make_events, settle
    from tickets.models import Message
    from tickets.states import MessageKind

    short, long = make_cases(make_deliveries(2, days=10, name="ticket"), resolved=False)
    more = [
        Message(
            ticket=long,
            kind=MessageKind.REPLY if number % 2 else MessageKind.CUSTOMER,
            text="Sigue haciendo ruido cuando centrifuga. " * 6,
            created_at=long.last_message_at + dt.timedelta(hours=number + 1),
        )
        for number in range(48)
    ]
    make_events([], Message.objects.bulk_create(more))
    settle()
    return [
        {"size": size, **stage.measure_http(f"/desk/tickets/{case.reference}/")}
        for size, case in ((2, short), (50, long))
    ]
