from customers.models.customer import Customer
from customers.models.delivery import Delivery
from customers.models.purchase import Purchase
from customers.models.unit import Unit

__all__ = ["Customer", "Delivery", "Purchase", "Unit"]
