"""Values are read alike from forms, API and files, and what cannot be stored is refused with a sentence."""

import enum
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lowcode.values import Notation, decode_json, parse_value, plain_value, written_value
from app.shared.errors import InvalidInput
from app.shared.field import FieldFacts, FieldKind, Mask
from app.shared.money import LARGEST_MINOR_AMOUNT
from app.shared.text import msg

PLAIN = Notation(exponent=2)
VIETNAMESE = Notation(exponent=0, locale="vi", time_zone="Asia/Ho_Chi_Minh")
ENGLISH = Notation(exponent=2, locale="en", time_zone="UTC")
CHOICES = {"low": msg("Low risk"), "high": msg("High risk")}


class Grade(enum.StrEnum):
    LOW = "low"
    HIGH = "high"


def facts(kind, **more):
    return FieldFacts(msg("Field"), name="it", kind=kind, **more)


def read(kind, given, notation=PLAIN):
    return parse_value(facts(kind, choices=CHOICES), given, notation)


def refusal(kind, given, notation=PLAIN):
    with pytest.raises(InvalidInput) as refused:
        read(kind, given, notation)
    return str(refused.value.fields["it"])


class TestMoney:
    @pytest.mark.parametrize(("given", "stored"), [("12.50", 1250), (12, 1200), ("0", 0), ("-3.1", -310)])
    def test_plain_text_is_in_major_units(self, given, stored):
        assert read(FieldKind.MONEY, given) == stored

    @pytest.mark.parametrize(
        "given", ["Infinity", "NaN", "1e400", "١٢٣", "1,000", "0x10", "--1", "1.2.3", Decimal("1e400"), True, [], {}]
    )
    def test_what_is_no_plain_number_is_refused(self, given):
        assert refusal(FieldKind.MONEY, given)

    def test_more_decimals_than_the_currency_has_are_refused(self):
        assert "decimals" in refusal(FieldKind.MONEY, "1.005")
        assert "no decimals" in refusal(FieldKind.MONEY, "1.0", Notation(exponent=0))

    def test_more_than_the_column_holds_is_refused(self):
        assert "too large" in refusal(FieldKind.MONEY, "9" * 25)
        assert read(FieldKind.MONEY, str(LARGEST_MINOR_AMOUNT), Notation()) == LARGEST_MINOR_AMOUNT

    def test_a_form_is_read_in_the_language_of_its_reader(self):
        assert read(FieldKind.MONEY, "1.250.000", VIETNAMESE) == 1_250_000
        assert read(FieldKind.MONEY, "1,250.50", ENGLISH) == 125_050
        assert refusal(FieldKind.MONEY, "1,250.50", VIETNAMESE)

    @given(st.integers(-LARGEST_MINOR_AMOUNT, LARGEST_MINOR_AMOUNT), st.integers(0, 4))
    def test_what_is_written_is_read_back(self, minor, exponent):
        money = facts(FieldKind.MONEY)
        assert parse_value(money, plain_value(money, minor, Notation(exponent)), Notation(exponent)) == minor
        for locale in ("vi", "en", "zh"):
            form = Notation(exponent, locale)
            assert parse_value(money, written_value(money, minor, form), form) == minor


