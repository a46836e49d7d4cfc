"""The button that tries a broker before it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from progres.connections.checks import BadConnection
from progres.connections.trials import trial_of
from progres.mqtt.link import NotConnected
from progres.web.connection_form import MqttForm
from progres.web.guards import Answer, Outside
from progres.web.refusals import in_words

if TYPE_CHECKING:
    from progres.connections.models import Connection

MOST_AT_ONCE: Final = 4  # in one web process; each takes a thread for seconds
_places = BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True, kw_only=True)
class BrokerTrial:
    """What came of it: sentences of what is wrong, or of what is left to say."""

    problems: Sequence[str] = ()
    notice: str = ""


def page_with_trial(
    form: MqttForm,
    page: Callable[[BrokerTrial], HttpResponse],
    *,
    kind: str,
    known: "Connection | None" = None,
) -> Answer:
    """Make a page with what came of trying the broker that was entered."""
    form.is_valid()
    wrong = [
        f"{field.label}: {error}"
        for field in form
        for error in field.errors
        if field.name in MqttForm.base_fields
    ]
    if wrong:
        return page(BrokerTrial(problems=wrong))
    try:
        work = trial_of(form.mqtt(), kind=kind, known=known)
    except BadConnection as refusal:
        return page(BrokerTrial(problems=[in_words(refusal)]))
    return Outside(lambda: _try(work), page)


def _try(work: Callable[[], bool]) -> BrokerTrial:
    if not _places.acquire(blocking=False):
        return BrokerTrial(problems=[_("Too many trials run; try again in a moment.")])
    try:
        has_all = work()
    except NotConnected as problem:
        return BrokerTrial(problems=[in_words(problem)])
    finally:
        _places.release()
    if has_all:
        return BrokerTrial()
    return BrokerTrial(
        notice=_(
            "The broker does not grant the topics of gateways; their state is not known "
            "by this connection."
        )
    )
