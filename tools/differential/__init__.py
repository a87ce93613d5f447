"""Random programs, answered by real torch and by gradcli, and every difference between the two."""
