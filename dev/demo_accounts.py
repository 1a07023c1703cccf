"""The demonstration's sign-ins, as `make run` prints them."""

PASSWORD = "postventa-demo"
STAFF = [
    ("ana@demo.example", "agent"),
    ("luis@demo.example", "manager"),
    ("admin@demo.example", "administrator"),
]
CUSTOMER = "marta@demo.example"
