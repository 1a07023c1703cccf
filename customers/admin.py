"""Break-glass: contact details can be mended; what was bought and delivered comes from the shop's files."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from core.admin import Newest, ReadOnly
from customers.models import Customer, Delivery, Purchase, Unit


@admin.register(Customer)
class CustomerAdmin(ModelAdmin):
    list_display = ["ref", "name", "email", "phone", "city", "country"]
    list_filter = ["kind", "language", "no_surveys", "no_calls"]
    search_fields = ["=ref", "=email", "=phone"]
    # These are changed where the change is written down, on the customer's page at the desk.
    readonly_fields = [
        *("ref", "no_surveys", "no_calls", "quiet_from", "quiet_to"),
        *("minor", "deceased", "in_dispute"),
    ]
    ordering = ["-id"]
    paginator = Newest
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Purchase)
class PurchaseAdmin(ReadOnly):
    list_display = ["order_ref", "customer", "channel", "purchased_on"]
    list_select_related = ["customer"]
    search_fields = ["=order_ref"]
    ordering = ["-id"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ["id", "purchase", "promised_on", "delivered_on", "installed_at", "late", "carrier"]
    list_select_related = ["purchase"]
    search_fields = ["=purchase__order_ref"]
    ordering = ["-id"]


@admin.register(Unit)
class UnitAdmin(ReadOnly):
    list_display = ["id", "product", "serial", "lot", "condition", "purchase"]
    list_select_related = ["product", "purchase"]
    search_fields = ["=serial", "=purchase__order_ref"]
    ordering = ["-id"]
