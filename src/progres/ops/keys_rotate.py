"""`progres keys rotate`: seal all secrets with the newest master key."""

import argparse
import sys
from datetime import UTC, datetime

from django.conf import settings

from progres.ops.django_setup import closing_connections, set_up_django
from progres.ops.environment import OWNER_URL
from progres.ops.refusal import CannotRun

# The secrets of all instances have their turn, whatever the scope.
set_up_django(OWNER_URL)

from progres.accounts.second_factors import (  # noqa: E402 after Django's setup
    reseal_factors,
)
from progres.accounts.single_sign_on import reseal_providers  # noqa: E402
from progres.audit.keys import reseal_signing_keys  # noqa: E402
from progres.connections.mqtt_actions import reseal_mqtt  # noqa: E402
from progres.devices.key_actions import reseal_keys  # noqa: E402
from progres.kit.secrets import UnknownMasterKey  # noqa: E402

BATCH = 500  # secrets in one transaction
OTHERS = (  # few enough for one transaction each
    (reseal_signing_keys, "key that signs the audit log"),
    (reseal_factors, "secret of a second factor"),
    (reseal_providers, "secret of a provider for single sign-on"),
    (reseal_mqtt, "secret of a connection by MQTT"),
)


def main(_args: argparse.Namespace) -> int:
    """Go on where an earlier run was cut short; each batch is kept."""
    resealed = 0
    after: int | None = 0
    closed: list[str] = []
    with closing_connections():
        while after is not None:
            batch = reseal_keys(
                settings.MASTER_KEYS, after=after, limit=BATCH, at=datetime.now(UTC)
            )
            resealed += batch.resealed
            closed += batch.closed
            after = batch.last_id
        for reseal, what in OTHERS:
            try:
                resealed += reseal(settings.MASTER_KEYS)
            except UnknownMasterKey:
                closed.append(what)
    sys.stdout.write(f"Secrets sealed with the newest key: {resealed}.\n")
    if closed:
        raise CannotRun(
            f"Secrets that no master key at hand opens: {len(closed)}, the first is the "
            f"{closed[0]}; PROGRES_MASTER_KEY must still hold the keys they were sealed "
            "with."
        )
    return 0
