"""Identifiers of people, places and bodies: shape, check character and one canonical form of each.

A check that passes never proves who the person is: it finds slips of the pen. Values are strings throughout,
since leading zeros count. No error carries the value that was refused, because an identifier of a person must
not reach a log or an answer. Sources: NHS Data Dictionary (NHS number), Department for Education guidance on
unique pupil numbers (UPN), the Ministry of Justice's open-source person record (PNC, CRO, prison number).
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

PUPIL_ALPHABET: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
POLICE_ALPHABET: Final = "ZABCDEFGHJKLMNPQRTUVWXY"
NHS_TEST_PREFIX: Final = "999"
FIRST_YEAR: Final = 1900
SERIAL_LENGTH: Final = 7

_NHS: Final = re.compile(r"[0-9]{10}")
_UPN: Final = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_PNC: Final = re.compile(
    r"(?:(?P<year>[0-9]{2}|[0-9]{4})/(?P<serial>[0-9]{1,7})|(?P<digits>[0-9]{3,11}))(?P<check>[A-Z])"
)
_CRO_STANDARD: Final = re.compile(r"(?P<serial>[0-9]{1,6})/(?P<year>[0-9]{2})(?P<check>[A-Z])")
_CRO_SEARCH_FILE: Final = re.compile(r"SF(?P<year>[0-9]{2})/(?P<serial>[0-9]{1,6})(?P<check>[A-Z])")
_PRISON: Final = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
_UPRN: Final = re.compile(r"0*(?P<number>[1-9][0-9]{0,11})")
_URN: Final = re.compile(r"[0-9]{6}")
_LAESTAB: Final = re.compile(r"(?P<authority>[0-9]{3})/?(?P<establishment>[0-9]{4})")
_ODS: Final = re.compile(r"[A-Z0-9]{1,9}")
_GSS: Final = re.compile(r"[A-Z][0-9]{8}")
_LONGEST: Final = 40


class IdentifierKind(StrEnum):
    """The identifiers that can be checked."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    PNC = "pnc"
    CRO = "cro"
    PRISON_NUMBER = "prison_number"
    UPRN = "uprn"
    SCHOOL_URN = "school_urn"
    LAESTAB = "laestab"
    ODS = "ods"
    GSS = "gss"


class IdentifierRule(StrEnum):
    """What an identifier can fail."""

    SHAPE = "shape"
    CHECK_CHARACTER = "check_character"
    ALL_EQUAL_DIGITS = "all_equal_digits"
    YEAR = "year"
    AMBIGUOUS_YEAR = "ambiguous_year"


class InvalidIdentifierError(ValueError):
    """An identifier of this kind fails this rule. Neither the message nor the arguments hold its value."""

    def __init__(self, kind: IdentifierKind, rule: IdentifierRule) -> None:
        """Keeps what was expected and which rule failed, nothing else."""
        super().__init__(kind, rule)
        self.kind = kind
        self.rule = rule

    def __str__(self) -> str:
        """`not a valid nhs_number: check_character`."""
        return f"not a valid {self.kind}: {self.rule}"


def parse_nhs_number(text: str) -> str:
    """Ten digits: weights 10 to 2 on the first nine, modulus 11, the tenth is the check.

    Numbers of ten equal digits are refused by name, because several of them, 0000000000 first, pass modulus 11.
    """
    kind = IdentifierKind.NHS_NUMBER
    number = _matched(kind, _NHS, _compact(kind, text))[0]
    if len(set(number)) == 1:
        raise InvalidIdentifierError(kind, IdentifierRule.ALL_EQUAL_DIGITS)
    weighted = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), number, strict=False))
    # 11 stands for 0; 10 fits no digit, so that such a number is never issued.
    _require(kind, str(11 - weighted % 11 if weighted % 11 else 0) == number[9])
    return number


def is_nhs_test_range(number: str) -> bool:
    """Whether a canonical NHS number is of the range kept for tests (999...): production refuses those."""
    return number.startswith(NHS_TEST_PREFIX)


def parse_upn(text: str) -> str:
    """Unique pupil number, permanent or temporary: check letter, twelve more characters, modulus 23.

    A temporary number ends in a letter, which counts by its place in the same alphabet (no I, O, S).
    """
    kind = IdentifierKind.UPN
    upn = _matched(kind, _UPN, _compact(kind, text))[0]
    values = (int(character) if character.isdigit() else PUPIL_ALPHABET.index(character) for character in upn[1:])
    total = sum(position * value for position, value in enumerate(values, start=2))
    _require(kind, upn[0] == PUPIL_ALPHABET[total % 23])
    return upn


def is_temporary_upn(upn: str) -> bool:
    """Whether a canonical UPN is a temporary one, which a school gives until it knows the permanent one."""
    return not upn[-1].isdigit()


