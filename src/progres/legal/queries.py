from progres.legal.models import LegalText
from progres.legal.rules import Kind


def versions_of(kind: Kind, language: str) -> list[LegalText]:
    """All versions of a text in a language ("de" or "en"), the newest first."""
    texts = LegalText.objects.filter(kind=kind, language=language)
    return list(texts.order_by("-version"))


def current_texts() -> dict[tuple[str, str], LegalText]:
    """The newest version of every text by kind and language."""
    newest = LegalText.objects.order_by("kind", "language", "-version")
    return {
        (text.kind, text.language): text
        for text in newest.distinct("kind", "language").defer("body")
    }
