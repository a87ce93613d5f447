"""Sessions with torch as data: the questions are the functions of the modules cases_*, the answers those of real torch 2.13."""
