"""
SQL that Django's ORM has no words for, generated from the models; all that differs between engines is here.

``dialects`` spells, ``mirrors`` and ``entries`` write the ledger, ``events`` the inbox, ``sources`` finds secrets,
``install`` makes the triggers and, on PostgreSQL, the function that records a batch in one call.

For reports ``days`` spells, ``moments`` tells what is settled, ``rollups`` adds up, ``summaries`` and ``balances`` ask.
``names`` finds by trigrams, ``snapshots`` reads a long list of one moment, ``totals`` adds one up, ``counts``
tells how long it may be. ``deployment`` asks an engine about itself.
"""
