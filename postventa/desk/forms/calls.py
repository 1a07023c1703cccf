"""What was said in a call, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.models import User
from customers.models import Unit
from followups.actions.answering import TEXT_LIMIT
from followups.models import Answer, Call
from followups.queries import place_of, questions_of, units_of
from followups.questionnaires import Question, script_of
from followups.states import Outcome
from postventa.desk.forms.fields import WHEN
from postventa.desk.forms.promises import PromiseForm
from tickets.rules import MAX_TEXT
from tickets.states import Kind

KINDS = [(Kind.TECHNICAL, _("It does not work as it should")), (Kind.COMPLAINT, _("Something else went wrong"))]
AGREED = [(True, _("Yes, they agree")), (False, _("No"))]
ANSWER = "answer_"


class AttemptForm(forms.Form):
    """An attempt. `seen` is how many attempts the agent had before their eyes; hours are the customer's.

    The buttons of the page say the outcome. What is promised has boxes of its own, `promise`.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1000)
    outcome = forms.TypedChoiceField(
        label=_("What came of it?"),
        choices=Outcome.choices,
        coerce=Outcome,
        error_messages={"required": _("Choose what came of the call.")},
    )
    consent = forms.TypedChoiceField(
        label=_("Do they agree to answer some questions?"),
        choices=AGREED,
        coerce=lambda text: text == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    call_back_at = forms.DateTimeField(
        label=_("When to call back, by the customer's clock"), required=False, widget=WHEN
    )
    kind = forms.TypedChoiceField(
        label=_("What is wrong?"),
        choices=KINDS,
        coerce=Kind,
        initial=Kind.TECHNICAL,
        required=False,
        empty_value=Kind.TECHNICAL,
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(
        label=_("Which product?"), queryset=Unit.objects.none(), required=False, empty_label=_("None in particular")
    )
    note = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The customer does not see it. If they are not content, it is the first note of their case."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, call: Call, user: User) -> None:
        super().__init__(data, auto_id="attempt_%s")
        self.call, self.user = call, user
        self.promise = _promise(data, user)
        self.questions = script_of(questions_of(call).items).questions
        said = {answer.question: answer for answer in call.answers.all()}
        with translation.override(call.customer.language):  # they are read aloud
            for question in self.questions:
                self.fields[ANSWER + question.code] = _field(question, said.get(question.code))
        units = list(units_of(call))
        field = self.fields["unit"]
        field.queryset = units_of(call)  # type: ignore[attr-defined]
        field.label_from_instance = lambda unit: unit.product.name  # type: ignore[attr-defined]
        self.initial |= {
            "seen": len(call.attempts.all()),
            "unit": units[0].pk if len(units) == 1 else None,
            "consent": call.consent,
        }

    def script(self) -> Iterator[tuple[Question, BoundField, str]]:
        """Each question with its box and, when it belongs to an earlier answer, the words of that answer."""
        names = {question.code: question for question in self.questions}
        for question in self.questions:
            asked = ""
            if question.shown:
                before = names[question.shown.question]
                asked = " / ".join(before.label_of(value) for value in question.shown.values)
            yield question, self[ANSWER + question.code], asked

    def full_clean(self) -> None:
        with timezone.override(place_of(self.call.customer).zone):  # an hour without zone is the customer's
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        needed, errors = values.get("outcome"), self.errors
        if needed == Outcome.CALL_BACK and not values.get("call_back_at") and "call_back_at" not in errors:
            self.add_error("call_back_at", _("Say when to call back."))
        if needed == Outcome.UNHAPPY and not values.get("note") and "note" not in errors:
            self.add_error("note", _("Write down what is wrong: the case begins with it."))
        if self.promise.is_given and not values.get("note") and "note" not in errors:
            self.add_error("note", _("Write down what was said: a case begins with it, and keeps what you promised."))
        return values

    def is_valid(self) -> bool:
        """With the promise, if anything was written in it."""
        promised = not self.promise.is_given or self.promise.is_valid()
        return super().is_valid() and promised

    @property
    def is_about_case(self) -> bool:
        """Whether the boxes of a case are looked at just now."""
        return self.is_bound and (self.data.get("outcome") == Outcome.UNHAPPY or self.promise.is_given)

    @property
    def attempt(self) -> dict[str, Any]:
        """What the action wants."""
        values = dict(self.cleaned_data)
        answers = {q.code: values.pop(ANSWER + q.code) for q in self.questions}
        promise = self.promise.promised(self.user) if self.promise.is_given else None
        said = {code: value for code, value in answers.items() if value not in (None, "")}
        return {"attempts_seen": values.pop("seen"), "answers": said, "promise": promise} | values

    def seeing(self, call: Call) -> AttemptForm:
        """The same words, now that the attempts made meanwhile are shown beside them."""
        data = self.data.copy()
        data["seen"] = str(len(call.attempts.all()))
        return AttemptForm(data, call=call, user=self.user)


def _promise(data: Mapping[str, Any] | None, user: User) -> PromiseForm:
    """The boxes of a promise; none of them asks for anything while nobody has written in them."""
    says: dict[str, Any] = {"prefix": "promise", "auto_id": "attempt_%s", "initial": {"owner": user.pk}}
    sent = PromiseForm(data, **says)
    return sent if sent.is_given else PromiseForm(**says)


def _field(question: Question, said: Answer | None) -> forms.Field:
    """A box for the answer to a question: its options, or words."""
    company = settings.COMPANY["name"]
    if question.options:
        return forms.TypedChoiceField(
            label=question.said(company),
            choices=[(value, label) for value, label in question.options],
            coerce=int,
            empty_value=None,
            required=False,
            initial=said.value if said else None,
            widget=forms.RadioSelect,
        )
    return forms.CharField(
        label=question.said(company),
        required=False,
        max_length=TEXT_LIMIT,
        initial=said.text if said else "",
        widget=forms.Textarea({"rows": 2}),
    )
