"""
The ledger under faults: `make chaos`, or `python -m tests.chaos --seconds 600 --seed 3`.

Two invented shops claim rewards; their providers deliver, repeat, shuffle and try again as real ones do, while workers,
the server, an importer and PostgreSQL are killed, cut off, stalled and starved of disk. In the end the ledger has to
hold what the shops have in their own book, to the point and the cent, and every event that was acknowledged.

The shops' history and the plan of the faults come from the seed; who meets whom at which moment does not.
"""
