"""The usual mistakes in a gradient: each a way to compute another gradient with the engine and the derivative table."""
