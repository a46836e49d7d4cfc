from pathlib import Path

import pytest
from tools.lint_tenancy import owned_models, problems

MODELS = """
class Device(models.Model):
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT)

class Layout(models.Model):
    keys = models.JSONField()

class Entry(models.Model):
    tenant_id: int
"""


def test_a_model_belongs_to_an_instance_by_its_fields() -> None:
    assert list(owned_models(MODELS)) == ["Device", "Entry"]


@pytest.mark.parametrize(
    "line",
    [
        "Device.objects.filter(name='a')",
        "Device.objects.all()",
        "Device._base_manager.get(id=7)",
    ],
)
def test_a_query_without_scope_is_found(line: str) -> None:
    (problem,) = problems(Path("x.py"), f"import y\n{line}\n", {"Device"})
    assert problem.startswith("x.py:2: Device.")


@pytest.mark.parametrize(
    "line",
    [
        "Device.objects.of(scope).filter(name='a')",
        "Layout.objects.filter(id=7)",
        "Device.objects.get(id=7)  # tenancy: the gate",
    ],
)
def test_a_query_with_a_scope_or_a_reason_is_fine(line: str) -> None:
    assert not list(problems(Path("x.py"), line, {"Device"}))
