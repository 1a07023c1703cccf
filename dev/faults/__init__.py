"""The trial of durability: `make faults [SIZE=20000] [SEED=1]`.

A month of deliveries and resolved cases goes by in minutes on real servers, with real workers and beats, while they
are killed, the broker forgets everything, the database breaks off and the mail server refuses, hangs and hangs up. The
clock of the sweeps is a file (`core/clock.py`) that the trial sets, step by step; between two steps it waits until
nothing is due. At the end everything is counted again by code of its own (`check.py`, `check_calls.py`, `hours.py`): in
the rows, and at the sink.
"""
