"""Broken programs for `gradcli run`: real ones changed at random, each run under small limits by somebody who watches.

    python -m tools.mutations --count 20000 --seed 1

A program is reported if an exception reaches whoever runs the session, if it takes longer than it may or more memory, if it ends
the process, if an error was raised in the engine by accident, and if what it prints shows something of gradcli's own.
"""
