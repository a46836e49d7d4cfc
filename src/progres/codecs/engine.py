"""One codec in the JavaScript engine; the program runs it only inside its workers."""

import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Protocol, cast

import _quickjs  # type: ignore[import-not-found]  # not `quickjs`: that starts a thread

MEMORY_LIMIT: Final = 64 * 1024 * 1024  # bytes a context
STACK_LIMIT: Final = 512 * 1024  # bytes
TIME_LIMIT: Final = 0.25  # seconds of CPU, for each call into the engine

FAILURES: Final = (
    _quickjs.JSException,
    _quickjs.StackOverflow,
    MemoryError,
    UnicodeDecodeError,  # an error text that is no text
)

FORMS: Final = (
    "decodeUplink",
    "Decode",
    "Decoder",
    "encodeDownlink",
    "Encode",
    "Encoder",
    "decodeDownlink",
    "normalizeUplink",
)
_FOUND: Final = ", ".join(
    f'{form}: typeof {form} === "function" ? {form} : undefined' for form in FORMS
)

# Codecs that extend what all code shares: `Object.prototype.readFloatBE = …`.
_SHARED: Final = (
    r"(Object|Array|String|Number|Boolean|Date|Function|RegExp|Map|Set|Symbol|Promise"
    r"|Error|BigInt|DataView|U?[Ii]nt\w+Array|Math|JSON)"
)
_PATCHES: Final = re.compile(
    rf"\b{_SHARED}\s*(\.\s*prototype\s*)?(?:\.\s*(\w+)|\[[^\]]{{0,80}}\])\s*=[^=]"
)
_DEFINES: Final = re.compile(rf"\bdefinePropert\w+\s*\(\s*{_SHARED}\s*\.\s*prototype\b")
_DECLARED: Final = re.compile(r"(?:^|[;}])[ \t]*function\s+(\w+)", re.MULTILINE)
_CALLED_ON_THIS: Final = re.compile(r"\bthis\s*\.\s*(\w+)\s*\(")
_LINE: Final = re.compile(r"<input>:(\d+)")

_LIST_BUILT_IN: Final = """
    Reflect.ownKeys(globalThis).flatMap((owner) => {
        const names = (path, value) => Object.getOwnPropertyNames(value).map(
            (name) => path + "." + name);
        const value = globalThis[owner];
        return (Object(value) !== value || value === globalThis ? [] : names(owner, value))
            .concat(value && value.prototype
                ? names(owner + ".prototype", value.prototype) : []);
    }).join(" ")
"""

_HERE: Final = Path(__file__).parent
_HARNESS: Final = (_HERE / "harness.js").read_text("utf-8")
_SHIMS: Final = (
    (re.compile(r"\bBuffer\b"), (_HERE / "buffer.js").read_text("utf-8")),
    (re.compile(r"\btoLocale"), (_HERE / "locale.js").read_text("utf-8")),
)


class _Run(Protocol):
    def __call__(self, function: str, input_text: str, /) -> str: ...


class Codec:
    """A codec's source and, while it behaves, its open context.

    Compiled once as the body of a function and instantiated for every uplink, so that
    no variable survives an uplink. A codec that calls its own functions on `this` or
    extends built-in prototypes is run as a script in a new context each time instead.
    """

    def __init__(self, source: str) -> None:
        self.overran = False  # whether the last call ran into a limit
        # The engine takes no U+0000, and no codec means one.
        self._source = source.removeprefix("\ufeff").replace("\0", "\ufffd")
        self._run: _Run | None = None

    def run(self, function: str, input_text: str) -> str:
        """Call one of the codec's functions; JSON text in, JSON text out.

        The answer is `{"result": {…}}` or `{"problem": [code, detail, line]}`.
        """
        self.overran = False
        try:
            answer = self._opened()(function, input_text)
            if not answer:  # the codec left globals that cannot be removed
                self._run = None
                answer = self._opened()(function, input_text)
        except FAILURES as error:
            self._run = None
            problem = _problem(error, self._source)
            self.overran = problem[0] in {"timeout", "memory"}
            return json.dumps({"problem": problem})
        if self._fresh:
            self._run = None
        return answer

    @cached_property
    def _fresh(self) -> bool:
        return needs_fresh_context(self._source)

    def _opened(self) -> _Run:
        if self._run is None:
            self._run = _open(self._source, fresh=self._fresh)
        return self._run


def needs_fresh_context(source: str) -> bool:
    """Tell whether this codec would miss something in a kept, sealed context.

    That is the case if it adds to built-in objects (to replace what is there, as
    polyfills do, is no addition) or calls its own functions on `this`.
    """
    added = {
        f"{owner}.prototype.{name}" if prototype else f"{owner}.{name}"
        for owner, prototype, name in _PATCHES.findall(source)
    }
    if not added <= _built_in() or _DEFINES.search(source):
        return True
    return not set(_DECLARED.findall(source)).isdisjoint(
        _CALLED_ON_THIS.findall(source)
    )


@cache
def _built_in() -> frozenset[str]:
    """Name what the engine has on its own, such as Math.trunc and Array.prototype.at."""
    return frozenset(_quickjs.Context().eval(_LIST_BUILT_IN).split())


def _open(source: str, *, fresh: bool) -> _Run:
    context = _quickjs.Context()
    context.set_memory_limit(MEMORY_LIMIT)
    context.set_max_stack_size(STACK_LIMIT)
    context.set_time_limit(TIME_LIMIT)
    bridge = context.eval(_HARNESS)
    for mention, shim in _SHIMS:
        if mention.search(source):
            context.eval(shim)
    if fresh:
        context.eval("module = {exports: {}}; exports = module.exports;")
        context.eval(source)
        instantiate = context.eval(
            f"(function (m) {{ m.exports = module.exports; return {{{_FOUND}}}; }})"
        )
    else:
        # On the same line, so that the lines of errors are the codec's own.
        instantiate = context.eval(
            f"(function (module, exports) {{{source}\n;return {{{_FOUND}}};}})"
        )
    return cast(_Run, bridge(instantiate, not fresh))


def _problem(error: Exception, source: str) -> tuple[str, str, int | None]:
    message, _, trace = str(error).partition("\n")
    if message == "null" and re.search(r"\bthrow\s+null\b", source):
        return "threw", "null", None
    if message == "null" or "out of memory" in message or not message:
        return "memory", "", None
    if message.startswith("InternalError: interrupted"):
        return "timeout", "", None
    place = _LINE.search(trace)
    line = int(place[1]) if place else None
    if "call stack" in message:
        return "stack", "", line
    if message.startswith("SyntaxError"):
        return "syntax", message.removeprefix("SyntaxError: ")[:500], line
    return "threw", message[:500], line
