"""The languages that PROGRES speaks."""

LANGUAGES = ("de", "en")


def language_problem(language: str) -> str:
    """Say in a sentence that this is no language of ours; "" if it is one."""
    if language in LANGUAGES:
        return ""
    return f"'{language}' is not a language of PROGRES; use 'de' or 'en'."
