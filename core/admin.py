"""Break-glass administration of the ground: accounts and teams are edited, what happened is only read."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from core.models import AuditEntry, ImportJob, OutgoingMessage, StoredFile, Team, User

admin.site.unregister(Group)


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
