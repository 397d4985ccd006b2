"""Names that no role word announces, by what they are made of and what stands around them.

A surname and one or two characters may be a name where the text before it can end and the text behind it can
begin: the more places of one document agree, the less each has to say.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from disclosure.redaction.lexicon import HAN, any_of, characters, neighbours, words

_SURNAMES = characters("common_surnames")
_COMPOUND = words("compound_surnames")
_LIKE_WORDS = words("surnames_like_words")
_FREQUENT = characters("frequent_surnames")
_WEAK = characters("weak_surnames")
_GIVEN = characters("given_characters")
_FOLLOW = characters("follow") | characters("after_one")
_NOT_GIVEN = characters("not_given")
_PERSON_ENDINGS = characters("person_endings")
_ROLES = words("party_roles") | words("representative_roles") | words("other_roles")
_TAKING_A_PERSON = words("before_person_words")
_MORE_OF_A_ROLE = characters("role_endings")  # 会计 is no role before 师
_VERBS = words("follow_words") | words("after_person") | words("after_anybody")
_LONGEST_ROLE = 6
_COMPANY = re.compile(r"[^，。；、\n]{0,20}?(?:公司|集团|[工商]厂|事务所|中心|商标|品牌)")
_BEFORE_PERSON = characters("before_person")
_DELIMITERS = frozenset(" \t\n，。；、：（）“”《》/—-[]〔〕【】？！‘’|")
_JOINTS = frozenset("、和与及")
_CANDIDATE = re.compile(
    rf"(?=((?:{any_of(_COMPOUND, spaced=False)}|[{''.join(sorted(_SURNAMES))}]){HAN}{{1,2}}))"
)
_OF_A_PERSON = re.compile(any_of(words("after_person"), spaced=False))
_OF_ANYBODY = re.compile(any_of(words("after_anybody"), spaced=False))
_OWN_BRACKET = re.compile(
    r"（(?:男|女|绰号|外号|化名|又名|曾用名|别名|小名|乳名|艺名|网名|身份证|公民|手机|电话|联系|微信|QQ|已故|已死|另案|均另案|时年|现年|未成年|系|住"
    r"|户籍|与|法定|(?:19|20)\d\d[年.-]|\d{1,2}岁|\d{1,3}[栋幢号楼])"
)
_AT_HOME_OF = re.compile(r"家(?=[，。、；”去来里住的中])")
_PUNISHED = re.compile(
    r"(?:处?以?罚款|警告|各?罚)(?:人民币)?[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖。；，]|等[一二三四五六七八九十两几\d]{1,3}人的"
)
_CELL = re.compile(r"[\s|，（]{1,4}(?:\d{6}|自然人|身份证|[男女][\s|，）])")
_ROLE = re.compile(r"[人员者方主师]\s{0,2}(?:（[^）\n]{1,10}）)?(?:姓名)?\s?(?:为|是|：)\s{0,4}$")
_ENDINGS = tuple(
    e for e in words("organisation_endings") | {"店", "厂"} if len(e) > 1 or e in "店厂"
)
_PLACE = characters("place_endings")
_DOCUMENT = re.compile(r"[^\s，。；]{0,8}[〔\[（【]\s?(?:19|20)\d\d")
# Texts that speak of natural persons: what looks like a name more often is one.
_PERSONAL = re.compile(
    r"身\s?份\s?证\s?(?:件)?号|公民身份|居民证|性\s{0,4}别|[，、；\s][男女][，、；\s]|出生(?!缺陷|医学)|户籍|驾驶证"
    r"|拘留|殴打|赌博|吸毒|醉酒|酒后驾|妻子|丈夫|其[妻夫子女父母兄弟](?![公业])|[先女][生士]：|同村|邻居|房东|乘客"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|单元\s?\d{3,4}室"
)
_OF_ORGANISATIONS = re.compile(r"公司|企业|单位|合作社|集团|[食药产商]品|[厂店矿]")
# What stands behind a run that begins the name of a firm.
_FIRM = re.compile(
    rf"(?!{any_of(words('place_words'), spaced=False)})"
    rf"[^{re.escape(''.join(sorted(characters('not_in_shop'))))}\n ]{{0,12}}?"
    rf"(?:{any_of(words('shop_endings'), spaced=False)}|（集团）|（中国）|[分支]行|商场|市场|项目|工程|大厦|花园|小区|广场|猪场|牛场|羊场)"
)
_COMMON = words("not_names") | words("place_names")
_ENOUGH = 6.2
_ENOUGH_PERSONAL = 4.5
_TOLD = 3.4  # a role word, or a verb that takes a person, stands before it
_MAX_PLACES = 40
_FIELD = 60  # characters of a field of a form, which tells no story


@dataclass
class _Shape:
    """What the places of one run of characters say for its being a name."""

    before: float = 0
    after: float = 0
    fitting: int = 0
    seen: int = 0

    def add(self, before: float, after: float) -> None:
        self.seen += 1
        if before and after:
            self.fitting += 1
            self.before, self.after = max(self.before, before), max(self.after, after)


_OPEN = 1.0  # for whatever follows upon a name that a role word announces


def find_shapes(text: str, known: Collection[str] = (), *, personal: bool = False) -> set[str]:
    """Names in folded text found by their shape and neighbours; `known` names vouch for those listed with them.

    `personal`: a natural person is a party, so that more of what looks like a name is one.
    """
    personal = personal or is_personal_text(text)
    enough = _ENOUGH_PERSONAL if personal else _ENOUGH
    found = set(_likely(_shapes(text, set(known), personal), enough))
    if found:
        found |= set(_likely(_shapes(text, set(known) | found, personal), enough))
    return found


def is_personal_text(text: str) -> bool:
    """Whether a text speaks of natural persons as such (sex, birth, identity card), or of no organisation."""
    story = len(text) > _FIELD and not _OF_ORGANISATIONS.search(text)
    return story or bool(_PERSONAL.search(text))


def _shapes(text: str, known: set[str], personal: bool) -> dict[str, _Shape]:
    shapes: dict[str, _Shape] = {}
    for match in _CANDIDATE.finditer(text):
        run = match[1]
        start = match.start()
        before = _before(text, start, known)
        for length in range(3 if run[:2] in _COMPOUND else 2, len(run) + 1):
            shape = shapes.setdefault(run[:length], _Shape())
            if shape.seen < _MAX_PLACES:
                after = _after(text, start + length, known)
                told = personal and before >= _TOLD and not after
                told = told and _ends_openly(text, start + length)
                shape.add(before, _OPEN if told else max(after, 0))
    return shapes


def _likely(shapes: dict[str, _Shape], enough: float) -> Iterator[str]:
    """Those that weigh enough; of two readings with one beginning the heavier."""
    weights = {name: _weight(name, shape) for name, shape in shapes.items() if shape.fitting}
    best: dict[str, str] = {}
    for name, weight in weights.items():
        head = name[:3] if name[:2] in _COMPOUND else name[:2]
        if weight >= enough and weight > weights.get(best.get(head, ""), 0):
            best[head] = name
    yield from best.values()


def _before(text: str, start: int, known: set[str]) -> float:
    """How well the text before `start` ends there."""
    last = text[start - 1 : start]
    if last in _JOINTS and any(text[start - 1 - n : start - 1] in known for n in (2, 3, 4)):
        return 2.5
    if last in "“‘《":
        return 0.5
    if not last or last in _DELIMITERS:
        return 3.0 if _ROLE.search(text, max(0, start - 24), start) else 1.5
    if not re.match(HAN, last):
        return 1.0
    if _announced(text, start):
        return _TOLD
    if last in neighbours("before").get(text[start], "") or text[start - 1 : start + 1] in _COMMON:
        return 0
    if last in _PERSON_ENDINGS:
        return 2.5
    return 2.0 if last in _BEFORE_PERSON else 1.0


def _ends_openly(text: str, end: int) -> bool:
    """Whether a name may end here though nothing known follows: no verb has begun, no company is named."""
    return text[end - 1 : end + 1] not in _VERBS and not _COMPANY.match(text, end)


def _announced(text: str, start: int) -> bool:
    """Whether a word for a person, or one that takes a person, ends at `start`: 乘客, 伙同."""
    if text[start] in _MORE_OF_A_ROLE:
        return False
    ends = (text[start - n : start] for n in range(2, min(_LONGEST_ROLE, start) + 1))
    return any(end in _ROLES or end in _TAKING_A_PERSON for end in ends)


def _after(text: str, end: int, known: set[str]) -> float:
    """How well the text from `end` on begins there; less than nothing where no name can end."""
    following = text[end : end + 1]
    if following in _PLACE or _DOCUMENT.match(text, end):
        return -1
    if following and following not in _DELIMITERS and _FIRM.match(text, end):
        return -1
    if following in _JOINTS and any(text[end + 1 : end + 1 + n] in known for n in (2, 3, 4)):
        return 2.5
    punished = text[end - 1] not in "予以处" and _PUNISHED.match(text, end)
    if punished or _AT_HOME_OF.match(text, end):
        return 3.0
    if following == "（" and _OWN_BRACKET.match(text, end):
        return 3.0
    if _CELL.match(text, end) or _OF_A_PERSON.match(text, end):
        return 3.0
    if not following or following in _DELIMITERS or _OF_ANYBODY.match(text, end):
        return 1.5
    return 1.0 if following in _FOLLOW or following.isdigit() else 0


def _weight(name: str, shape: _Shape) -> float:
    if shape.fitting * 2 < shape.seen or name.endswith(_ENDINGS) or not _PLACE.isdisjoint(name):
        return 0
    compound = name[:2] in _COMPOUND
    given = name[2:] if compound else name[1:]
    good = sum(0.8 if c in _GIVEN else -0.4 for c in given)
    bad = sum(1.0 for c in given if c in _NOT_GIVEN and c not in _GIVEN)
    weak = 1.0 if name[0] in _WEAK and not compound else 0
    ordinary = name[:2] in _COMMON or given[0] in neighbours("after").get(name[0], "")
    word = 2.5 if ordinary and not compound else 0
    doubtful = 2.5 if name[:2] in _LIKE_WORDS else 0
    rare = max(0.0, 1 - len(neighbours("after").get(name[0], "")) / 20)
    rare = rare if name[0] in _FREQUENT else 0.0 if len(given) > 1 else -0.5
    more = 0.5 * min(shape.fitting - 1, 3)
    return shape.before + shape.after + good + rare + more + compound - bad - weak - word - doubtful
