"""What went wrong in a codec, in the reader's language."""

import re

from django.utils.translation import gettext as _

from progres.codecs.outcome import CodecProblem

# The sentences of `codecs.outcome` that hold a line or the codec's own words.
_STORED = re.compile(
    r"The codec (?:reports|threw an error|has a syntax error|called itself too often)"
    r"(?: in line (?P<line>\d+))?(?:: (?P<detail>.*)| and was stopped\.)",
    re.DOTALL,
)


def problem_in_words(code: str, sentence: str, line: int | None = None) -> str:
    """Say a codec's problem in one sentence.

    `code` is one of PROBLEM_CODES or OTHER_PROBLEMS in `codecs.outcome`; for a code of
    another release the English `sentence` stands in.
    """
    words = _words().get(code, sentence)
    if line is None:
        return words
    return _("Line %(line)s: %(words)s") % {"line": line, "words": words}


def detail_of(problem: CodecProblem) -> str:
    """Return the codec's own words where they help: what it threw or reported."""
    return problem.detail if problem.code in {"threw", "syntax", "reported"} else ""


def stored_problem_in_words(code: str, sentence: str) -> str:
    """Say why an uplink gave no values, with the line if its sentence names one."""
    found = _STORED.fullmatch(sentence)
    line = found["line"] if found else None
    return problem_in_words(code, sentence, int(line) if line else None)


def stored_detail(sentence: str) -> str:
    """Return the codec's own words in the sentence of an uplink's problem, or ""."""
    found = _STORED.fullmatch(sentence)
    return (found["detail"] or "") if found else ""


def _words() -> dict[str, str]:
    return {
        "threw": _("The codec stopped with an error."),
        "syntax": _("The codec is not valid JavaScript."),
        "reported": _("The codec says that it cannot read this payload."),
        "timeout": _("The codec ran longer than 0.25 seconds and was stopped."),
        "stuck": _("The codec did not come to an end and was stopped."),
        "memory": _("The codec needed more than 64 MB of memory and was stopped."),
        "stack": _("The codec called itself too often and was stopped."),
        "crashed": _("The codec brought down the process it ran in."),
        "not_an_object": _(
            "The codec returned no object; it must return one such as"
            " {data: {temperature: 21.5}}."
        ),
        "async": _(
            "The codec's function is asynchronous; it must return its result directly."
        ),
        "no_function": _("The codec has no function decodeUplink, Decode or Decoder."),
        "too_large": _("The codec returned more than 65,536 characters."),
        "too_deep": _("The codec returned values that are nested too deeply."),
        "unreadable": _(
            "The codec returned what cannot be read; “data” must be an object of named"
            " values, “warnings” and “errors” must be lists of texts."
        ),
        "source_too_large": _("The codec is longer than 512 KB."),
        # What the front door says where no codec ran, or none of its values was taken.
        "encrypted": _("The payload is encrypted with the AppSKey."),
        "no_codec": _("The device type has no codec."),
        "unstorable": _("The database refused the values that the codec returned."),
    }
