"""What became of an uplink in its codec: values, or a problem with a name."""

import re
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_SENTENCES: Final = {
    "threw": "The codec threw an error{place}: {detail}",
    "syntax": "The codec has a syntax error{place}: {detail}",
    "reported": "The codec reports: {detail}",
    "timeout": "The codec ran longer than 0.25 s and was stopped.",
    "stuck": "The codec did not come to an end and its process was killed.",
    "memory": "The codec needed more than 64 MB of memory and was stopped.",
    "stack": "The codec called itself too often{place} and was stopped.",
    "crashed": "The codec twice brought down the process it ran in.",
    "not_an_object": (
        "The codec returned {detail}; it must return an object, such as"
        " {{data: {{temperature: 21.5}}}}."
    ),
    "async": (
        "The codec's function is asynchronous or a generator; it must return its"
        " result directly."
    ),
    "no_function": "The codec has none of the functions {detail}.",
    "too_large": (
        "The codec returned {detail} characters; a result may have up to 65,536."
    ),
    "too_deep": "The codec returned values nested too deeply to be read.",
    "unreadable": (
        "The codec returned what cannot be read; `data` must be an object of named"
        " values, `warnings` and `errors` must be lists of texts."
    ),
    "source_too_large": (
        "The codec has {detail} bytes of source; up to 524,288 are allowed."
    ),
}
PROBLEM_CODES: Final = frozenset(_SENTENCES)

# Why the front door has no values although no codec is to blame; in full sentences.
OTHER_PROBLEMS: Final = {
    "encrypted": "The payload is encrypted with the AppSKey.",
    "no_codec": "The device type has no codec.",
    "unstorable": "The database refused the values that the codec returned.",
}

MOST_SOURCE: Final = 512 * 1024  # bytes


class CodecProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a codec gave no values.

    `code` is one of PROBLEM_CODES and stays the same over releases; `detail` is the
    codec's own message or the figure concerned, `line` the line of the source (from 1)
    where that is known; `sentence` says it all in English.
    """

    code: str
    sentence: str
    detail: str = ""
    line: int | None = None


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """A codec's answer to one uplink; with a problem, `data` is empty."""

    data: dict[str, Any] = {}
    warnings: tuple[str, ...] = ()
    problem: CodecProblem | None = None


class CodecFailed(Exception):
    """A codec gave no result; `problem` says why."""

    def __init__(self, problem: CodecProblem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


class _UplinkResult(msgspec.Struct):
    data: dict[str, Any]
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


class _UplinkAnswer(msgspec.Struct):
    result: _UplinkResult | None = None
    problem: tuple[str, str, int | None] | None = None


class _Answer(msgspec.Struct):
    result: dict[str, Any] | None = None
    problem: tuple[str, str, int | None] | None = None


_uplink_answers = msgspec.json.Decoder(_UplinkAnswer)
_answers = msgspec.json.Decoder(_Answer)

# Half a surrogate pair, which JavaScript has in texts and UTF-8 has not.
_HALF: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}")


def problem_of(code: str, detail: str = "", line: int | None = None) -> CodecProblem:
    """Put a problem into words; any code but one of PROBLEM_CODES is "crashed".

    A worker's answer is not to be trusted: a codec that broke out has written it.
    """
    if code not in _SENTENCES:
        code, detail, line = "crashed", "", None
    place = f" in line {line}" if line else ""
    shown = detail if detail.endswith((".", "!", "?")) else f"{detail}."
    if code not in {"threw", "syntax", "reported"}:
        shown = detail
    sentence = _SENTENCES[code].format(place=place, detail=shown)
    return CodecProblem(code=code, sentence=sentence, detail=detail, line=line)


def source_problem(source: str) -> CodecProblem | None:
    """Refuse a source over 512 KB before it reaches a worker."""
    size = len(source) if source.isascii() else len(source.encode("utf-8", "replace"))
    return problem_of("source_too_large", str(size)) if size > MOST_SOURCE else None


def read_uplink_answer(answer: bytes) -> Decoded:
    """Read a worker's answer to `decodeUplink`.

    Errors that the codec reports are a problem, also if it returned data beside them:
    network servers refuse such a result, and codecs are written for that.
    """
    try:
        read = _read(answer, _uplink_answers)
    except CodecFailed as failure:
        return Decoded(problem=failure.problem)
    if read.result is None:
        return Decoded(problem=problem_of(*(read.problem or ("crashed",))))
    warnings = read.result.warnings
    if read.result.errors:
        reported = problem_of("reported", "; ".join(read.result.errors))
        return Decoded(warnings=warnings, problem=reported)
    return Decoded(data=read.result.data, warnings=warnings)


def read_answer(answer: bytes) -> dict[str, Any]:
    """Read a worker's answer to any function. Raises CodecFailed with the problem."""
    read = _read(answer, _answers)
    if read.result is None:
        raise CodecFailed(problem_of(*(read.problem or ("crashed",))))
    if errors := read.result.get("errors"):
        listed = errors if isinstance(errors, list) else [errors]
        raise CodecFailed(problem_of("reported", "; ".join(map(str, listed))))
    return read.result


def _read(answer: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        try:
            return decoder.decode(answer)
        except msgspec.DecodeError:
            return decoder.decode(_HALF.sub(rb"\1\\ufffd", answer))
    except RecursionError:
        raise CodecFailed(problem_of("too_deep")) from None
    except msgspec.DecodeError:
        raise CodecFailed(problem_of("unreadable")) from None
