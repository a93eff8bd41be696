"""Identifier checks: published vectors, boundary shapes, and properties over generated identifiers."""

import pickle
import traceback
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.identifiers import (
    PARSERS,
    POLICE_ALPHABET,
    PUPIL_ALPHABET,
    IdentifierKind,
    IdentifierRule,
    InvalidIdentifierError,
    is_nhs_test_range,
    is_temporary_upn,
    normalise,
    parse_cro,
    parse_nhs_number,
    parse_pnc,
    parse_upn,
)

K, R = IdentifierKind, IdentifierRule

VALID = [
    (K.NHS_NUMBER, "9434765919", "9434765919"),
    (K.NHS_NUMBER, "9990000018", "9990000018"),
    (K.NHS_NUMBER, " 999 000-0018 ", "9990000018"),
    (K.UPN, "B801200005001", "B801200005001"),
    (K.UPN, "M80120000500A", "M80120000500A"),
    (K.UPN, "m80120000500a", "M80120000500A"),
    (K.UPN, "P207000016049", "P207000016049"),
    (K.PNC, "2012/1234567C", "2012/1234567C"),
    (K.PNC, "12/1234567C", "2012/1234567C"),
    (K.PNC, "121234567C", "2012/1234567C"),
    (K.PNC, "20121234567c", "2012/1234567C"),
    (K.PNC, "1999/0000001G", "1999/0000001G"),
    (K.PNC, "99/1G", "1999/0000001G"),
    (K.PNC, "1999/1 G", "1999/0000001G"),
    (K.CRO, "123456/08T", "123456/08T"),
    (K.CRO, "SF83/50058Z", "SF83/50058Z"),
    (K.CRO, "sf83/50058z", "SF83/50058Z"),
    (K.PRISON_NUMBER, "A1234BC", "A1234BC"),
    (K.PRISON_NUMBER, "a1234 bc", "A1234BC"),
    (K.UPRN, "100023336956", "100023336956"),
    (K.UPRN, "000000000001", "1"),
    (K.UPRN, "999999999999", "999999999999"),
    (K.SCHOOL_URN, "999001", "999001"),
    (K.LAESTAB, "801/2000", "801/2000"),
    (K.LAESTAB, "8012000", "801/2000"),
    (K.LAESTAB, "801-2000", "801/2000"),
    (K.ODS, "G7H8J", "G7H8J"),
    (K.ODS, "x9x9x", "X9X9X"),
    (K.GSS, "E09000001", "E09000001"),
    (K.GSS, "e06000047", "E06000047"),
]

INVALID = [
    (K.NHS_NUMBER, "9434765918", R.CHECK_CHARACTER),
    (K.NHS_NUMBER, "9990000000", R.CHECK_CHARACTER),
    (K.NHS_NUMBER, "0000000000", R.ALL_EQUAL_DIGITS),
    (K.NHS_NUMBER, "1111111111", R.ALL_EQUAL_DIGITS),
    (K.NHS_NUMBER, "999000001", R.SHAPE),
    (K.NHS_NUMBER, "99900000188", R.SHAPE),
    (K.NHS_NUMBER, "٩٩٩٠٠٠٠٠١٨", R.SHAPE),
    (K.NHS_NUMBER, "9990000018\n", R.SHAPE),
    (K.NHS_NUMBER, "", R.SHAPE),
    (K.UPN, "A801200005001", R.CHECK_CHARACTER),
    (K.UPN, "Q207000016049", R.CHECK_CHARACTER),
    (K.UPN, "B80120000500A", R.CHECK_CHARACTER),
    (K.UPN, "I801200005001", R.SHAPE),
    (K.UPN, "M80120000500O", R.SHAPE),
    (K.PNC, "2012/1234567D", R.CHECK_CHARACTER),
    (K.PNC, "2012/12345678C", R.SHAPE),
    (K.PNC, "201/1234567C", R.SHAPE),
    (K.PNC, "1812/1234567C", R.YEAR),
    (K.PNC, "2027/1234567C", R.YEAR),
    (K.CRO, "123456/08S", R.CHECK_CHARACTER),
    (K.CRO, "SF83/050058Z", R.CHECK_CHARACTER),
    (K.CRO, "1234567/08T", R.SHAPE),
    (K.CRO, "12345608T", R.SHAPE),
    (K.PRISON_NUMBER, "A123BC", R.SHAPE),
    (K.PRISON_NUMBER, "11234BC", R.SHAPE),
    (K.PRISON_NUMBER, "\u017f1234BC", R.SHAPE),  # a long s, which turns into S in upper case
    (K.ODS, "\u0131", R.SHAPE),  # a dotless i, which turns into I
    (K.UPRN, "0", R.SHAPE),
    (K.UPRN, "1000000000000", R.SHAPE),
    (K.SCHOOL_URN, "99900", R.SHAPE),
    (K.LAESTAB, "80/12000", R.SHAPE),
    (K.ODS, "G7H8J12345", R.SHAPE),
    (K.ODS, "G7.8J", R.SHAPE),
    (K.GSS, "E0900000", R.SHAPE),
    (K.GSS, "EE9000001", R.SHAPE),
]

