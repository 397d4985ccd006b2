"""What is public before an act, ordered by what a reader asks: who, what, how, by which measure, and after."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from enforcement.registers import BOOKS

Words = str | Promise


@dataclass(frozen=True)
class Card:
    """One list: what it is called, what it tells, its address."""

    title: Words
    about: Words
    url: str


@dataclass(frozen=True)
class Shelf:
    """The lists that answer one question, in their order: keys of BOOKS and of PAGES."""

    question: Words
    names: tuple[str, ...]

    def cards(self) -> Iterator[Card]:
        """The lists."""
        for name in self.names:
            if name in BOOKS:
                book = BOOKS[name]
                yield Card(book.listed, book.about, reverse(f"public-{name}-list"))
            else:
                yield Card(*PAGES[name], reverse(name))


# Name of a page that is no register kept entry by entry -> its title and what it tells.
PAGES: dict[str, tuple[Words, Words]] = {
    "agency-list": (
        pgettext_lazy("清单", "执法主体"),
        gettext_lazy("依法公告的执法主体及其职责、权限"),
    ),
    "officer-list": (gettext_lazy("执法人员"), gettext_lazy("在岗人员和执法证号")),
    "item-list": (
        pgettext_lazy("清单", "执法事项"),
        gettext_lazy("职权名称、依据、期限和收费"),
    ),
    "inspection-column": (
        gettext_lazy("涉企行政检查公示专栏"),
        gettext_lazy("谁来检查、检查什么、一年最多几次"),
    ),
    "random-check-items": (
        gettext_lazy("随机抽查事项清单"),
        gettext_lazy("抽查什么、抽多少、多久一次"),
    ),
    "delegation-list": (gettext_lazy("委托执法"), gettext_lazy("谁受委托、委托什么、到何时")),
    "recording-items": (
        gettext_lazy("应当音像记录的事项（依规定）"),
        gettext_lazy("规定要求录音录像的环节，不论机关是否公布了自己的清单"),
    ),
    "benchmark-list": (
        pgettext_lazy("清单", "裁量基准"),
        gettext_lazy("处罚的阶次、条件和标准"),
    ),
    "review-catalogue-list": (
        gettext_lazy("法制审核目录清单"),
        gettext_lazy("哪些决定必须先审核"),
    ),
    "flowchart-list": (
        gettext_lazy("平台办理流程图"),
        gettext_lazy("平台办理案件所依据的流程：每一步由谁办、依据什么"),
    ),
    "remedies": (
        gettext_lazy("不服决定怎么办"),
        gettext_lazy("行政复议、行政诉讼的期限和机关"),
    ),
    "faq-list": (gettext_lazy("常见问题"), gettext_lazy("公众问过、各机关答复的问题")),
}
SHELVES = (
    Shelf(
        gettext_lazy("谁来执法"),
        ("agency-list", "officer-list", "window", "delegation-list", "empowerment"),
    ),
    Shelf(
        gettext_lazy("执什么法"),
        ("item-list", "inspection-column", "standard", "random-check-items", "device"),
    ),
    Shelf(
        gettext_lazy("怎么办"),
        ("guide", "flowchart", "flowchart-list", "sample", "recording-items", "recording"),
    ),
    Shelf(
        gettext_lazy("按什么标准"),
        ("benchmark-list", "review-catalogue-list", "policy", "example"),
    ),
    Shelf(gettext_lazy("不服怎么办"), ("remedies", "remedy", "channel", "faq-list")),
)
