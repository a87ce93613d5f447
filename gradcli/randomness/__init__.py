"""Random numbers: PyTorch's generator on the CPU, bit for bit. NumPy is imported when something is drawn."""
