"""Redact texts from standard input: a plain text, or one JSON object per line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosure.redaction import POLICIES, SURNAME_MOU, Party, redact
from disclosure.redaction.names import is_personal
from disclosure.redaction.spans import ORGANISATION, PERSON, SOLE_TRADER

KINDS = {
    ORGANISATION: ORGANISATION,
    SOLE_TRADER: SOLE_TRADER,
    PERSON: PERSON,
    "organisation": ORGANISATION,
    "organization": ORGANISATION,
    "法人及非法人组织": ORGANISATION,
    "个体工商户": SOLE_TRADER,
    "自然人": PERSON,
}


class Command(BaseCommand):
    """`redact < in > out`, or `redact --jsonl` (offsets count characters of the input text)."""

    help = "Redact personal data from a text on standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='lines {"id","text","parties":[{"name","kind"}]} -> {"id","text","spans"}',
        )
        parser.add_argument("--policy", choices=sorted(POLICIES), default=SURNAME_MOU)

    def handle(self, *args: Any, **options: Any) -> None:
        data = sys.stdin.buffer.read().decode("utf-8-sig")
        if not options["jsonl"]:
            self.stdout.write(redact(data, name_policy=options["policy"]).text, ending="")
            return
        for number, line in enumerate(data.split("\n"), start=1):
            if line.strip():
                record = self._redact_line(number, line, options["policy"])
                self.stdout.write(json.dumps(record, ensure_ascii=False))

    def _redact_line(self, number: int, line: str, policy: str) -> dict[str, Any]:
        try:
            record = json.loads(line)
            text = record["text"]
            parties = [_party(row) for row in record.get("parties") or []]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"line {number}: not an object with text and parties") from error
        if not isinstance(text, str):
            raise CommandError(f"line {number}: text is not a string")
        result = redact(text, parties, name_policy=policy)
        spans = [
            {
                "start": s.start,
                "end": s.end,
                "type": s.type,
                "replacement": s.replacement,
                "reason": s.reason,
            }
            for s in result.spans
        ]
        return {"id": record.get("id"), "text": result.text, "spans": spans}


def _party(row: Mapping[str, str]) -> Party:
    """A party of the input; without a known kind a personal name is taken for a person."""
    name = row["name"]
    guess = PERSON if is_personal(name) else ORGANISATION
    return Party(name, KINDS.get(row.get("kind") or "", guess), row.get("role") or "")
