"""Releases' schemas with some rows, kept as SQL, from which this release must be able to go on."""
