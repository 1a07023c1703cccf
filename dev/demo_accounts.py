"""The demonstration's sign-ins, as `make run` prints them."""

from postventa.demo.accounts import CUSTOMER, PASSWORD, TO_TRY

STAFF = [(email, role) for email, _name, role, _team in TO_TRY]

__all__ = ["CUSTOMER", "PASSWORD", "STAFF"]
