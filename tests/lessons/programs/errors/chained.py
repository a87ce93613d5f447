class ConfigError(Exception):
    pass


def load(text):
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError(f"bad number {text!r}") from error


def other():
    try:
        {}["x"]
    except KeyError:
        load("abc")


other()
