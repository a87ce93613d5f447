"""Functions and descents as plain data to draw: samples, kinks, contours, and the figure. Knows no format."""
