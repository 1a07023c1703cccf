"""What the style guide shows: made-up values and a form with one field of each kind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.richtext import Words, clean, to_text
from postventa.coverage_samples import coverage_samples
from postventa.desk.forms.rich import RichTextarea, RichTextField

WISHES = [("repair", _("Repair it")), ("replacement", _("Replace it")), ("refund", _("Give the money back"))]
SCALE = [
    (1, _("Very dissatisfied")),
    (2, _("Dissatisfied")),
    (3, _("Neither")),
    (4, _("Satisfied")),
    (5, _("Very satisfied")),
]


SAID = """<p>Thank you for the photo. <strong>It is covered</strong>: a technician will call you tomorrow.</p>
<ul><li>Leave the door <em>closed</em>.</li><li>Write down the code, as <code>E18</code>.</li></ul>
<blockquote>The door stays locked for an hour.</blockquote>
<p>Until then: <a href="https://example.com/guide">the guide</a>.</p>"""


class EditorForm(forms.Form):
    words = RichTextField(
        initial=Words(to_text(SAID), clean(SAID)),
        widget=RichTextarea({"rows": 3, "aria-label": "Your words", "placeholder": "Write to Marta"}),
    )


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As it is on the invoice."))
    email = forms.EmailField(label=_("E-mail"))
    bought = forms.DateField(label=_("Day of purchase"), required=False, widget=forms.DateInput({"type": "date"}))
    line = forms.ChoiceField(label=_("Product line"), choices=[("a", _("Washing")), ("b", _("Cooking"))])
    text = forms.CharField(label=_("What happens?"), widget=forms.Textarea, required=False)
    photos = forms.FileField(label=_("Photos"), required=False)
    wish = forms.ChoiceField(label=_("What would you like?"), choices=WISHES, widget=forms.RadioSelect)
    agree = forms.BooleanField(label=_("You may call me about this"), required=False)
    score = forms.ChoiceField(label=_("How satisfied are you?"), choices=SCALE, widget=forms.RadioSelect)


def samples(*, now: dt.datetime) -> dict[str, object]:
    """The context of the style guide."""
    hours, days = (lambda n: now + dt.timedelta(hours=n)), (lambda n: now + dt.timedelta(days=n))
    return {
        "tones": ["accent", "good", "warn", "bad", "info", "neutral"],
        "form": SampleForm(auto_id="sample_%s"),
        "editor": EditorForm(auto_id="editor_%s"),
        "wrong": SampleForm({"email": "marta@"}, auto_id="wrong_%s"),
        "ana": User(email="ana@example.com", name="Ana Ruiz"),
        "instants": [hours(-1), hours(-26), days(-4), days(-40), days(-500), hours(26), days(4), days(30)],
        "until": now.date() + dt.timedelta(days=700),
        "soon": hours(2),
        "later": hours(30),
        "late": hours(-5),
        "since": hours(-52),
        "amount": Decimal("1249.90"),
        "rows": range(6),
        "today": now.date(),
        "coverage": coverage_samples(now.date()),
    }
