"""Somebody named without a name: by surname and title (沈女士), or by the clan (沈氏面馆)."""

import re

TITLED = re.compile(
    # Not 某女士, 各位先生 and the like, which name nobody.
    r"[\u4e00-\u9fff](?<![某各位名诸的该这那一老和])\s?(?:先生|女士|小姐|师傅|老板)"
)
CLAN = "氏"


def addressed(text: str, name: str) -> bool:
    """Whether a text names somebody so; `name`: whose surname is looked for as a clan's as well."""
    surname = name.strip()[:1]
    return bool(TITLED.search(text)) or bool(surname and f"{surname}{CLAN}" in text)
