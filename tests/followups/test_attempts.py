"""Trying again whom we did not reach."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followups.attempts import AFTER_DECLINED, Attempts, Tried, next_attempt, part_of_day
from followups.schedule import may_call, next_callable
from followups.states import TRY_AGAIN, Outcome
from followups.windows import Hours, parts_left, per_day
from tests.followups.test_schedule import INSTANTS, MADRID, at, callables

policies = st.builds(
    lambda most, days, parts, spacing: Attempts(most, min(most, days), parts, spacing),
    st.integers(1, 8),
    st.integers(1, 5),
    st.integers(1, 3),
    st.integers(0, 600),
)


def missed(*moments, outcome=Outcome.NO_ANSWER):
    return [Tried(at(moment), outcome) for moment in moments]


@pytest.mark.parametrize(
    ("tried", "again"),
    [
        (["2026-11-17 09:30"], "2026-11-17 13:00"),  # morning: the next part that is three hours away
        (["2026-11-17 11:00"], "2026-11-17 14:00"),
        (["2026-11-17 13:30"], "2026-11-17 17:00"),
        (["2026-11-17 16:00"], "2026-11-17 19:00"),
        (["2026-11-17 18:00"], "2026-11-18 09:30"),  # evening: the next morning
        (["2026-11-20 19:00"], "2026-11-23 09:30"),  # Friday evening: Monday morning
        (["2026-11-17 09:30", "2026-11-17 13:00"], "2026-11-18 09:30"),  # two are left for two more days
        (["2026-11-16 09:30", "2026-11-17 10:00"], "2026-11-17 13:00"),
        (["2026-11-20 09:30", "2026-11-20 17:00"], "2026-11-23 09:30"),
    ],
)
def test_missed_call_is_tried_at_another_part_of_the_day(tried, again):
    assert next_attempt(missed(*tried), Attempts(), MADRID) == at(again)


def test_attempts_end_with_the_window_of_the_plan():
    tried = missed("2026-11-17 18:00")
    found = [
        next_attempt(tried, Attempts(), MADRID, until=at(until)) for until in ("2026-11-18 09:29", "2026-11-18 09:30")
    ]
    assert found == [None, at("2026-11-18 09:30")]


def test_no_time_today_is_one_of_the_attempts():
    tried = missed("2026-11-17 10:00", outcome=Outcome.DECLINED)
    assert next_attempt(tried, Attempts(most=1, days=1), MADRID) is None


def test_plan_of_more_parts_than_its_hours_have_takes_what_there_is():
    mornings = Hours(dt.time(9, 30), dt.time(13, 0))
    found = next_attempt(missed("2026-11-17 10:00"), Attempts(dayparts=3), MADRID, hours=mornings)
    assert found == at("2026-11-18 09:30")


@settings(max_examples=150)
@given(INSTANTS, policies, callables(), st.data())
def test_attempts_keep_to_the_policy_whatever_comes_of_them(first, policy, where, data):
    place, quiet, plan = where
    tried = [Tried(next_callable(first, place, quiet, plan), data.draw(st.sampled_from(TRY_AGAIN)))]
    while (again := next_attempt(tried, policy, place, quiet, plan)) is not None:
        last = tried[-1]
        wait = dt.timedelta(minutes=policy.spacing_minutes)
        assert again - last.at >= (max(wait, AFTER_DECLINED) if last.outcome == Outcome.DECLINED else wait)
        assert again >= last.at
        assert may_call(again, place, quiet, plan)
        # Somebody picks it up a while after it is due.
        late = next_callable(again + dt.timedelta(minutes=data.draw(st.integers(0, 120))), place, quiet, plan)
        tried.append(Tried(late, data.draw(st.sampled_from(TRY_AGAIN))))
        assert len(tried) <= policy.most
    assert len(tried) == policy.most
    days = [one.at.astimezone(place.zone).date() for one in tried]
    assert len(set(days)) >= policy.days
    limit = per_day(place.country)
    assert limit is None or max(map(days.count, days)) <= limit


@settings(max_examples=150)
@given(INSTANTS, policies, callables(), st.sampled_from([one for one in TRY_AGAIN if one != Outcome.DECLINED]))
def test_attempts_at_once_reach_the_parts_of_the_day(first, policy, where, outcome):
    place, quiet, plan = where
    tried = [Tried(next_callable(first, place, quiet, plan), outcome)]
    while (again := next_attempt(tried, policy, place, quiet, plan)) is not None:
        tried.append(Tried(again, outcome))
    parts = {part_of_day(one.at, place) for one in tried}
    possible = len(parts_left(place.country, plan, quiet))
    assert len(parts) >= min(policy.dayparts, possible, policy.most)


@given(INSTANTS, policies, callables(), st.lists(st.just(Outcome.CALL_BACK), max_size=4))
def test_call_backs_are_none_of_the_most(first, policy, where, backs):
    place, quiet, plan = where
    moment = next_callable(first, place, quiet, plan)
    tried = [Tried(moment + n * dt.timedelta(days=1), outcome) for n, outcome in enumerate(backs)]
    tried.append(Tried(moment + dt.timedelta(days=9), Outcome.NO_ANSWER))
    assert (next_attempt(tried, policy, place, quiet, plan) is None) == (policy.most == 1)
