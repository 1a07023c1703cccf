from customers.models.consent import Consent
from customers.models.customer import Customer
from customers.models.delivery import Delivery
from customers.models.purchase import Purchase
from customers.models.registration import Registration
from customers.models.unit import Unit

__all__ = ["Consent", "Customer", "Delivery", "Purchase", "Registration", "Unit"]
