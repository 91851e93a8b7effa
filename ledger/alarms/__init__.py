"""
What is wrong with a source, told once: looked for by ``manage.py check_sources``, shown at the desk.

``patterns`` and ``surprise`` are the statistics, which know no database; ``hours`` counts what they are told of;
``signs`` looks for each kind of fault; ``episodes`` keeps one row from its first sign to its end; ``telling``
sends word.
"""
