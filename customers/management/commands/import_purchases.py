"""`manage.py import_purchases FILE.csv`: purchases and deliveries from a shop's export."""

from core.management.import_command import ImportCommand
from customers.actions.import_purchases import import_purchases
from customers.columns import COLUMNS, REQUIRED


class Command(ImportCommand):
    help = "Import purchases and deliveries from a CSV. Importing the same file again changes nothing."
    columns, required = COLUMNS, REQUIRED
    action = staticmethod(import_purchases)
