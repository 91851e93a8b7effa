"""
Whatever bytes come: what they may do, and corpora of bytes that reach much of the code.

``targets.py`` has what is tried; ``test_corpus.py`` replays the corpora in the suite; ``python -m tests.fuzz`` looks
for more, led by coverage (`make fuzz`).
"""
