"""Many answers in one process: one expression over a table of points, or many requests."""
