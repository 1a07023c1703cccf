"""The calls and surveys of the past. Those of the last days are left for the planner, which makes them by itself."""

from __future__ import annotations

import datetime as dt
import random

from core.actors import actor_of
from core.models import User
from core.places import Place
from customers.models import Delivery, Unit
from followups.actions.answering import finish_survey, record_answer
from followups.actions.calls import record_attempt
from followups.actions.lanes import lane_of
from followups.attempts import Attempts, Tried, next_attempt
from followups.models import Answer, Call, CallAttempt, Invitation, Lane
from followups.queries import live_plans, place_of
from followups.questionnaires import NO, PARTLY, YES, script_of
from followups.schedule import first_call_at, survey_at
from followups.states import CallState, InvitationState, Outcome, Rank, Reason, SurveyKind, Trigger
from postventa.demo import comments
from postventa.demo.accounts import CUSTOMER
from postventa.demo.cases import Stage
from tickets.models import Ticket
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import Resolution

DAY = dt.timedelta(days=1)
QUARANTINE = 90 * DAY
# Unhappy answers of the last weeks opened cases, as they do; what came before belongs to the shop's earlier ways.
LATELY = 100 * DAY
KEPT, LATE = (2, 4, 8, 34, 52), (28, 28, 22, 15, 7)
RESOLVED_WELL, DECLINED = (3, 5, 12, 35, 45), (30, 30, 25, 10, 5)


