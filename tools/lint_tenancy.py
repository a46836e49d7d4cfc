"""Queries of what belongs to an instance begin with `.of(scope)`.

A model belongs to an instance if its class has a `tenant` or `tenant_id`; the instances
themselves are treated alike. A line that must see everybody's rows says why:
`# tenancy: the gate`.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ALLOWED_CALLS = {"of", "create", "bulk_create"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
REASON = "# tenancy: "


def owned_models(source: str) -> Iterator[str]:
    """Find the models of an instance by what their classes hold."""
    for model in ast.walk(ast.parse(source)):
        if isinstance(model, ast.ClassDef):
            names = {
                part.id
                for field in model.body
                if isinstance(field, ast.Assign | ast.AnnAssign)
                for part in ast.walk(field)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
            if names & {"tenant", "tenant_id"}:
                yield model.name


def problems(path: Path, source: str, owned: set[str]) -> Iterator[str]:
    """Find queries that do not begin with a scope; one sentence each."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id=model), attr=manager), attr=call
            ) if model in owned and manager in MANAGERS and call not in ALLOWED_CALLS:
                if REASON not in lines[node.lineno - 1]:
                    yield (
                        f"{path}:{node.lineno}: {model}.{manager}.{call} can see every "
                        f"instance's rows; start with {model}.objects.of(scope)."
                    )


def main() -> int:
    sources = {path: path.read_text() for path in sorted(Path("src").rglob("*.py"))}
    owned = {"Tenant"}
    for path, source in sources.items():
        if path.name == "models.py" or path.parent.name == "models":
            owned.update(owned_models(source))
    found: list[str] = []
    for path, source in sources.items():
        found += problems(path, source, owned)
    print("\n".join(found) or f"{len(owned)} models are asked within a scope.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
