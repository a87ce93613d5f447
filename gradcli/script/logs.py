"""The module logging: loggers, levels, formats and handlers that write where the session does."""

from __future__ import annotations

import re
import sys
import time
from typing import Any

from gradcli.script.formatting import formatted, text_of
from gradcli.script.namespaces import Module, Surroundings, module
from gradcli.script.operations import remainder
from gradcli.script.tracebacks import report

LEVELS = {"CRITICAL": 50, "ERROR": 40, "WARNING": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}
OTHERS = {"FATAL": 50, "WARN": 30}
NAMES = {number: name for name, number in LEVELS.items()}
USUAL = "%(levelname)s:%(name)s:%(message)s"
KNOWN = ("name", "levelname", "levelno", "message", "asctime", "created", "msecs")
PLACES = ("filename", "lineno", "pathname", "funcName", "module", "process", "thread", "threadName", "processName")


def _level(value: Any) -> int:
    """A level by its number or its name. Raises ValueError and TypeError."""
    if isinstance(value, str):
        if value not in LEVELS and value not in OTHERS:
            raise ValueError(f"Unknown level: {value!r}")
        return LEVELS.get(value, OTHERS.get(value, 0))
    if not isinstance(value, int):
        raise TypeError(f"Level not an integer or a valid string: {value!r}")
    return value


def _name(level: int) -> Any:
    return NAMES.get(level, f"Level {level}")


class Formatter:
    """How a record becomes a line."""

    def __init__(self, fmt: str | None = None, datefmt: str | None = None, style: str = "%") -> None:
        self._text = fmt if fmt is not None else {"%": "%(message)s", "{": "{message}", "$": "${message}"}[style]
        self._dates, self._style = datefmt, style
        for place in PLACES:
            if f"({place})" in self._text or f"{{{place}" in self._text:
                raise ValueError(f"logging: {place} is not available in gradcli run")
        if style == "$" or (style == "{" and re.search(r"\{\w*[:!.\[]", self._text)):
            raise ValueError("logging: of the styles % is available in gradcli run, and { without formats")

    def format(self, record: dict[str, Any]) -> str:
        """The line of a record, and the traceback of its error."""
        moment = time.localtime(record["created"])
        date = time.strftime(self._dates or "%Y-%m-%d %H:%M:%S", moment)
        values = {**record, "asctime": date if self._dates else f"{date},{int(record['msecs']):03d}"}
        if self._style == "%":
            line = str(remainder(self._text, {name: values[name] for name in KNOWN}))
        else:
            line = self._text
            for name in KNOWN:
                line = line.replace(f"{{{name}}}", formatted(values[name]))
        error = record["error"]
        return line if error is None else f"{line}\n{report(error).rstrip()}"


