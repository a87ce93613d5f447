"""From a command line that was refused to the one that was meant. Imported only after something has gone wrong.

A rule knows one slip and mends it; the mended line is tried in silence (rehearsal.py), and what then still goes wrong is mended
in the same way. Only a line that runs is ever offered (mend.py).
"""
