"""The page on which a doubt is answered; the answer stays and is read with the case."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from enforcement.models import Case, Finding
from enforcement.services import findings
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import ON, draft, page

pytestmark = pytest.mark.django_db
REASON = "两案涉及不同批次。"


def doubted(cast: Cast) -> tuple[str, str]:
    """A case with one open doubt: its key and the word that answers it."""
    party = factories.party(cast.bureau)
    cause = "销售超过保质期的食品"
    first, second = (
        factories.case(cast.bureau, filed=True, of=party, cause=cause) for _number in range(2)
    )
    draft(cast.bureau, case=second, penalty_kinds=["fine"], fine_cents=200_000)
    return str(second.pk), findings.key(Finding.Code.DUPLICATE, str(first.pk))


def test_the_page_shows_the_doubt_and_records_the_answer(cast: Cast) -> None:
    case, word = doubted(cast)
    client = cast.client("officer1")
    text = page(client, "case-finding", case)
    assert "行政处罚法第二十九条" in text
    assert 'type="radio"' in text and " checked" in text  # the only doubt is chosen

    answer = client.post(
        reverse("case-finding", args=[case]),
        {"answer": word, "reason": REASON, "on": ON.isoformat()},
    )

    assert answer.status_code == 302
    assert Finding.objects.get().reason == REASON
    assert REASON in page(cast.client("reviewer"), "case-detail", case)


@pytest.mark.parametrize(
    ("values", "words"),
    [({"reason": ""}, "理由"), ({"answer": ""}, "说明事项"), ({"answer": "x|y"}, "说明事项")],
)
def test_a_bad_answer_stays_on_the_page(cast: Cast, values: dict[str, str], words: str) -> None:
    case, word = doubted(cast)
    typed = {"answer": word, "reason": REASON, "on": ON.isoformat(), "basis": "试验依据", **values}

    text = (
        cast.client("officer1").post(reverse("case-finding", args=[case]), typed).content.decode()
    )

    assert words in text
    assert "试验依据" in text
    assert not Finding.objects.exists()


def test_the_case_page_leads_to_it(cast: Cast) -> None:
    case, _word = doubted(cast)

    text = page(cast.client("officer1"), "case-detail", case)

    assert reverse("case-finding", args=[case]) in text
    assert "可能是同一违法行为" in text


def test_a_case_without_doubts_says_so(cast: Cast) -> None:
    row = draft(cast.bureau)

    text = page(cast.client("officer1"), "case-finding", row.case_id)
    assert "目前没有需要说明理由的事项" in text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE enforcement_finding SET reason = '改'",
        "DELETE FROM enforcement_finding",
    ],
)
def test_an_answer_is_never_rewritten(cast: Cast, statement: str) -> None:
    case, word = doubted(cast)
    row = Case.objects.get(pk=case)
    findings.record(row, by=cast.officer1, on=ON, answer=word, reason=REASON)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Finding.objects.get().reason == REASON


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"code": "limitation_other", "basis": "", "until": ON}]
)
def test_the_database_refuses_an_empty_answer(cast: Cast, fields: dict[str, object]) -> None:
    case, _word = doubted(cast)
    values = {"code": "duplicate", "reason": REASON, "found_on": ON, **fields}

    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(case_id=case, created_by=cast.officer1, **values)