class Handler:
    """Where lines go: nowhere."""

    def __init__(self, level: Any = 0) -> None:
        self.level = _level(level)
        self.formatter: Formatter | None = None

    def setLevel(self, level: Any) -> None:
        """From which level on."""
        self.level = _level(level)

    def setFormatter(self, fmt: Any) -> None:
        """How lines look."""
        self.formatter = fmt

    def handle(self, record: dict[str, Any]) -> None:
        """Write a record; here nothing."""

    def flush(self) -> None:
        """Everything is out already."""

    def close(self) -> None:
        """There is nothing to close."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} ({_name(self.level)})>"


class NullHandler(Handler):
    """Lines that nobody reads."""


class StreamHandler(Handler):
    """Lines for a stream."""

    terminator = "\n"

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.stream = stream

    def handle(self, record: dict[str, Any]) -> None:
        """Write a record."""
        if record["levelno"] >= self.level:
            self.stream.write((self.formatter or Formatter()).format(record) + self.terminator)

    def __repr__(self) -> str:
        return f"<StreamHandler {getattr(self.stream, 'name', '')} ({_name(self.level)})>"


class Logger:
    """Something that can be told: it asks its own handlers, and those of its parents."""

    def __init__(self, name: str, parent: Logger | None, last: Handler, disabled: list[int]) -> None:
        self.name, self.parent, self.level = name, parent, 30 if parent is None else 0
        self.handlers: list[Any] = []
        self.propagate, self.disabled = True, False
        self._last, self._off = last, disabled

    def setLevel(self, level: Any) -> None:
        """From which level on."""
        self.level = _level(level)

    def getEffectiveLevel(self) -> int:
        """Its own level, or the one of the nearest parent that has one."""
        logger: Logger | None = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return 0

    def isEnabledFor(self, level: int) -> bool:
        """Whether a record of a level is written."""
        return not self.disabled and level > self._off[0] and level >= self.getEffectiveLevel()

    def addHandler(self, hdlr: Any) -> None:
        """One more handler."""
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr: Any) -> None:
        """One handler less."""
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self) -> bool:
        """Whether anybody listens."""
        return bool(list(self._listening()))

    def _listening(self) -> Any:
        logger: Logger | None = self
        while logger is not None:
            yield from logger.handlers
            logger = logger.parent if logger.propagate else None

    def log(self, level: int, msg: Any, *args: Any, exc_info: Any = None, **_: Any) -> None:
        """Tell something. Raises what Python's % raises."""
        if not self.isEnabledFor(level):
            return
        filled = args[0] if len(args) == 1 and isinstance(args[0], dict) and args[0] else args
        text = text_of(msg)
        error = sys.exc_info()[1] if exc_info is True else exc_info if isinstance(exc_info, BaseException) else None
        now = time.time()
        record = {
            "name": self.name,
            "levelno": level,
            "levelname": _name(level),
            "message": remainder(text, filled) if args else text,
            "created": now,
            "msecs": (now % 1) * 1000,
            "error": error,
        }
        for handler in list(self._listening()) or [self._last]:
            handler.handle(record)

    def debug(self, msg: Any, *args: Any, **more: Any) -> None:
        """Tell something small."""
        self.log(10, msg, *args, **more)

    def info(self, msg: Any, *args: Any, **more: Any) -> None:
        """Tell something."""
        self.log(20, msg, *args, **more)

    def warning(self, msg: Any, *args: Any, **more: Any) -> None:
        """Warn."""
        self.log(30, msg, *args, **more)

    def error(self, msg: Any, *args: Any, **more: Any) -> None:
        """Tell of an error."""
        self.log(40, msg, *args, **more)

    def exception(self, msg: Any, *args: Any, **more: Any) -> None:
        """Tell of the error that is handled, with its traceback."""
        self.log(40, msg, *args, **{"exc_info": True, **more})

    def critical(self, msg: Any, *args: Any, **more: Any) -> None:
        """Tell of an error that ends everything."""
        self.log(50, msg, *args, **more)

    warn, fatal = warning, critical

    def __repr__(self) -> str:
        kind = "RootLogger" if self.parent is None else "Logger"
        return f"<{kind} {self.name} ({_name(self.getEffectiveLevel())})>"


for _kind in (Formatter, Handler, NullHandler, StreamHandler, Logger):
    _kind.__module__ = "logging"


def logging(around: Surroundings) -> Module:
    """The module logging."""
    off = [-1]
    last = StreamHandler(around.err)
    last.level = 30
    root = Logger("root", None, last, off)
    known: dict[str, Logger] = {}

    def getLogger(name: Any = None) -> Logger:
        """The logger of a name, always the same."""
        if not name or name == "root":
            return root
        if name not in known:
            above = name.rpartition(".")[0]
            known[name] = Logger(name, getLogger(above) if above else root, last, off)
        return known[name]

    def basicConfig(**settings: Any) -> None:
        """A handler for the root, unless it has one. Raises ValueError for files."""
        if root.handlers and not settings.get("force"):
            return
        if settings.get("filename") is not None:
            raise ValueError("logging: filename is not available in gradcli run: scripts reach no files")
        root.handlers.clear()
        handlers = settings.get("handlers") or [StreamHandler(settings.get("stream") or around.err)]
        style = settings.get("style", "%")
        text = settings.get("format", USUAL if style == "%" else "{levelname}:{name}:{message}")
        for handler in handlers:
            handler.formatter = handler.formatter or Formatter(text, settings.get("datefmt"), style)
            root.addHandler(handler)
        if settings.get("level") is not None:
            root.setLevel(settings["level"])

    def stream(stream: Any = None) -> StreamHandler:
        """A handler for a stream, or for that of errors."""
        return StreamHandler(around.err if stream is None else stream)

    def disable(level: Any = 50) -> None:
        """Nothing up to a level is written any more."""
        off[0] = _level(level)

    def told(name: str) -> Any:
        def function(msg: Any, *args: Any, **more: Any) -> None:
            basicConfig()
            getattr(root, name)(msg, *args, **more)

        return function

    words = ("debug", "info", "warning", "error", "exception", "critical", "log")
    names: dict[str, Any] = {**LEVELS, **OTHERS, **{word: told(word) for word in words}}
    names.update(getLogger=getLogger, basicConfig=basicConfig, disable=disable, getLevelName=_name, StreamHandler=stream)
    return module("logging", {**names, "Formatter": Formatter, "NullHandler": NullHandler, "Logger": Logger, "root": root})
