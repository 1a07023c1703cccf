"""A shop of any size for measuring: invented, the same at every run, written by COPY (`manage.py seed_load`)."""
