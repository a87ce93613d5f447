"""Does a claimed gradient hold? Claims, judged by oracles that do not use the reverse engine."""
