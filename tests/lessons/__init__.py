"""Programs as in lessons, run with gradcli.torch; what PyTorch prints is kept as data."""