class Asked:
    """Who was called and asked, what they said, and what was done about it."""

    def __init__(self, stage: Stage, agents: list[User], rng: random.Random, now: dt.datetime) -> None:
        self.stage, self.agents, self.rng, self.now = stage, agents, rng, now
        arrived = Delivery.objects.filter(delivered_at__lt=now).select_related("purchase__customer")
        (self.plan,) = live_plans([Trigger.DELIVERED])
        (self.case_plan,) = live_plans([Trigger.RESOLVED])
        self._said: list[Answer] = []
        self._lanes: dict[Place, Lane] = {}
        self.deliveries = sorted(arrived, key=lambda delivery: delivery.completed_at)

    # Calls

    def call(self) -> None:
        """A call for each delivery whose call was due some days ago; later ones wait on the list, on Sundays too."""
        attempts: list[CallAttempt] = []
        unhappy: list[Call] = []
        for delivery in self.deliveries:
            plan = self.plan
            place = place_of(delivery.purchase.customer)
            due = first_call_at(delivery.completed_at, plan.call_delay, plan.call_unit, place)
            if due < self.now - 4 * DAY:
                self._call(delivery, due, attempts, unhappy)
        CallAttempt.objects.bulk_create(attempts)
        Answer.objects.bulk_create(self._said)
        for call in unhappy:
            self._complain_by_phone(call)

    def _call(self, delivery: Delivery, due: dt.datetime, attempts: list[CallAttempt], unhappy: list[Call]) -> None:
        customer = delivery.purchase.customer
        place = place_of(customer)
        call = Call(
            plan=self.plan,
            lane=self._lane(place),
            delivery=delivery,
            customer=customer,
            rank=Rank.LATE if delivery.late else Rank.USUAL,
            due_at=due,
            created_at=delivery.completed_at,
        )
        if customer.no_calls or not customer.phone:
            reason = Reason.OPTED_OUT if customer.no_calls else Reason.NO_ADDRESS
            call.state, call.reason, call.finished_at = CallState.SUPPRESSED, reason, delivery.completed_at
            call.save()
            return
        fate = self.rng.random()
        if fate < 0.07:
            call.state, call.reason, call.finished_at = CallState.SUPPRESSED, Reason.TOO_LATE, due + 14 * DAY
            if call.finished_at >= self.now:
                call.state, call.reason, call.finished_at = CallState.PLANNED, "", None
            call.save()
            return
        misses = self.rng.choices((0, 1, 2, 4), (62, 18, 8, 12))[0]
        tried: list[dt.datetime] = []
        for _ in range(misses):
            tried.append(due + self._minutes(5, 200))
            missed = [Tried(at, Outcome.NO_ANSWER) for at in tried]
            due = next_attempt(missed, Attempts(most=5), place) or due
        late = bool(delivery.late)
        is_unhappy = misses < 4 and self.rng.random() < (0.2 if late else 0.03) and self.now - due < LATELY
        call.due_at = due
        ended = due + self._minutes(5, 200)
        if ended >= self.now or is_unhappy:
            call.save()
            if is_unhappy and ended < self.now:
                unhappy.append(call)
        else:
            gone = misses == 4
            call.state = CallState.NO_CONTACT if gone else CallState.DONE
            call.outcome = Outcome.NO_ANSWER if gone else Outcome.CONTENT
            call.finished_at = tried[-1] if gone else ended
            call.consent = None if gone else True
            call.save()
        agent = self.rng.choice(self.agents)
        attempts += [
            CallAttempt(call=call, at=at, agent=agent, outcome=Outcome.NO_ANSWER) for at in tried if at < self.now
        ]
        if call.state == CallState.DONE:
            note = self.rng.choice(comments.PHONE_CONTENT)
            attempts.append(CallAttempt(call=call, at=ended, agent=agent, outcome=Outcome.CONTENT, note=note))
            self._said += [
                Answer(call=call, question=code, value=value, answered_at=ended)
                for code, value in (("on_time", NO if late else YES), ("all_there", YES), ("working", YES))
            ]

    def _complain_by_phone(self, call: Call) -> None:
        at = call.due_at + dt.timedelta(minutes=25)
        record_attempt(
            call=call,
            attempts_seen=call.attempts.count(),
            outcome=Outcome.UNHAPPY,
            note=self.rng.choice(comments.PHONE_LATE if call.delivery.late else comments.PHONE_UNHAPPY),
            unit=Unit.objects.filter(delivery=call.delivery).first(),
            by=actor_of(self.rng.choice(self.agents)),
            now=at,
        )
        call.refresh_from_db()
        self.stage.answer_survey_case(call.opened_ticket, at)

    # Surveys after delivery

    def survey(self) -> None:
        """An invitation for each delivery that was due to be asked about before yesterday."""
        last: dict[int, dt.datetime] = {}
        sent: list[tuple[Invitation, int | None]] = []
        for delivery in self.deliveries:
            plan = self.plan
            place = place_of(delivery.purchase.customer)
            due = survey_at(delivery.completed_at, plan.survey_delay, plan.survey_unit, place)
            if due < self.now - DAY:
                sent.append(self._invite(delivery, due, last))
        Invitation.objects.bulk_create(invitation for invitation, _ in sent)
        answers: list[Answer] = []
        unhappy = []
        for invitation, score in sent:
            if score is not None and invitation.state == InvitationState.SENT:
                unhappy.append((invitation, score))
            elif score is not None:
                answers += self._answers(invitation, score)
        Answer.objects.bulk_create(answers)
        for invitation, score in unhappy:
            self._complain_in_survey(invitation, score)

    def _invite(
        self, delivery: Delivery, due: dt.datetime, last: dict[int, dt.datetime]
    ) -> tuple[Invitation, int | None]:
        customer = delivery.purchase.customer
        invitation = Invitation(
            kind=SurveyKind.DELIVERY,
            plan=self.plan,
            questionnaire=self.plan.questionnaire,
            customer=customer,
            purchase=delivery.purchase,
            delivery=delivery,
            due_at=due,
            created_at=delivery.completed_at,
        )
        reason = ""
        if customer.no_surveys:
            reason = Reason.OPTED_OUT
        elif not customer.email:
            reason = Reason.NO_ADDRESS
        elif customer.pk in last and due - last[customer.pk] < QUARANTINE:
            reason = Reason.ASKED_RECENTLY
        if reason:
            invitation.state, invitation.reason = InvitationState.SUPPRESSED, reason
            return invitation, None
        last[customer.pk] = due
        invitation.state, invitation.sent_at = InvitationState.SENT, due + self._minutes(1, 9)
        self._dated(invitation)
        answered = invitation.sent_at + self._minutes(20, 3000)
        answers = 0.95 if delivery.late else 0.62  # who waited has something to say
        if self.rng.random() > answers or answered >= self.now or customer.email == CUSTOMER:
            return invitation, None
        score = self.rng.choices((1, 2, 3, 4, 5), LATE if delivery.late else KEPT)[0]
        if score > 2 or self.now - answered > LATELY:
            invitation.state, invitation.answered_at = InvitationState.ANSWERED, answered
        return invitation, score

    def _answers(self, invitation: Invitation, score: int) -> list[Answer]:
        said = {"csat": (score, ""), "complete": (YES, "")}
        if self.rng.random() < (0.8 if score < 3 else 0.35):
            said["comment"] = (None, self._comment(invitation, score))
        at = invitation.answered_at
        return [
            Answer(invitation=invitation, question=code, value=value, text=text, answered_at=at)
            for code, (value, text) in said.items()
        ]

    def _comment(self, invitation: Invitation, score: int) -> str:
        if invitation.customer.language == "en":
            return self.rng.choice(comments.ENGLISH_UNHAPPY if score < 3 else comments.ENGLISH_HAPPY)
        if score < 3:
            return self.rng.choice(comments.LATE if invitation.delivery.late else comments.UNHAPPY)
        return self.rng.choice(comments.SO_SO if score == 3 else comments.HAPPY)

    def _complain_in_survey(self, invitation: Invitation, score: int) -> None:
        at = invitation.sent_at + self._minutes(30, 1600)
        if at >= self.now:
            return
        csat, complete, comment = script_of(self.plan.questionnaire.items).questions
        record_answer(invitation=invitation, question=csat, value=score, now=at)
        record_answer(invitation=invitation, question=complete, value=self.rng.choice((YES, YES, NO)), now=at)
        if self.rng.random() < 0.85:
            record_answer(invitation=invitation, question=comment, text=self._comment(invitation, score), now=at)
        done = finish_survey(invitation=invitation, now=at)
        self.stage.answer_survey_case(done.opened_ticket, at)

    # Surveys after a case

    def survey_cases(self) -> None:
        """An invitation for each case that ended some days ago."""
        answers: list[Answer] = []
        tickets = Ticket.objects.filter(status__in=RESOLVED_STATES, resolved_at__lt=self.now - 3 * DAY)
        for ticket in tickets.exclude(customer__email="").select_related("customer"):
            plan = self.case_plan
            due = survey_at(ticket.resolved_at, plan.survey_delay, plan.survey_unit, place_of(ticket.customer))
            invitation = Invitation(
                kind=SurveyKind.RESOLUTION,
                plan=plan,
                questionnaire=plan.questionnaire,
                customer=ticket.customer,
                ticket=ticket,
                state=InvitationState.SENT,
                due_at=due,
                sent_at=due + self._minutes(1, 9),
                created_at=ticket.resolved_at,
            )
            self._dated(invitation)
            answered = invitation.sent_at + self._minutes(20, 1500)
            if self.rng.random() < 0.66 and answered < self.now:
                invitation.state, invitation.answered_at = InvitationState.ANSWERED, answered
            invitation.save()
            if invitation.state == InvitationState.ANSWERED:
                answers += self._case_answers(invitation, ticket.resolution)
        Answer.objects.bulk_create(answers)

    def _case_answers(self, invitation: Invitation, resolution: str) -> list[Answer]:
        refused = resolution == Resolution.DECLINED
        score = self.rng.choices((1, 2, 3, 4, 5), DECLINED if refused else RESOLVED_WELL)[0]
        said: dict[str, tuple[int | None, str]] = {
            "csat": (score, ""),
            "treatment": (min(5, score + self.rng.randint(0, 1)), ""),
            "ces": (min(7, score + self.rng.randint(0, 2)), ""),
            "resolved": (YES if score > 3 else PARTLY if score == 3 else NO, ""),
        }
        if said["resolved"][0] != YES:
            said["outcome"] = (max(1, score - self.rng.randint(0, 1)), "")
        if self.rng.random() < (0.8 if score < 3 else 0.3):
            pool = comments.CASE_UNHAPPY if score < 3 else comments.CASE_HAPPY
            said["comment"] = (None, self.rng.choice(pool))
        at = invitation.answered_at
        return [
            Answer(invitation=invitation, question=code, value=value, text=text, answered_at=at)
            for code, (value, text) in said.items()
        ]

    def _lane(self, place: Place) -> Lane:
        if place not in self._lanes:
            self._lanes[place] = lane_of(place=place, plan=self.plan)
        return self._lanes[place]

    def _dated(self, invitation: Invitation) -> None:
        """When its link ends, and when who has not answered is reminded; the past has been reminded."""
        assert invitation.plan
        assert invitation.sent_at
        invitation.expires_at = invitation.sent_at + invitation.plan.expires_days * DAY
        remind = invitation.sent_at + (invitation.plan.reminder_days or 4) * DAY
        invitation.remind_at = remind
        if remind < self.now:
            invitation.reminded_at = remind

    def _minutes(self, least: int, most: int) -> dt.timedelta:
        return dt.timedelta(minutes=self.rng.randint(least, most))
