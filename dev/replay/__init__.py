"""Years of a shop's deliveries, followed day by day by a clock of their own: `make replay FILES=FOLDER`.

The folder holds `purchases.csv` and, if there are any, `answers.csv`, as the imports take them; or a `to_csv.py` that
writes them. Everything happens in a database that is thrown away: each day the deliveries of that day come in, what
follows is planned and sent by the plans that an installation begins with, and some people answer. At the end the rows
are counted by SQL of its own (`reconcile.py`): each delivery is planned once, each survey was sent, waits or was left
out, and each reason for leaving one out is found again in the rows.
"""
