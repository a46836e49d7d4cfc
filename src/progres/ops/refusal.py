"""Why a command does not do what it was asked."""


class CannotRun(Exception):
    """The installation is in no state to run; the message says what to do about it."""