digits9 = st.text("0123456789", min_size=9, max_size=9)
serials = st.integers(min_value=0, max_value=9_999_999)


def parse(kind: IdentifierKind, text: str) -> str:
    """Parses with the year held still where a year counts."""
    return parse_pnc(text, current_year=2026) if kind is K.PNC else normalise(kind, text)


def refusal(kind: IdentifierKind, text: str) -> IdentifierRule | None:
    """The rule that a text fails as this kind, or nothing when it is accepted."""
    try:
        normalise(kind, text)
    except InvalidIdentifierError as error:
        return error.rule
    return None


def nhs_check(first_nine: str) -> str | None:
    """The check digit, worked out from the condition that all ten weighted digits sum to a multiple of 11."""
    weighted = sum((10 - place) * int(digit) for place, digit in enumerate(first_nine))
    return next((str(digit) for digit in range(10) if (weighted + digit) % 11 == 0), None)


def pnc_check(year: int, serial: int) -> str:
    """The letter that belongs to a PNC serial."""
    return POLICE_ALPHABET[int(f"{year % 100:02}{serial:07}") % 23]


@pytest.mark.parametrize(("kind", "text", "canonical"), VALID)
def test_a_valid_identifier_becomes_canonical(kind: IdentifierKind, text: str, canonical: str) -> None:
    """Every way of writing a valid identifier gives the one canonical form, which gives itself again."""
    assert parse(kind, text) == canonical
    assert parse(kind, canonical) == canonical


@pytest.mark.parametrize(("kind", "text", "rule"), INVALID)
def test_an_invalid_identifier_names_the_rule_it_fails(kind: IdentifierKind, text: str, rule: IdentifierRule) -> None:
    """A refused identifier says its kind and the rule."""
    with pytest.raises(InvalidIdentifierError) as caught:
        parse(kind, text)
    assert (caught.value.kind, caught.value.rule) == (kind, rule)


@pytest.mark.parametrize(("kind", "text", "rule"), [row for row in INVALID if row[1]])
def test_the_error_never_holds_the_value(kind: IdentifierKind, text: str, rule: IdentifierRule) -> None:
    """Neither message, arguments, representation nor the chain of causes shows what was refused."""
    with pytest.raises(InvalidIdentifierError) as caught:
        parse(kind, text)
    error = caught.value
    shown = "".join([str(error), repr(error), repr(error.args), *traceback.format_exception_only(error)])
    assert text not in shown.replace(f"{kind}", "").replace(f"{rule}", "")
    assert error.__cause__ is None
    assert error.__context__ is None


def test_the_error_survives_pickling() -> None:
    """The error can cross a process boundary and still says kind and rule."""
    error = pickle.loads(pickle.dumps(InvalidIdentifierError(K.UPN, R.SHAPE)))  # noqa: S301
    assert (error.kind, error.rule, str(error)) == (K.UPN, R.SHAPE, "not a valid upn: shape")


def test_every_kind_has_a_parser() -> None:
    """No kind can be named that cannot be checked."""
    assert set(PARSERS) == set(IdentifierKind)


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_no_nhs_number(digit: str) -> None:
    """Ten equal digits are refused by name, whether or not they pass modulus 11."""
    with pytest.raises(InvalidIdentifierError) as caught:
        parse_nhs_number(digit * 10)
    assert caught.value.rule is R.ALL_EQUAL_DIGITS


@pytest.mark.parametrize(("number", "expected"), [("9990000018", True), ("9434765919", False)])
def test_the_test_range_is_recognised(number: str, expected: bool) -> None:  # noqa: FBT001
    """Numbers of the range kept for tests are told apart, so that production can refuse them."""
    assert is_nhs_test_range(parse_nhs_number(number)) is expected


@pytest.mark.parametrize(("upn", "expected"), [("B801200005001", False), ("M80120000500A", True)])
def test_a_temporary_upn_is_recognised(upn: str, expected: bool) -> None:  # noqa: FBT001
    """A UPN that ends in a letter is temporary."""
    assert is_temporary_upn(parse_upn(upn)) is expected


@given(digits9, st.data())
def test_any_separators_give_the_same_nhs_number(first_nine: str, data: st.DataObject) -> None:
    """Spaces and hyphens, wherever they stand, do not change an NHS number."""
    check = nhs_check(first_nine)
    assume(check is not None and len(set(first_nine)) > 1)
    number = f"{first_nine}{check}"
    spread = "".join(digit + data.draw(st.sampled_from(["", " ", "-"])) for digit in number)
    assert parse_nhs_number(spread) == number


