"""The commands: one file each, imported when it is called."""

COMMANDS = {
    "grad": "Value and gradients.",
    "explain": "The graph, the forward steps, every chain-rule step.",
    "graph": "Only the graph, in a format to draw.",
    "check": "Does a claimed gradient hold? A verdict and an exit code.",
    "plot": "A function and its gradient, drawn over a range.",
    "descend": "Down the gradient, step by step.",
    "run": "A lesson, a script or a notebook, without PyTorch.",
    "error": "What an error of PyTorch's means, and what cures it.",
    "batch": "One expression over many points, or many requests.",
    "emit": "A program for another library, with what it has to come to.",
    "ops": "The functions, from the derivative table.",
}
