"""Break-glass administration of the ground: accounts and teams are edited, what happened is only read."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from core.actions.audit import LONGEST, note_change
from core.actors import actor_of
from core.models import (
    AuditEntry,
    CalendarDay,
    ImportJob,
    OutgoingMessage,
    StoredFile,
    Team,
    User,
    WorkCalendar,
    WorkHours,
)

admin.site.unregister(Group)

Told = bool | int | str | None


class Newest(Paginator):
    """Pages through the first MOST rows and no further, so that no page counts or walks a table of millions."""

    MOST = 1000

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet[Model], self.object_list)
        return rows.order_by()[: self.MOST].count()


class ReadOnly(ModelAdmin):
    """Rows that say what happened: to look at, not to change. The newest are listed; older ones are searched."""

    paginator = Newest
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class Noted(ModelAdmin):
    """Rows that are configured here. Each change is noted in the audit trail; nothing is deleted that others point at.

    `noted` are the columns that the trace tells; lists are told by their values.
    """

    noted: tuple[str, ...] = ()

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        before = self._facts(type(obj)._default_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        after = self._facts(obj)
        changed = [name for name in after if before.get(name) != after[name]]
        if changed:
            self._note(request, obj, "changed" if change else "added", before, after, changed)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        facts, pk = self._facts(obj), obj.pk
        super().delete_model(request, obj)
        obj.pk = pk
        self._note(request, obj, "deleted", facts, {}, list(facts))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting goes one by one: the trace tells each."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def _facts(self, obj: Model) -> dict[str, Told]:
        return {name: _told(getattr(obj, obj._meta.get_field(name).attname)) for name in self.noted}  # type: ignore[union-attr]

    def _note(
        self,
        request: HttpRequest,
        obj: Model,
        what: str,
        before: dict[str, Told],
        after: dict[str, Told],
        changed: list[str],
    ) -> None:
        note_change(
            noun=f"{obj._meta.app_label}.{type(obj).__name__}".lower(),
            object_id=cast(int, obj.pk),
            what=what,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed if name in after},
            by=actor_of(cast(User, request.user)),
            now=timezone.now(),
        )


def _told(value: object) -> Told:
    if value is None or isinstance(value, bool | int):
        return value
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


class NewUserForm(AdminUserCreationForm):
    """A new account by its e-mail. Without a password it is entered by a code."""

    class Meta:
        model = User
        fields = ["email", "name", "role", "language"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "name"):
            self.fields[name].widget = UnfoldAdminTextInputWidget()
        for name in ("password1", "password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form, add_form, change_password_form = UserChangeForm, NewUserForm, AdminPasswordChangeForm
    list_display = ["email", "name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active", "teams"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    filter_horizontal = ["teams"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "language"]}),
        (_("What they may do"), {"fields": ["role", "teams", "is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "role", "language", "usable_password", "password1", "password2"]})
    ]

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Accounts are switched off: what they did keeps pointing at them."""
        return False


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    search_fields = ["name"]


class HoursInline(TabularInline):
    model = WorkHours
    extra = 0


class DaysInline(TabularInline):
    model = CalendarDay
    extra = 0


@admin.register(WorkCalendar)
class WorkCalendarAdmin(ReadOnly):
    """They are kept at the desk, which has the cases counted again that go by them."""

    list_display = ["name", "zone", "country", "region", "is_default"]
    search_fields = ["name"]
    inlines = [HoursInline, DaysInline]


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(ReadOnly):
    list_display = ["id", "kind", "to", "subject", "status", "attempts", "created_at", "sent_at"]
    list_filter = ["status"]
    search_fields = ["=to", "=kind", "=message_id"]
    exclude = ["text", "html"]  # signed links, which open what they lead to
    ordering = ["-id"]


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly):
    list_display = ["id", "name", "content_type", "size", "created_at"]
    exclude = ["file"]
    ordering = ["-id"]


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnly):
    list_display = ["id", "kind", "state", "name", "read", "rejected", "created_by", "created_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["created_by"]
    exclude = ["file", "errors_file"]  # served to managers by the dashboards


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ["at", "noun", "object_id", "what", "actor_kind", "actor", "reason"]
    list_select_related = ["actor"]
    search_fields = ["=object_id", "=what"]
    ordering = ["-id"]
