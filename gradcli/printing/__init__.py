"""What PyTorch and IPython print, byte for byte: tensors, and the last expression of a cell."""
