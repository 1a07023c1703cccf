from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from core.admin import ReadOnly
from warranties.actions.rules import confirm_rule, override_rule, restore_rule, withdraw_confirmation
from warranties.admin.rule_forms import OverrideForm, ReasonForm, rule_page
from warranties.admin.visitor import who
from warranties.models import GuaranteeRule, RuleEvent
from warranties.permissions import may_change_rules
from warranties.rules import Point
from warranties.states import Origin
from warranties.term_words import in_order, terms_in_words

ORIENTATION = gettext_lazy("Orientation, not legal advice. A change of rules never rewrites decisions taken.")


@admin.register(GuaranteeRule)
class GuaranteeRuleAdmin(ModelAdmin):
    """Looked at by all, changed by managers through the actions: a row is never rewritten."""

    list_display = [
        *("code", "jurisdiction", "kind_word", "from_day", "to_day", "badge", "own", "source"),
    ]
    list_filter = ["current", "confirmed", "jurisdiction", "kind", "origin", "source"]
    search_fields = ["code", "=jurisdiction"]
    ordering = ["-current", "jurisdiction", "code", "-version"]
    list_before_template = "admin/warranties/_orientation.html"
    actions_detail = ["confirm", "withdraw", "override", "restore"]
    readonly_fields = [
        *("state", "code", "version", "origin", "kind", "jurisdiction", "region"),
        *("contract_from", "contract_to", "source", "note", "law_terms", "law_cites", "history"),
    ]
    fieldsets = [(None, {"description": ORIENTATION, "fields": readonly_fields})]

    @display(
        description=gettext_lazy("state"),
        label={"confirmed": "success", "waiting": "warning", "aside": "default"},
    )
    def badge(self, rule: GuaranteeRule) -> tuple[str, str]:
        if not rule.current:
            return "aside", _("Replaced")
        return ("confirmed", _("Confirmed")) if rule.confirmed else ("waiting", _("Needs confirmation"))

    @display(description=gettext_lazy("state"))
    def state(self, rule: GuaranteeRule) -> str:
        return self.badge(rule)[1]

    @display(description=gettext_lazy("kind"), ordering="kind")
    def kind_word(self, rule: GuaranteeRule) -> str:
        return rule.get_kind_display()

    @display(description=gettext_lazy("from"), ordering="contract_from", empty_value="")
    def from_day(self, rule: GuaranteeRule) -> str:
        return date_format(rule.contract_from, "SHORT_DATE_FORMAT") if rule.contract_from else ""

    @display(description=gettext_lazy("until"), ordering="contract_to", empty_value="")
    def to_day(self, rule: GuaranteeRule) -> str:
        return date_format(rule.contract_to, "SHORT_DATE_FORMAT") if rule.contract_to else ""

    @display(description=gettext_lazy("origin"), ordering="origin", empty_value="")
    def own(self, rule: GuaranteeRule) -> str:
        return rule.get_origin_display() if rule.origin == Origin.COMPANY else ""

    @display(description=gettext_lazy("terms"))
    def law_terms(self, rule: GuaranteeRule) -> SafeString:
        return render_to_string("admin/warranties/_rows.html", {"rows": terms_in_words(rule.terms)})

    @display(description=gettext_lazy("citations"))
    def law_cites(self, rule: GuaranteeRule) -> SafeString:
        rows = [(point, "", place) for point, place in _by_point(rule.cites).items()]
        return render_to_string("admin/warranties/_rows.html", {"rows": rows})

    @display(description=gettext_lazy("who changed it, when and why"))
    def history(self, rule: GuaranteeRule) -> SafeString:
        events = RuleEvent.objects.filter(rule__code=rule.code).select_related("rule", "actor")
        return render_to_string("admin/warranties/_rule_history.html", {"events": events})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_rules_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        return may_change_rules(who(request))

    def get_actions_detail(self, request: HttpRequest, object_id: object) -> list[UnfoldAction]:
        """Only those that the rule's state allows; the actions check it again."""
        rule = self.get_object(request, object_id)
        fitting = _fitting(rule) if rule else set()
        offered = super().get_actions_detail(request, object_id)
        return [one for one in offered if one.action_name.rsplit("_", 1)[-1] in fitting]

    @action(description=gettext_lazy("Confirm"), permissions=["rules"], icon="verified")
    def confirm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        rule = self._rule(request, object_id)

        def act(given: dict[str, Any]) -> None:
            confirm_rule(rule=rule, **given, **_by(request))

        form = ReasonForm(request.POST or None)
        return rule_page(self, request, rule, title=_("Confirm"), form=form, act=act, done=_("The rule decides now."))

    @action(description=gettext_lazy("Withdraw confirmation"), permissions=["rules"], icon="unpublished")
    def withdraw(self, request: HttpRequest, object_id: str) -> HttpResponse:
        rule = self._rule(request, object_id)

        def act(given: dict[str, Any]) -> None:
            withdraw_confirmation(rule=rule, **given, **_by(request))

        title, done = _("Withdraw confirmation"), _("The rule decides nothing until somebody confirms it.")
        return rule_page(self, request, rule, title=title, form=ReasonForm(request.POST or None), act=act, done=done)

    @action(description=gettext_lazy("Replace by our own"), permissions=["rules"], icon="edit_note")
    def override(self, request: HttpRequest, object_id: str) -> HttpResponse:
        rule = self._rule(request, object_id)
        initial = {name: getattr(rule, name) for name in ("contract_from", "contract_to", "note", "confirmed")}
        initial |= {"terms": in_order(rule.terms), "cites": _by_point(rule.cites)}
        form = OverrideForm(request.POST or None, initial=initial)

        def act(given: dict[str, Any]) -> GuaranteeRule:
            return override_rule(rule=rule, **given, **_by(request))

        title, done = _("Replace by our own"), _("The company's own rule is in its place. The original is kept.")
        return rule_page(self, request, rule, title=title, form=form, act=act, done=done)

    @action(description=gettext_lazy("Put the original back"), permissions=["rules"], icon="history")
    def restore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        rule = self._rule(request, object_id)

        def act(given: dict[str, Any]) -> GuaranteeRule:
            return restore_rule(rule=rule, **given, **_by(request))

        title, done = _("Put the original back"), _("The original is in its place again.")
        return rule_page(self, request, rule, title=title, form=ReasonForm(request.POST or None), act=act, done=done)

    def _rule(self, request: HttpRequest, object_id: str) -> GuaranteeRule:
        rule = self.get_object(request, object_id)
        if rule is None:
            raise Http404
        return rule


@admin.register(RuleEvent)
class RuleEventAdmin(ReadOnly):
    list_display = ["at", "rule", "what", "actor", "reason"]
    list_filter = ["what"]
    list_select_related = ["rule", "actor"]
    search_fields = ["=rule__code"]
    ordering = ["-id"]


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": who(request), "now": timezone.now()}


def _by_point(cites: dict[str, str]) -> dict[str, str]:
    order = [point.value for point in Point]
    return dict(sorted(cites.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def _fitting(rule: GuaranteeRule) -> set[str]:
    if not rule.current:
        return set()
    return {
        "withdraw" if rule.confirmed else "confirm",
        "override",
        *(["restore"] if rule.origin == Origin.COMPANY else []),
    }
