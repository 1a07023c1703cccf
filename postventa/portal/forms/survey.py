"""One question of a survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followups.actions.answering import TEXT_LIMIT
from followups.models import Answer
from followups.questionnaires import Question
from postventa.portal.forms.fields import Words

LONG_SCALE = 8  # from so many steps on, each is its number alone


class QuestionForm(forms.Form):
    """The answer to a question: one of its options, or words. `chosen`: not answered yet, but chosen in the letter."""

    def __init__(
        self,
        *args: Any,
        question: Question,
        company: str,
        answer: Answer | None = None,
        chosen: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.question = question
        label = question.said(company)
        if question.options:
            self.fields["answer"] = forms.TypedChoiceField(
                label=label,
                choices=_choices(question),
                coerce=int,
                empty_value=None,
                required=question.required,
                initial=chosen if answer is None else answer.value,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one of the answers.")},
            )
        else:
            self.fields["answer"] = Words(
                label=label, rows=5, required=question.required, initial=answer.text if answer else ""
            )
            self.fields["answer"].max_length = TEXT_LIMIT

    @property
    def look(self) -> str:
        """How the page draws it: a scale, radio cards or a plain field."""
        return "scale" if self.question.is_scale else ""

    @property
    def given(self) -> dict[str, Any]:
        """The answer as the action wants it."""
        value = self.cleaned_data["answer"]
        return {"value": value} if self.question.options else {"text": value}


def _choices(question: Question) -> list[tuple[int, str]]:
    """Of a long scale the words at its ends, without the number that the page shows beside them."""
    if len(question.options) < LONG_SCALE:
        return [(number, str(label)) for number, label in question.options]
    return [(number, str(label).removeprefix(str(number)).lstrip(": ")) for number, label in question.options]
