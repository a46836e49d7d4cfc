"""The box to try a codec in: a payload goes in, the values that pages show come out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import BoundedSemaphore
from time import perf_counter
from typing import Final

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from progres.codecs import sandbox
from progres.codecs.outcome import CodecFailed
from progres.codecs.values import Value, flatten
from progres.web.codec_words import detail_of, problem_in_words
from progres.web.fields import PayloadField
from progres.web.guards import Answer, Outside
from progres.web.refusals import in_words
from progres.web.words import label_of

MOST_AT_ONCE: Final = 4  # trials in one web process; each starts a process of its own
_places = BoundedSemaphore(MOST_AT_ONCE)
ALWAYS_WRONG = {"syntax", "no_function"}  # whatever the payload


class TrialForm(forms.Form):
    """A frame to decode."""

    prefix = "trial"

    f_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=255, initial=1)
    payload = PayloadField(
        label=_("Payload"), help_text=_("As hex or Base64."), max_length=2000
    )


@dataclass(frozen=True, kw_only=True)
class TriedValue:
    """A decoded value as pages name it; `known` if the device type describes it."""

    key: str
    label: str
    unit: str
    value: Value
    known: bool


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of it; with a problem there are no values.

    `is_hopeless` says that no other payload would do better.
    """

    values: Sequence[TriedValue] = ()
    missing: Sequence[str] = ()
    warnings: Sequence[str] = ()
    problem: str = ""
    detail: str = ""
    line: int | None = None
    is_hopeless: bool = False
    milliseconds: float | None = None  # none if it was not even begun


def page_with_trial(
    form: TrialForm,
    source: str,
    specs: Sequence[Mapping[str, str]],
    page: Callable[[Trial | None], HttpResponse],
) -> Answer:
    """Make a page with what came of a form's payload, if there is one to try."""
    if not (form.is_bound and form.is_valid()):
        return page(None)
    at = timezone.now()
    return Outside(partial(try_codec, source, specs, **form.cleaned_data, at=at), page)


def try_codec(
    source: str,
    specs: Sequence[Mapping[str, str]],
    *,
    f_port: int,
    payload: bytes,
    at: datetime,
) -> Trial:
    """Decode one payload with a codec, saved or not; takes 0.1 s, at most 10.

    The time told includes the start of the sandbox's process. Where too many trials
    run already, that is the problem.
    """
    if not _places.acquire(blocking=False):
        busy = gettext("Too many trials run; try again in a moment.")
        return Trial(problem=busy, is_hopeless=True)
    try:
        return _try_codec(source, specs, f_port=f_port, payload=payload, at=at)
    finally:
        _places.release()


def fault_of(source: str, *, at: datetime) -> Trial | None:
    """Say why a codec cannot be saved: it could decode nothing, or nobody can tell now.

    None if it may decode something, and for none at all. Takes as long as `try_codec`.
    """
    if not source.strip():
        return None
    trial = try_codec(source, (), f_port=1, payload=b"", at=at)
    return trial if trial.is_hopeless else None


def _try_codec(
    source: str,
    specs: Sequence[Mapping[str, str]],
    *,
    f_port: int,
    payload: bytes,
    at: datetime,
) -> Trial:
    frame = {"bytes": list(payload), "fPort": f_port, "recvTime": at.isoformat()}
    started = perf_counter()
    try:
        result = sandbox.decode(source, "decodeUplink", frame)
    except CodecFailed as failure:
        problem = failure.problem
        return Trial(
            problem=problem_in_words(problem.code, problem.sentence, problem.line),
            detail=detail_of(problem),
            line=problem.line,
            is_hopeless=problem.code in ALWAYS_WRONG,
            milliseconds=_since(started),
        )
    took = _since(started)
    flat = flatten(result["data"])
    described = {spec["key"]: spec for spec in specs}
    return Trial(
        values=[_tried(key, value, described) for key, value in flat.values.items()],
        missing=[key for key in described if key not in flat.values],
        warnings=[
            *map(str, result.get("warnings") or ()),
            *map(in_words, flat.warnings),
        ],
        milliseconds=took,
    )


def _tried(
    key: str, value: Value, described: Mapping[str, Mapping[str, str]]
) -> TriedValue:
    spec = described.get(key, {"key": key})
    return TriedValue(
        key=key,
        label=label_of(spec),
        unit=spec.get("unit", ""),
        value=value,
        known=key in described,
    )


def _since(started: float) -> float:
    return (perf_counter() - started) * 1000
