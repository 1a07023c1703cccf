"""People at the telephone and people who answer, in threads: they do what the pages let them do, and some walk away."""

import datetime as dt
import time
from random import Random

from django.db import Error, close_old_connections, connection
from django.db.models import F, Value
from django.db.models.functions import Mod

from dev.faults.journal import Hold, Journal

OUTCOMES = {
    "content": 40, "no_answer": 26, "busy": 4, "voicemail": 5, "call_back": 5, "unhappy": 4, "refused": 2,
    "wrong_number": 2, "declined": 3, "partial": 2, "third_party": 2, "contacted_us": 1, "cancelled": 1,
}  # fmt: skip
WALKS_AWAY, GIVES_BACK = 0.02, 0.02
TALKS = 0.03  # seconds, at most: somebody else may ask for a call meanwhile
ANSWERS = 8  # one in so many
HOUR = dt.timedelta(hours=1)


class Agent:
    """Somebody who makes the calls that there are, one after the other."""

    def __init__(self, number: int, user: int, dice: Random, journal: Journal) -> None:
        from core.actors import Actor, ActorKind

        self.number, self.dice, self.journal = number, dice, journal
        self.actor = Actor(kind=ActorKind.STAFF, user_id=user)

    def work(self, now: dt.datetime, seconds: float) -> None:
        """Until there is no call any more that may ring at that instant, or time is up."""
        from core.errors import Refused

        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until and self._call(now):
                pass
        except Refused as refusal:
            self.journal.unsure[f"refused: {refusal.code}"] += 1
        except Error as error:  # the database broke off: a page that says so, and the agent looks again later
            self.journal.unsure[type(error).__name__] += 1
        finally:
            close_old_connections()
            connection.close()

    def _call(self, now: dt.datetime) -> bool:
        """One call; False when there is none, or they walk away."""
        from followups.actions.calls import record_attempt
        from followups.actions.next_call import release_call, take_next_call
        from followups.queries import place_of
        from followups.schedule import agreed_at
        from followups.states import Outcome

        call = take_next_call(by=self.actor, now=now)
        if call is None:
            return False
        hold = Hold(call.pk, call.customer_id, self.actor.user_id, time.monotonic())
        with self.journal.lock:
            self.journal.holds.append(hold)
        draw = self.dice.random()
        if draw < WALKS_AWAY:
            hold.until = call.held_until
            return False
        if draw < WALKS_AWAY + GIVES_BACK:
            hold.given_back = time.monotonic()
            release_call(call=call, by=self.actor, now=now)
            return False
        [outcome] = self.dice.choices(list(OUTCOMES), list(OUTCOMES.values()))
        asked = None
        if outcome == "call_back":
            asked = agreed_at(now + self.dice.uniform(1, 72) * HOUR, place_of(call.customer))
        seen = call.attempts.count()
        time.sleep(self.dice.uniform(0, TALKS))
        hold.given_back = time.monotonic()
        record_attempt(
            call=call, attempts_seen=seen, outcome=Outcome(outcome), note="No desagua.", call_back_at=asked,
            by=self.actor, now=now,
        )  # fmt: skip
        self.journal.attempts.append((call.pk, self.actor.user_id, now, outcome))
        return True


class Answerers:
    """Some of those who were asked open their letter some hours or days later, and not all of them come to the end."""

    def __init__(self, dice: Random, journal: Journal) -> None:
        self.dice, self.journal = dice, journal

    def answer(self, now: dt.datetime, most: int) -> None:
        from core.errors import Refused
        from followups.models import Invitation

        try:
            waiting = Invitation.objects.filter(state="sent", started_at=None, sent_at__lt=now - 3 * HOUR)
            chosen = waiting.annotate(draw=Mod(F("id"), Value(ANSWERS))).filter(draw=1)
            for invitation in chosen.select_related("questionnaire").order_by("?")[:most]:
                self._answer(invitation, now)
        except Refused as refusal:
            self.journal.unsure[f"refused: {refusal.code}"] += 1
        except Error as error:
            self.journal.unsure[type(error).__name__] += 1
        finally:
            connection.close()

    def _answer(self, invitation, now: dt.datetime) -> None:
        from followups.actions.answering import finish_survey, record_answer
        from followups.questionnaires import script_of

        score = script_of(invitation.questionnaire.items).score
        value = self.dice.choice([number for number, _words in score.options])
        record_answer(invitation=invitation, question=score, value=value, now=now)
        if self.dice.random() < 0.7:
            finish_survey(invitation=invitation, now=now)
