"""
The speed bench: `make bench`, or `python -m tests.bench ingest import …`.

Each bench runs the project, its floors and its peers in turn in one run, and prints medians and ratios. On a shared
machine times drift by a third within minutes: only what is of one run can be compared.
"""
