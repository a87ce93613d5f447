"""PyTorch's errors as data: how to know one by its text, what it means, and two short scripts, one that raises it "
"and one that does not.

`entry.py` is the form, `recording.py`, `shapes.py` and `kinds.py` are the entries by family, `known.py` is the collection, and
`reading.py` finds one in a text that somebody pasted, such as a traceback.
"""
