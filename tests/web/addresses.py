"""All addresses outside the front door and the API, by the names of their pages."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def pages() -> dict[str, tuple[str, ...]]:
    """Return the names of all pages, each with what its address holds."""
    return dict(_addresses(get_resolver().url_patterns))


def _addresses(
    patterns: list[URLPattern | URLResolver],
    name_space: str = "",
    params: tuple[str, ...] = (),
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        held = (*params, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "api/v1/":  # tests/api has its own table
                inner = f"{pattern.namespace}:" if pattern.namespace else name_space
                yield from _addresses(pattern.url_patterns, inner, held)
        else:
            yield f"{name_space}{pattern.name}", held
