"""What changed in the last day: what whoever comes to work wants to know first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from progres.alarms.queries import search_alarms
from progres.dashboards.queries import count_silent_since
from progres.database.scope import Scope
from progres.devices.queries import search_devices
from progres.gateways.queries import search_gateways
from progres.gateways.rules import GatewayState
from progres.metering.queries import search_meters
from progres.metering.rules import Reason

SPAN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """How much happened from `since` on."""

    since: datetime
    alarms_raised: int
    alarms_open: int  # of those raised
    devices_silent: int  # fell silent, and still are
    devices_new: int
    gateways_offline: int  # fell out, and still are
    meters_exchanged: int

    @property
    def is_quiet(self) -> bool:
        """Say that nothing happened at all."""
        return not any(
            (
                self.alarms_raised,
                self.devices_silent,
                self.devices_new,
                self.gateways_offline,
                self.meters_exchanged,
            )
        )


def changes_of_day(scope: Scope, *, at: datetime) -> Changes:
    """Count what happened in the 24 hours before `at`; shared gateways are included."""
    since = at - SPAN
    raised = search_alarms(scope, state="all").filter(raised_at__gte=since)
    raised = raised.select_related(None).order_by()
    exchanged = search_meters(scope).filter(installed_at__gte=since)
    fallen_out = search_gateways(scope, state=GatewayState.OFFLINE)
    return Changes(
        since=since,
        alarms_raised=raised.count(),
        alarms_open=raised.filter(cleared_at=None).count(),
        devices_silent=count_silent_since(scope, since, at=at),
        devices_new=search_devices(scope).filter(created_at__gte=since).count(),
        gateways_offline=fallen_out.filter(health__since__gte=since).count(),
        meters_exchanged=exchanged.exclude(reason=Reason.FIRST).count(),
    )
