"""The commands: one file each, imported when it is called."""

COMMANDS = {
    "grad": "Value and gradients.",
    "explain": "The graph, the forward steps, every chain-rule step.",
    "ops": "The functions, from the derivative table.",
}