@given(digits9, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_of_an_nhs_number_is_caught(first_nine: str, place: int, shift: int) -> None:
    """Changing any one digit of a valid NHS number makes it invalid."""
    check = nhs_check(first_nine)
    assume(check is not None)
    number = f"{first_nine}{check}"
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(InvalidIdentifierError):
        parse_nhs_number(wrong)


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 9))
def test_a_check_of_ten_fits_no_digit(first_eight: str, check: int) -> None:
    """Nine digits whose check would be ten are no NHS number with any last digit."""
    ninth = next((digit for digit in "0123456789" if nhs_check(first_eight + digit) is None), None)
    assume(ninth is not None)
    with pytest.raises(InvalidIdentifierError):
        parse_nhs_number(f"{first_eight}{ninth}{check}")


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789" + PUPIL_ALPHABET))
def test_exactly_one_check_letter_fits_a_upn(eleven: str, last: str) -> None:
    """For whatever follows, permanent or temporary, one first letter makes a UPN and all others are refused."""
    rules = [refusal(K.UPN, f"{letter}{eleven}{last}") for letter in PUPIL_ALPHABET]
    assert Counter(rules) == {None: 1, R.CHECK_CHARACTER: len(PUPIL_ALPHABET) - 1}


@given(st.integers(1900, 2026), serials)
def test_a_pnc_id_reads_the_same_long_and_padded_or_not(year: int, serial: int) -> None:
    """Leading zeros of the serial do not change a PNC id written with its slash."""
    check = pnc_check(year, serial)
    canonical = f"{year}/{serial:07}{check}"
    assert parse_pnc(f"{year}/{serial}{check}", current_year=2026) == canonical
    assert parse_pnc(canonical, current_year=2026) == canonical


@pytest.mark.parametrize(("short", "year"), [("00", 2000), ("26", 2026), ("27", 1927), ("99", 1999)])
def test_the_current_year_is_the_last_of_this_century(short: str, year: int) -> None:
    """In 2026, a short year 26 is 2026 and 27 is 1927."""
    letter = pnc_check(year, 7)
    assert parse_pnc(f"{short}/7{letter}", current_year=2026) == f"{year}/0000007{letter}"


@given(st.integers(1927, 2026), serials)
def test_a_short_year_is_of_this_century_or_the_last(year: int, serial: int) -> None:
    """Two digits up to the current year mean this century, later ones the last."""
    written = f"{year % 100:02}/{serial:07}{pnc_check(year, serial)}"
    assert parse_pnc(written, current_year=2026) == f"{year}/{serial:07}{written[-1]}"


@given(st.integers(1900, 2026), serials, st.sampled_from(POLICE_ALPHABET))
def test_a_wrong_pnc_letter_is_caught(year: int, serial: int, letter: str) -> None:
    """Every other letter than the one that belongs to a serial is refused."""
    assume(letter != pnc_check(year, serial))
    with pytest.raises(InvalidIdentifierError) as caught:
        parse_pnc(f"{year}/{serial}{letter}", current_year=2026)
    assert caught.value.rule is R.CHECK_CHARACTER


def ambiguous_pnc() -> str:
    """A slashless id whose short and long reading both fit their letter (found by trying serials in turn)."""
    for digits in range(2000000, 2026999):
        letter = pnc_check(int(str(digits)[:2]), int(str(digits)[2:]))
        if letter == pnc_check(int(str(digits)[:4]), int(str(digits)[4:])):
            return f"{digits}{letter}"
    msg = "no such id"
    raise AssertionError(msg)


def test_an_ambiguous_pnc_year_is_refused() -> None:
    """When a short and a long year both fit, nobody guesses whose id it is; the slash settles it."""
    written = ambiguous_pnc()
    with pytest.raises(InvalidIdentifierError) as caught:
        parse_pnc(written, current_year=2026)
    assert caught.value.rule is R.AMBIGUOUS_YEAR
    assert parse_pnc(f"{written[:4]}/{written[4:]}", current_year=2026).startswith(f"{written[:4]}/")
    assert parse_pnc(f"{written[:2]}/{written[2:]}", current_year=2026).startswith(f"20{written[:2]}/")


@given(st.integers(0, 99), st.integers(0, 999_999))
def test_a_cro_number_pads_only_its_standard_form(year: int, serial: int) -> None:
    """The check letter counts a serial padded to six in the standard form, and as written in a search file."""
    standard = POLICE_ALPHABET[int(f"{year:02}{serial:06}") % 23]
    search_file = POLICE_ALPHABET[int(f"{year:02}{serial}") % 23]
    assert parse_cro(f"{serial}/{year:02}{standard}") == f"{serial:06}/{year:02}{standard}"
    assert parse_cro(f"SF{year:02}/{serial}{search_file}") == f"SF{year:02}/{serial}{search_file}"


@given(st.sampled_from(list(IdentifierKind)), st.text(max_size=60))
def test_any_text_is_either_canonical_or_refused(kind: IdentifierKind, text: str) -> None:
    """No text makes a check fail in another way, and what is accepted is its own canonical form."""
    rule = refusal(kind, text)
    if rule is None:
        canonical = normalise(kind, text)
        assert normalise(kind, canonical) == canonical
    else:
        assert rule in IdentifierRule
