"""A changed checklist, or a changed file of rules, over what was decided and reviewed before."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.triggers import suspended
from enforcement.models import Agency
from legal_review import catalogue, rule_trial
from legal_review.models import Review, ReviewCheck
from tests import factories
from tests.base import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
DAY = date(2026, 3, 10)
OLD = {"facts": "事实清楚", "law": "依据准确", "documents": "文书规范"}


def reviewed(agency: Agency, *failed: str, on: date = DAY, heads: Any = OLD) -> None:
    """A review that was decided on the day: returned for the heads that failed, else passed.

    Written with the gates off: what is tried here only reads what was decided.
    """
    review = factories.submitted(agency)
    by = factories.someone(agency, "reviewer")
    status = Review.Status.RETURNED if failed else Review.Status.PASSED
    with suspended(connection):
        for head in heads:
            result = "fail" if head in failed else "pass"
            ReviewCheck.objects.create(review=review, head=head, label=head, result=result)
        Review.objects.filter(pk=review.pk).update(
            status=status, reviewer=by, decided_on=on, opinion="意见。"
        )


def trial(cast: Cast, new: dict[str, str]) -> rule_trial.ChecklistTrial:
    return rule_trial.checklist([cast.bureau], OLD, new, since=SINCE, until=UNTIL)


def test_the_same_checklist_changes_nothing(cast: Cast) -> None:
    found = trial(cast, OLD)

    assert (found.reviews, found.returned, found.would_pass) == (0, 0, 0)
    assert [head.place for head in found.heads] == ["kept"] * 3


def test_a_dropped_head_says_what_it_alone_had_caught(cast: Cast) -> None:
    reviewed(cast.bureau)
    reviewed(cast.bureau, "documents")
    reviewed(cast.bureau, "documents", "facts")

    found = trial(cast, {"facts": "事实清楚", "law": "依据准确", "crime": "是否涉嫌犯罪"})

    assert (found.reviews, found.returned, found.would_pass) == (3, 2, 1)
    assert (found.before, found.after) == (3, 3)
    heads = {head.key: head for head in found.heads}
    assert {key: head.place for key, head in heads.items()} == {
        "facts": "kept",
        "law": "kept",
        "documents": "dropped",
        "crime": "added",
    }
    assert (heads["documents"].judged, heads["documents"].failed) == (3, 2)
    assert (heads["documents"].alone, heads["facts"].alone) == (1, 0)
    assert heads["crime"].judged == 0


def test_reviews_of_other_days_and_agencies_do_not_count(cast: Cast) -> None:
    reviewed(cast.bureau, on=date(2025, 12, 31))

    assert trial(cast, OLD).reviews == 0
    found = rule_trial.checklist([], OLD, OLD, since=SINCE, until=UNTIL)
    assert found.reviews == 0


# --- the command -----------------------------------------------------------------------------------
def run(agency: int, text: str, place: Path, *options: str) -> str:
    path = place / "changed.toml"
    path.write_text(text, encoding="utf-8")
    out = io.StringIO()
    call_command("try_review_rules", str(agency), str(path), *options, stdout=out)
    return out.getvalue()


PERIOD = ("--since", "2026-01-01", "--until", "2026-12-31")
RULES = """
[[review]]
key = "amount"
label = "较大数额"
test = "amount"
article = "第一条"
threshold = "review.amount"

[[review]]
key = "checks"
label = "全部检查"
test = "kind"
article = "第二条"
kinds = ["inspection"]
"""
HEADS = """
[[head]]
key = "subject"
label = "主体合法"
"""


def test_the_command_runs_changed_rules_over_history(cast: Cast, tmp_path: Path) -> None:
    factories.issued(cast.bureau)

    text = run(cast.bureau.pk, RULES, tmp_path, *PERIOD)

    assert "decisions 1, reviewed 1 -> 1 (+0 -0), reviewers 1" in text
    assert "rule ordinary_penalty: 1 -> 1" in text
    assert "rule checks: 0 -> 0  全部检查" in text
    assert "load 2026-03: 1.0 -> 1.0" in text
    assert "head" not in text


def test_the_command_runs_a_changed_checklist_over_past_reviews(cast: Cast, tmp_path: Path) -> None:
    heads = catalogue.heads(cast.bureau.rules())
    reviewed(cast.bureau, "documents", heads=heads)

    text = run(cast.bureau.pk, HEADS, tmp_path, *PERIOD)

    assert "reviews 1, returned 1, of which only for dropped heads 1" in text
    assert f"heads {len(heads)} -> 1" in text
    assert "head subject kept: judged 1, failed 0, alone 0  主体合法" in text
    assert "head documents dropped: judged 1, failed 1, alone 1" in text
    assert "decisions" not in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[review]]\nkey = 'x'\nlabel = 'x'\ntest = 'guess'\n", "unknown test in x"),
        ("[[review]]\nkey = 'x'\n", "without key or label"),
        ("[[head]]\nlabel = 'x'\n", "without key or label"),
        ("not toml", "changed.toml"),
        (
            "[[review]]\nkey = 'x'\nlabel = 'x'\ntest = 'amount'\narticle = 'x'\nthreshold = 'no.such'\n",
            "no.such",
        ),
    ],
)
def test_a_file_that_says_nothing_usable_is_refused(
    cast: Cast, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run(cast.bureau.pk, text, tmp_path)


def test_an_agency_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no agency"):
        run(10**9, HEADS, tmp_path)
