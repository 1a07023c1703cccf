"""The page of a step: where one is, what is asked, what there is to do now if there is danger, and the way on."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from postventa.portal import limits
from postventa.portal.access import actor
from postventa.portal.cover import Shown, shown_lines
from postventa.portal.forms.filing import WISHES, StepForm
from postventa.portal.masks import masked
from tickets.danger import Danger
from tickets.filing import TROUBLES, Step, before, first_missing
from tickets.models import Filing, Ticket
from tickets.queries.filings import Look, withdrawal_of
from tickets.states import ReachBy, ReachWhen, Topic, UsedFor, Wish
from warranties.decision import Line
from warranties.states import Regime, Verdict

OPEN_CASES = 3
# Each step: its name in «Step 3 of 7: photos», and its heading.
NAMES: dict[Step, tuple[str | Promise, str | Promise]] = {
    Step.WHAT: (_("what happens"), _("Tell us what happens")),
    Step.ARTICLES: (_("what may help"), _("This may solve it now")),
    Step.SINCE: (_("how it began"), _("How it began")),
    Step.FILES: (_("photos"), _("Photos, or the receipt")),
    Step.COVER: (_("what covers it"), _("What covers it")),
    Step.WISH: (_("what you would like"), _("What would you like?")),
    Step.TERMS: (_("what it means"), _("Cancel this purchase")),
    Step.REACH: (_("how to reach you"), _("How can we reach you?")),
    Step.CHECK: (_("check and send"), _("Check it, and send it")),
}
# The first step has another heading where nothing fails.
FIRST: dict[str, str | Promise] = {
    Topic.QUESTION: _("Ask us a question"),
    Topic.SERVICE: _("Tell us how we have treated you"),
    Topic.DELIVERY: _("Tell us about your delivery"),
}
# What there is to do now, by danger; the last ones are for all.
ADVICE: dict[Danger, tuple[str | Promise, ...]] = {
    Danger.GAS: (
        _("Gas: do not touch switches or plugs, make no flame, open the windows and go outside. Call 112 from there."),
    ),
    Danger.FIRE: (_("Fire or smoke: get everybody out and call 112. Pour no water on anything that is plugged in."),),
    Danger.SHOCK: (_("Electric shock: do not touch it. Switch the power off at the main switch if you safely can."),),
    Danger.INJURY: (_("Somebody is hurt: call 112 or see a doctor first. The case can wait."),),
}
FOR_ALL = (
    _("Do not use the product. Switch it off and unplug it if you safely can, and keep others away from it."),
    _("In an emergency call 112."),
)


class FilingPage:
    """What the templates of a step ask for."""

    def __init__(self, request: HttpRequest, filing: Filing, step: Step, *, here: str = "") -> None:
        self.request, self.filing, self.step = request, filing, step
        self.look = Look(filing, get_language() or "es", timezone.now())
        self.here = here or reverse("portal:filing_step", args=[filing.uid, step.value])

    @property
    def name(self) -> str | Promise:
        return NAMES[self.step][0]

    @property
    def heading(self) -> str | Promise:
        return FIRST.get(self.filing.topic, NAMES[self.step][1]) if self.step == Step.WHAT else NAMES[self.step][1]

    @property
    def number(self) -> int:
        """Articles are read on the way and are no step of their own: what was «of 7» at the start stays so."""
        steps = self.look.bare_steps
        return steps.index(self.step if self.step in steps else Step.WHAT) + 1

    @property
    def total(self) -> int:
        return len(self.look.bare_steps)

    @cached_property
    def open_cases(self) -> list[Ticket]:
        """Those about this product, before it is told again. A guest reads nothing of them."""
        if self.filing.unit is None or not self.request.user.is_authenticated:
            return []
        return list(Ticket.objects.visible_to(actor(self.request)).active().filter(unit=self.filing.unit)[:OPEN_CASES])

    @property
    def is_begun(self) -> bool:
        """Whether it is kept already: the first step may be shown before."""
        return self.filing.pk is not None

    @property
    def back(self) -> str:
        """The address of the step before; of the first one, where one came from."""
        step = before(self.look.steps, self.step)
        if step is None:
            return ""
        return reverse("portal:filing_step", args=[self.filing.uid, step.value])

    @property
    def returns(self) -> bool:
        """Whether the visitor came from the last step to change something, and goes back there."""
        return (self.request.POST or self.request.GET).get("then") == Step.CHECK

    @property
    def advice(self) -> list[str | Promise]:
        """What to do now; nothing when nothing was said of danger."""
        if not self.look.danger:
            return []
        said = [words for danger, lines in ADVICE.items() if danger in self.look.dangers for words in lines]
        return [*said, *FOR_ALL]

    @property
    def can_send(self) -> bool:
        return first_missing(self.look.bare_steps, self.filing.told, danger=self.look.danger) is None

    @property
    def email(self) -> str:
        return masked(self.filing.customer.email)

    @cached_property
    def lines(self) -> list[Shown]:
        """The guarantees that reach the product; sending it back is another matter."""
        assert self.look.decision, "only complaints about a product have this step"
        return [line for line in shown_lines(self.look.decision) if line.regime != Regime.WITHDRAWAL]

    @cached_property
    def withdrawal(self) -> Line | None:
        """What says that this purchase can be cancelled now."""
        return withdrawal_of(self.filing.unit, self.look.now) if self.filing.unit else None

    @property
    def is_covered(self) -> bool:
        return self.look.decision is not None and self.look.decision.verdict == Verdict.COVERED

    @property
    def summary(self) -> list[tuple[str, str | Promise, str]]:
        """For the last step: each step, how it is called, and what was said there."""
        steps = [step for step in self.look.bare_steps if step not in (Step.COVER, Step.CHECK)]
        return [(step.value, _("Why") if step == Step.TERMS else NAMES[step][1], self._said(step)) for step in steps]

    def _said(self, step: Step) -> str:
        told = self.filing.told.get(step, {})
        if step in (Step.WHAT, Step.TERMS):
            chosen = self.look.symptom.words if self.look.symptom else TROUBLES.get(told.get("trouble", ""), "")
            return "\n".join(str(part) for part in (chosen, told.get("text", "")) if part)
        if step == Step.SINCE:
            return str(UsedFor(told["used_for"]).label) if told.get("used_for") else ""
        if step == Step.WISH:
            return str(WISHES[Wish(told["wish"])][0]) if told else ""
        if step == Step.REACH and told:
            by = str(ReachBy(told["by"]).label)
            when = str(ReachWhen(told["when"]).label) if told.get("when") else ""
            return " · ".join(part for part in (by, told.get("phone", ""), when) if part)
        return ""

    def answer(self, form: StepForm) -> HttpResponse:
        """The page with its form; what was refused is beside its field."""
        limited = form.is_bound and limits.is_limited(self.request)
        status = 429 if limited else 422 if form.errors else 200
        context = {"page": self, "filing": self.filing, "look": self.look, "form": form, "nav": "products"}
        return render(self.request, f"portal/filing/{self.step.value}.html", context, status=status)
