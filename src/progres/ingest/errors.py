"""Why the front door says no.

Refused
├── SenderGone       400  the connection ended before the body did
├── NotEntitled      401  unknown connection or wrong secret, indistinguishable
├── TooSlow          408  a body that took too long to come
├── TooLarge         413  a body of more than 1 MiB
├── Overloaded       503  too much waits, or the database is away: come again
└── Paused           503  the connection is paused: come again later
"""


class Refused(Exception):
    """A request is not taken; `status` and the sentence go to the sender."""

    status = 500


class NotEntitled(Refused):
    status = 401


class TooSlow(Refused):
    status = 408


class TooLarge(Refused):
    status = 413


class Overloaded(Refused):
    status = 503


class SenderGone(Refused):
    status = 400


class Paused(Refused):
    status = 503
