"""Python for lessons: a script's tree is translated once into closures that work on real Python objects.

`ast.parse` reads (`program.py`), `scopes.py` says where every name lives, the files of translators (`expressions.py`,
`statements.py`, ...) make closures, `guard.py` says what a script may reach, `budget.py` what it may cost, `session.py`
runs cells and tells what happened as events. Nothing is ever compiled or evaluated by Python itself.
"""
