"""从旧兼从轻: a statute changed between act and decision asks for a reasoned choice (行政处罚法 37)."""

from datetime import date

import pytest

from enforcement.models import Article, Decision, Statute, StatuteVersion
from enforcement.services import findings
from enforcement.statutes import link_citations
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, codes, draft, lead

pytestmark = pytest.mark.django_db
TITLE = "云溪市试验条例"
ACT = date(2025, 6, 1)
CHANGED = date(2026, 1, 1)


def statute(*spans: tuple[date, date | None]) -> Statute:
    """A statute with one article, in force over the spans."""
    row = Statute.objects.create(title=TITLE, folded_title=TITLE)
    for start, end in spans:
        version = StatuteVersion.objects.create(
            statute=row, version_date=start, effective_from=start, effective_to=end, sha256="0" * 64
        )
        Article.objects.create(version=version, ordinal=1, no=3, label="第三条", text="不得试验。")
    return row


def drafted(cast: Cast, basis: str = f"《{TITLE}》第三条") -> Decision:
    """A draft that cites article 3 as it stood on the day of the act."""
    case = factories.case(cast.bureau, filed=True, act_to=ACT)
    return draft(cast.bureau, case=case, basis=basis, basis_refs=link_citations(basis, ACT))


def test_an_unchanged_statute_asks_nothing(cast: Cast) -> None:
    statute((date(2020, 1, 1), None))

    assert "law_change" not in codes(drafted(cast), ON)


@pytest.mark.parametrize(
    ("day", "asked"), [(date(2025, 12, 31), False), (CHANGED, True), (ON, True)]
)
def test_a_change_is_asked_about_from_the_day_it_takes_effect(
    cast: Cast, day: date, asked: bool
) -> None:
    statute((date(2020, 1, 1), CHANGED), (CHANGED, None))

    assert ("law_change" in codes(drafted(cast), day)) is asked


def test_the_question_names_statute_day_and_article(cast: Cast) -> None:
    statute((date(2020, 1, 1), CHANGED), (CHANGED, None))

    (doubt,) = findings.open_doubts(drafted(cast).case, ON)

    assert TITLE in doubt.gap.message
    assert "2026-01-01" in doubt.gap.message
    assert doubt.gap.article == "行政处罚法第三十七条"


def test_a_statute_that_ended_is_asked_about_too(cast: Cast) -> None:
    statute((date(2020, 1, 1), CHANGED))

    (doubt,) = findings.open_doubts(drafted(cast).case, ON)

    assert "已经失效" in doubt.gap.message


def test_the_answer_holds_for_that_version_only(cast: Cast) -> None:
    law = statute((date(2020, 1, 1), CHANGED), (CHANGED, None))
    row = drafted(cast)
    new = law.versions.get(effective_from=CHANGED)
    findings.record(
        row.case,
        by=lead(row.case),
        on=ON,
        answer=findings.key(findings.Code.LAW_CHANGE, f"{law.pk}:{new.pk}"),
        reason="新旧规定处罚相同，适用行为时的规定。",
    )
    assert "law_change" not in codes(row, ON)

    later = date(2026, 3, 1)
    StatuteVersion.objects.filter(pk=new.pk).update(effective_to=later)
    StatuteVersion.objects.create(
        statute=law, version_date=later, effective_from=later, sha256="1" * 64
    )
    assert "law_change" in codes(row, ON)


def test_a_text_the_library_lacks_asks_nothing(cast: Cast) -> None:
    assert "law_change" not in codes(drafted(cast, basis="《未收录条例》第三条"), ON)