class TestOtherKinds:
    def test_a_percentage_keeps_its_six_decimals(self):
        assert read(FieldKind.PERCENT, "23.456789") == Decimal("23.456789")
        assert "decimals" in refusal(FieldKind.PERCENT, "1.0000001")
        assert "large" in refusal(FieldKind.PERCENT, "9" * 30)

    def test_a_number_is_kept_as_plain_text_however_it_is_written(self):
        assert read(FieldKind.NUMBER, "0.75") == "0.75"
        assert read(FieldKind.NUMBER, "0,75", VIETNAMESE) == "0.75"
        assert refusal(FieldKind.NUMBER, "2,5 %")
        assert refusal(FieldKind.NUMBER, "9" * 60)

    @pytest.mark.parametrize("given", ["2026-02-30", "22/11/2026", "yesterday", 20261122, "٢٠٢٦-١١-٢٢"])
    def test_a_date_is_a_real_iso_day(self, given):
        assert read(FieldKind.DATE, "2026-11-22") == date(2026, 11, 22)
        assert refusal(FieldKind.DATE, given)

    def test_a_date_may_be_written_the_readers_way(self):
        assert read(FieldKind.DATE, "22/11/2026", VIETNAMESE) == date(2026, 11, 22)

    @pytest.mark.parametrize("given", ["0226-11-22", "1899-12-31", "2200-01-01"])
    def test_a_year_that_nobody_means_is_refused(self, given):
        assert "1900" in refusal(FieldKind.DATE, given)
        assert "1900" in refusal(FieldKind.TIMESTAMP, f"{given}T12:00")

    def test_an_instant_without_a_zone_is_the_lenders_local_time(self):
        assert read(FieldKind.TIMESTAMP, "2026-11-22T08:00", VIETNAMESE) == datetime(2026, 11, 22, 1, tzinfo=UTC)
        assert refusal(FieldKind.TIMESTAMP, "0001-01-01T00:00+14:00")

    @pytest.mark.parametrize("given", [0, -1, "99999999999999999999", 1.5, Decimal("1.5"), True, "1 OR 1=1", [1]])
    def test_a_reference_is_a_positive_id_that_fits_the_column(self, given):
        assert read(FieldKind.REFERENCE, "42") == 42
        assert refusal(FieldKind.REFERENCE, given)

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ("Branch 77", "Choose one of the 30 values that the field offers; nearest are: Branch 7, "),
            ("branch_07x", "Choose one of the 30 values that the field offers; nearest are: Branch 7, "),
        ],
    )
    def test_of_many_choices_those_like_the_word_are_named(self, given, told):
        many = {f"branch_{n:02}": f"Branch {n}" for n in range(30)}
        with pytest.raises(InvalidInput) as refused:
            parse_value(facts(FieldKind.CHOICE, choices=many), given, PLAIN)
        assert told in str(refused.value)
        assert "Branch 12" not in str(refused.value)

    @pytest.mark.parametrize("given", ["?", "Branch 7" * 100_000])
    def test_of_many_choices_all_are_named_where_none_is_like_the_word(self, given):
        many = {f"branch_{n:02}": f"Branch {n}" for n in range(30)}
        with pytest.raises(InvalidInput) as refused:
            parse_value(facts(FieldKind.CHOICE, choices=many), given, PLAIN)
        assert str(refused.value).count("Branch") == 30

    def test_a_choice_is_a_value_or_its_label_and_nothing_else(self):
        assert read(FieldKind.CHOICE, "low") == "low"
        assert read(FieldKind.CHOICE, "high RISK") == "high"
        assert "Low risk" in refusal(FieldKind.CHOICE, "medium")
        assert parse_value(facts(FieldKind.CHOICE, choices=CHOICES), "low", PLAIN, members=Grade) is Grade.LOW

    def test_yes_and_no_come_in_several_words_and_nothing_means_no(self):
        assert [read(FieldKind.BOOLEAN, given) for given in (True, "on", "Yes", "0", "", None)] == [
            True, True, True, False, False, False,
        ]  # fmt: skip
        assert refusal(FieldKind.BOOLEAN, "perhaps")

    def test_text_is_composed_trimmed_and_free_of_control_characters(self):
        assert read(FieldKind.TEXT, "  Nguye\u0302\u0303n ") == "Nguyễn"
        assert read(FieldKind.TEXT, "   ") is None
        assert refusal(FieldKind.TEXT, "a\x00b")
        assert refusal(FieldKind.TEXT, "\ud800")
        assert refusal(FieldKind.TEXT, {"a": 1})

    def test_a_telephone_number_is_kept_in_one_form(self):
        assert read(FieldKind.PHONE, "0912 345 678") == "+84912345678"
        assert "telephone" in refusal(FieldKind.PHONE, "12")

    def test_json_is_an_object_or_list_of_finite_numbers(self):
        assert read(FieldKind.JSON, '{"rate": 1.5}') == {"rate": 1.5}
        assert refusal(FieldKind.JSON, "[1e400]")
        assert refusal(FieldKind.JSON, '{"rate": NaN}')
        assert refusal(FieldKind.JSON, "[" * 100_000)

    def test_a_whole_number_fits_64_bits(self):
        assert read(FieldKind.INTEGER, "1.250", VIETNAMESE) == 1250
        assert refusal(FieldKind.INTEGER, "1.5")
        assert "large" in refusal(FieldKind.INTEGER, 2**63)

    @given(st.sampled_from(list(FieldKind)), st.text() | st.integers() | st.lists(st.booleans()), st.booleans())
    def test_anything_at_all_is_read_or_refused(self, kind, given, plainly):
        with suppress(InvalidInput):
            read(kind, given, PLAIN if plainly else VIETNAMESE)


class TestWritten:
    def test_a_masked_field_stays_masked_until_it_is_revealed(self):
        phone = facts(FieldKind.PHONE, mask=Mask.PHONE)
        assert plain_value(phone, "+84912345678", PLAIN) == "09•• ••• 678"
        assert plain_value(phone, "+84912345678", PLAIN, revealed=True) == "+84912345678"

    def test_stored_values_become_plain_json(self):
        assert plain_value(facts(FieldKind.PERCENT), Decimal("24.000000"), PLAIN) == "24"
        assert plain_value(facts(FieldKind.DATE), date(2026, 1, 2), PLAIN) == "2026-01-02"
        assert plain_value(facts(FieldKind.CHOICE), Grade.LOW, PLAIN) == "low"


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "[" * 100_000, "1e99999999999999999999", "9" * 5000, b"\xff"])
def test_json_that_is_no_json_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".*"):
        decode_json(text)
