"""Statistics on plain numbers, from the standard library alone. Pure; every interval is a 95 % one.

Each noun has its module. Without data there is no number (None), never a division by zero; numbers that cannot be are a
ValueError, for they are a fault of whoever calls.
"""
