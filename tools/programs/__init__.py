"""Random programs in the style of lessons, run with real torch and by gradcli: `python -m tools.programs --help`."""
