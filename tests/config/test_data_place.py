"""Where an installation keeps its data when it is not told, or is told nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SAY = "from config.settings import EMAIL_FILE_PATH, VAR_DIR; print(VAR_DIR, EMAIL_FILE_PATH)"


@pytest.mark.parametrize(
    ("told", "place"), [(None, ROOT / "var"), ("", ROOT / "var"), ("{tmp}", None)]
)
def test_nothing_named_is_the_folder_of_the_project(
    told: str | None, place: Path | None, tmp_path: Path
) -> None:
    own = ("PORTAL_VAR_DIR", "PORTAL_MAIL_URL")
    clean = {name: value for name, value in os.environ.items() if name not in own}
    given = {} if told is None else {"PORTAL_VAR_DIR": told.format(tmp=tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", SAY],
        cwd=ROOT,
        env={**clean, **given},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found, mail = map(Path, said.split())
    assert found == (place or tmp_path)
    assert mail == found / "mail"  # not under the folder the program was started in
