"""The gradient as a straight-line program on columns of numbers: the derivative table's third interpretation."""
