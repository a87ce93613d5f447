"""The tests of gradcli. `python -m pytest` runs them; tests/transcripts.py explains how to add an example."""
