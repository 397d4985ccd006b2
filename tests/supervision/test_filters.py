"""Template filters of supervision."""

import pytest

from supervision.templatetags.supervision import check_result

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("value", "words"),
    [("pass", "通过"), ("fail", "不通过"), ("none", "不适用"), ("strange", "strange")],
)
def test_words_of_a_result(value: str, words: str) -> None:
    assert check_result(value) == words
