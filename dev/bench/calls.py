"""The next best call: for one agent and for fifty at once, when all lanes may ring and when most of them sleep."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dev.bench import Figures, bench
from dev.bench.stage import Stage, milliseconds

CALLS = 200_000
AGENTS, ASKS, PAUSE = 50, 8, 1.0  # an agent asks again after about so many seconds, which is far sooner than life
REGIONS = (
    "AN", "AR", "AS", "CB", "CL", "CM", "CN", "CT", "EX", "GA", "IB", "MC", "MD", "NC", "PV", "RI", "VC",
)  # fmt: skip
PLACES = [("Atlantic/Canary" if region == "CN" else "Europe/Madrid", "ES", region) for region in REGIONS]
PLACES += [("Europe/Lisbon", "PT", ""), ("Atlantic/Azores", "PT", ""), ("America/Mexico_City", "MX", "")]
FAR = [("America/Tijuana", "MX", ""), ("America/Santiago", "CL", ""), ("Pacific/Easter", "CL", "")]
DAY = dt.timedelta(days=1)
# A Tuesday at noon in Madrid, on which nobody rests; and in the small hours of Europe, when only the far ones may ring.
NOON, NIGHT = dt.datetime(2026, 11, 17, 11, tzinfo=dt.UTC), dt.datetime(2026, 11, 17, 21, 30, tzinfo=dt.UTC)


@bench("calls")
def calls(stage: Stage) -> Figures:
    """`size` is the number of open calls, four in five of them due. The query that finds the next calls by itself; an
    agent who takes one, with the world looked at again; AGENTS who ask at once, each over a connection of their own.
    """
    from core.actors import actor_of
    from followups.actions.capacity import fit_calls
    from followups.actions.next_call import take_next_call
    from followups.queries.next_calls import is_waiting, lanes_of, openings

    size = stage.size or CALLS
    team, agents = make(size)
    for when, now in (("noon", NOON), ("most lanes asleep", NIGHT)):
        lanes = list(lanes_of(agents[0].pk))
        places = openings(lanes, now)
        found = stage.measure_call(lambda places=places, now=now: is_waiting(places, now), repeat=200)
        yield {"size": size, "what": "query", "when": when, "lanes": len(lanes), **found}
        by = actor_of(agents[0])
        taken = stage.measure_call(lambda by=by, now=now: _take_and_return(take_next_call, by, now), repeat=100)
        yield {"size": size, "what": "take and give back", "when": when, **taken}
        for what, pause in (("fifty at once", PAUSE), ("fifty in one instant", 0)):
            yield {"size": size, "what": what, "when": when, **at_once(agents, now, pause)}
            free()
    moved = stage.measure_call(lambda: fit_calls(now=NOON), repeat=20)
    yield {"size": size, "what": "capacity that finds nothing to move", **moved}
    limit(team, size // 40)
    start = time.perf_counter()
    count = fit_calls(now=NOON)
    yield {"size": count, "what": "calls fitted", "per_s": round(count / (time.perf_counter() - start), 1)}


def _take_and_return(take: Callable, by, now: dt.datetime) -> None:
    from followups.actions.next_call import release_call

    release_call(call=take(by=by, now=now), by=by, now=now)


def at_once(agents: list, now: dt.datetime, pause: float) -> dict:
    """The median of asking for the next call, of all of them; nobody may be given one that somebody has."""
    from django.db import connection, connections

    from core.actors import actor_of
    from followups.actions.next_call import take_next_call
    from followups.models import Call

    start, times, queries, given = threading.Barrier(len(agents)), [], [], []

    def run(agent) -> None:
        by, chance = actor_of(agent), random.Random(agent.pk)
        connection.ensure_connection()
        start.wait(60)
        for _ask in range(ASKS):
            time.sleep(chance.random() * 2 * pause)
            begun = time.perf_counter()
            call = take_next_call(by=by, now=now)
            times.append(time.perf_counter() - begun)
            given.append(call.pk)
            # As good as made: nobody is to have it again.
            Call.objects.filter(pk=call.pk).update(due_at=now + DAY, held_by=None, held_until=None)
        connections.close_all()

    threads = [threading.Thread(target=run, args=[agent]) for agent in agents]
    with timed(queries):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if len(set(given)) != len(agents) * ASKS:
        raise RuntimeError("Two agents were given the same call.")
    slow = round(statistics.quantiles(times, n=20)[-1] * 1000, 1)
    return {"agents": len(agents), "median_ms": milliseconds(times), "slow_ms": slow, "query_ms": milliseconds(queries)}


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    """How long each look for the next call takes, meanwhile."""
    from followups.actions import next_call

    look = next_call.hold_next

    def hold_next(*given):
        begun = time.perf_counter()
        try:
            return look(*given)
        finally:
            times.append(time.perf_counter() - begun)

    next_call.hold_next = hold_next
    try:
        yield
    finally:
        next_call.hold_next = look


def make(size: int) -> tuple:
    """So many open calls, of all ranks, in the lanes of three teams and of none; a team and agents of all of them."""
    from core.models import Team, User
    from core.states import Role
    from dev.bench.rows import make_deliveries, settle
    from followups.models import Call, Lane
    from followups.queries import live_plans
    from followups.states import Rank, Trigger

    plan = live_plans([Trigger.DELIVERED])[0]
    teams = Team.objects.bulk_create(Team(name=f"Llamadas {number}") for number in range(3))
    agents = [
        User.objects.create_user(f"llama{n}@demo.example", name=f"Agente {n}", role=Role.AGENT) for n in range(AGENTS)
    ]
    for agent in agents:
        agent.teams.set(teams)
    hours = {"call_from": dt.time(9, 30), "call_until": dt.time(20)}
    lanes = Lane.objects.bulk_create(
        Lane(zone=zone, country=country, region=region, team=team, **hours)
        for zone, country, region in PLACES + FAR
        for team in [*teams, None]
    )
    deliveries = make_deliveries(size, days=10, name="llamada")
    place_customers(lanes)
    chance = random.Random(1)
    ranks = [Rank.USUAL] * 80 + [Rank.LATE] * 18 + [Rank.AGREED] * 2
    Call.objects.bulk_create(
        (
            Call(
                delivery=delivery,
                customer=delivery.purchase.customer,
                plan=plan,
                lane=lanes[number % len(lanes)],
                rank=ranks[number % 100],
                due_at=NOON - DAY * (chance.random() * 5 - 1),
                created_at=NOON,
            )
            for number, delivery in enumerate(deliveries)
        ),
        batch_size=5000,
    )
    settle()
    return teams[0], agents


def place_customers(lanes: list) -> None:
    """Everybody where their lane is."""
    from django.db import connection

    places = [(lane.zone, lane.country, lane.region) for lane in lanes]
    zones, countries, regions = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer SET timezone = place.zone, country = place.country, region = place.region, "
            "phone = '+346' || lpad(number::text, 8, '0') "
            "FROM (SELECT id AS customer, row_number() OVER (ORDER BY id) - 1 AS number FROM customers_customer "
            "WHERE ref LIKE 'llamada-%%') AS row, "
            "unnest(%s, %s, %s) WITH ORDINALITY AS place (zone, country, region, position) "
            "WHERE id = row.customer AND place.position = row.number %% %s + 1",
            [list(zones), list(countries), list(regions), len(places)],
        )
        cursor.execute(
            "UPDATE customers_delivery SET delivered_at = %s, delivered_on = %s",
            [NOON - 5 * DAY, (NOON - 5 * DAY).date()],
        )


def free() -> None:
    """Nobody has a call in hand, and the tables are as the database keeps them by itself."""
    from django.db import connection

    from followups.models import Call

    Call.objects.filter(held_by__isnull=False).update(held_by=None, held_until=None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) followups_call")


def limit(team, calls: int) -> None:
    from followups.models import CallCapacity

    CallCapacity.objects.create(team=team, per_day=calls)
