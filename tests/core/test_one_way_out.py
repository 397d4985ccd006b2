"""Nothing in the code removes an original but the service that carries out approved appraisals."""

import ast
from pathlib import Path

import pytest

from core import files
from core.errors import RuleError
from core.models import Blob
from tests.source import modules

PERMITTED = {
    # The two stores themselves, and the service that calls them.
    "dispose": {"core.files", "core.copies", "recording.services.destruction"},
    "removed_at": {"core.files", "recording.services.destruction"},
}


def calls(tree: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        for node in ast.walk(tree)
    )


def sets(tree: ast.AST, name: str) -> bool:
    """Whether the attribute of that name is ever given a value."""
    return any(
        isinstance(target, ast.Attribute) and target.attr == name
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for part in node.targets
        for target in ast.walk(part)
    )


def test_one_service_disposes_and_one_marks() -> None:
    trees = {module.name: ast.parse(module.text) for module in modules()}
    disposing = {name for name, tree in trees.items() if calls(tree, "dispose")}
    marking = {name for name, tree in trees.items() if sets(tree, "removed_at")}
    assert disposing == PERMITTED["dispose"]
    assert marking == PERMITTED["removed_at"]


def test_nobody_but_the_service_calls_the_stores() -> None:
    """By the name of the module, which a store does not call itself by."""
    calling = {
        module.name
        for module in modules()
        for name in ("files.dispose(", "copies.dispose(")
        if name in module.text
    }
    assert calling == {"recording.services.destruction"}


@pytest.mark.django_db
def test_bytes_that_come_in_again_are_kept_again(tmp_path: Path) -> None:
    blob = files.store(b"once", content_type="application/pdf")
    files.dispose(blob)
    files.dispose(blob)
    assert files.verify(blob) == "missing"
    staged = files.place().staging() / "again.part"
    staged.write_bytes(b"once")
    again = files.bring_back(blob, staged)
    staged.unlink()
    assert files.verify(again) == "ok"
    assert again.removed_at is None


@pytest.mark.django_db
def test_a_row_cannot_be_tied_to_bytes_that_were_destroyed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blob = files.store(b"twice", content_type="application/pdf")
    assert files.claim(blob) == blob
    real = Blob.objects.select_for_update

    class Gone:
        def get(self, **_named: object) -> Blob:
            row = real().get(pk=blob.pk)
            row.removed_at = row.stored_at
            return row

    monkeypatch.setattr(Blob.objects, "select_for_update", Gone)
    with pytest.raises(RuleError, match="刚刚依法销毁"):
        files.claim(blob)
