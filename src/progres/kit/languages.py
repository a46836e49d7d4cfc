"""The languages that PROGRES speaks."""

from progres.kit.refusal import Refusal

LANGUAGES = ("de", "en")


def language_problem(language: str) -> Refusal | None:
    """Say in a sentence that this is no language of ours; None if it is one."""
    if language in LANGUAGES:
        return None
    return Refusal(
        "'%(language)s' is not a language of PROGRES; use 'de' or 'en'.",
        language=language,
    )
