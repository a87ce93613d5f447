"""Why a script raised, and an edit that was tried: after an error the script runs once more, and somebody looks on.

`rerun.py` runs it again, kept apart from the session that goes on, `witness.py` is who looks on, `case.py` what is known then,
`edits.py` changes text, `recorded.py`, `shapes.py`, `kinds.py` and `names.py` know the reasons by the sort of error, and
`advising.py` asks them and tries what they propose. A run without an error pays for nothing of it.
"""