def parse_pnc(text: str, *, current_year: int | None = None) -> str:
    """Police National Computer id, as `YYYY/NNNNNNNC`.

    A year of two digits is of this century up to the current year, else of the last; one of four digits must lie
    between 1900 and the current year. Without the slash an id
    can be read as a short or a long year: the reading whose check letter fits is taken, and when both fit the
    id is refused, because guessing would name another person.

    Args:
        text: The id, with or without slash, spaces or leading zeros of the serial.
        current_year: Four digits; by default that of the system's clock in UTC.
    """
    kind = IdentifierKind.PNC
    match = _matched(kind, _PNC, _compact(kind, text, separators=" "))
    digits = match["digits"]
    readings = (
        [(match["year"], match["serial"])] if digits is None else [(digits[:2], digits[2:]), (digits[:4], digits[4:])]
    )
    year_now = current_year if current_year is not None else datetime.now(UTC).year
    plausible = [
        (_full_year(year, year_now), serial.zfill(SERIAL_LENGTH))
        for year, serial in readings
        if 1 <= len(serial) <= SERIAL_LENGTH and FIRST_YEAR <= _full_year(year, year_now) <= year_now
    ]
    if not plausible:
        raise InvalidIdentifierError(kind, IdentifierRule.YEAR)
    fitting = [f"{year}/{serial}{match['check']}" for year, serial in plausible if _fits(year, serial, match["check"])]
    _require(kind, bool(fitting))
    if len(fitting) > 1:
        raise InvalidIdentifierError(kind, IdentifierRule.AMBIGUOUS_YEAR)
    return fitting[0]


def parse_cro(text: str) -> str:
    """Criminal Records Office number, as `NNNNNN/YYC`, or `SFYY/NC` for a search-file number.

    The serial is padded to six digits in the standard form and never in a search-file number.
    """
    kind = IdentifierKind.CRO
    cro = _compact(kind, text, separators=" ")
    standard = _CRO_STANDARD.fullmatch(cro)
    match = standard or _matched(kind, _CRO_SEARCH_FILE, cro)
    year, check = match["year"], match["check"]
    serial = match["serial"].zfill(6) if standard else match["serial"]
    _require(kind, _fits(int(year), serial, check))
    return f"{serial}/{year}{check}" if standard else f"SF{year}/{serial}{check}"


def parse_prison_number(text: str) -> str:
    """Prison (NOMS) number: a letter, four digits, two letters. It has no check character."""
    return _parse_shape(IdentifierKind.PRISON_NUMBER, _PRISON, text)


def parse_uprn(text: str) -> str:
    """Unique property reference number, 1 to 999999999999, without leading zeros. It can betray a refuge."""
    kind = IdentifierKind.UPRN
    return _matched(kind, _UPRN, _compact(kind, text))["number"]


def parse_school_urn(text: str) -> str:
    """A school's unique reference number: six digits."""
    return _parse_shape(IdentifierKind.SCHOOL_URN, _URN, text)


def parse_laestab(text: str) -> str:
    """A school's authority and establishment numbers, as `NNN/NNNN`."""
    kind = IdentifierKind.LAESTAB
    match = _matched(kind, _LAESTAB, _compact(kind, text))
    return f"{match['authority']}/{match['establishment']}"


def parse_ods(text: str) -> str:
    """Code of the Organisation Data Service: one to nine letters and digits, which say nothing of the type."""
    return _parse_shape(IdentifierKind.ODS, _ODS, text)


def parse_gss(text: str) -> str:
    """Code of a statistical area: a letter and eight digits. Whether it existed on a date, the directory says."""
    return _parse_shape(IdentifierKind.GSS, _GSS, text)


PARSERS: Final[Mapping[IdentifierKind, Callable[[str], str]]] = MappingProxyType(
    {
        IdentifierKind.NHS_NUMBER: parse_nhs_number,
        IdentifierKind.UPN: parse_upn,
        IdentifierKind.PNC: parse_pnc,
        IdentifierKind.CRO: parse_cro,
        IdentifierKind.PRISON_NUMBER: parse_prison_number,
        IdentifierKind.UPRN: parse_uprn,
        IdentifierKind.SCHOOL_URN: parse_school_urn,
        IdentifierKind.LAESTAB: parse_laestab,
        IdentifierKind.ODS: parse_ods,
        IdentifierKind.GSS: parse_gss,
    }
)


def normalise(kind: IdentifierKind, text: str) -> str:
    """The canonical form of an identifier of this kind.

    Raises:
        InvalidIdentifierError: the text is not one; the error never holds the text.
    """
    return PARSERS[kind](text)


def _compact(kind: IdentifierKind, text: str, separators: str = " -") -> str:
    """Upper case, without the separators people write. Other alphabets are refused: their digits look alike."""
    if not text.isascii() or len(text) > _LONGEST:
        raise InvalidIdentifierError(kind, IdentifierRule.SHAPE)
    return text.upper().translate(dict.fromkeys(map(ord, separators)))


def _matched(kind: IdentifierKind, shape: re.Pattern[str], text: str) -> re.Match[str]:
    match = shape.fullmatch(text)
    if match is None:
        raise InvalidIdentifierError(kind, IdentifierRule.SHAPE)
    return match


def _parse_shape(kind: IdentifierKind, shape: re.Pattern[str], text: str) -> str:
    return _matched(kind, shape, _compact(kind, text))[0]


def _require(kind: IdentifierKind, fits: bool) -> None:  # noqa: FBT001
    if not fits:
        raise InvalidIdentifierError(kind, IdentifierRule.CHECK_CHARACTER)


def _fits(year: int, serial: str, check: str) -> bool:
    """Check letter of PNC and CRO: the last two digits of the year set before the serial, modulus 23."""
    return check == POLICE_ALPHABET[int(f"{year % 100:02}{serial}") % 23]


def _full_year(year: str, current_year: int) -> int:
    if len(year) > len("yy"):
        return int(year)
    century = 2000 if int(year) <= current_year % 100 else 1900
    return century + int(year)
