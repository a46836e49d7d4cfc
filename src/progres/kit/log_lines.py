"""One form of log lines for all parts, with times in UTC that say so."""

import logging
import time


class UtcLine(logging.Formatter):
    """Lines such as `2026-03-01T12:00:00Z INFO progres.worker.jobs Made 3 days`."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ"
        )


def log_to_stderr() -> None:
    """Log from INFO on, for a process that Django's settings do not set up."""
    handler = logging.StreamHandler()
    handler.setFormatter(UtcLine())
    logging.basicConfig(handlers=[handler], level=logging.INFO)
