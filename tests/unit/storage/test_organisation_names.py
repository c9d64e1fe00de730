from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.storage.name_variants import Likeness, Mention, find_variants
from ombud.storage.organisations import folded


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Harbor House, Inc.", "harbor house"),
        ("  the HARBOR   house ", "harbor house"),
        ("Nuestra Señora's Table", "nuestra senoras table"),
        ("Bread & Board Co., Ltd.", "bread and board"),
        ("The Inc.", "the"),
        ("St.Brendan/Mission", "st brendan mission"),
        ("Straße", "strasse"),
        ("...", ""),
    ],
)
def test_folding(name: str, plain: str) -> None:
    assert folded(name) == plain


@given(name=st.text(max_size=30))
def test_folding_a_folded_name_keeps_its_letters_in_lower_case(name: str) -> None:
    plain = folded(name)
    assert plain == plain.casefold()
    assert plain == " ".join(plain.split())
    assert bool(plain) is any(character.isalnum() for character in plain)


@pytest.mark.parametrize(
    ("first", "second", "likeness"),
    [
        ("Harbor House", "HARBOR HOUSE, Inc.", Likeness.PUNCTUATION),
        ("North Shore Table", "NorthShore Table", Likeness.PUNCTUATION),
        ("CT Shelter Union", "Connecticut Shelter Union", Likeness.ABBREVIATED),
        ("St. Brendan Mission", "Saint Brendan Mission", Likeness.ABBREVIATED),
        ("Harbour House Shelter", "Harbor House Shelter", Likeness.SPELLING),
        ("Mercy Kitchen", "Mercy Kitchen (Elmford)", Likeness.LONGER),
        ("Mercy Kitchen", "Mercy KitchenMission of Elmford", Likeness.LONGER),
    ],
)
def test_names_that_may_be_one_organisation_are_reported(first: str, second: str, likeness: Likeness) -> None:
    (found,) = find_variants([Mention(first, (2,)), Mention(second, (9,))])
    assert (found.first.name, found.second.name, found.likeness) == (first, second, likeness)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Harbor House", "Laurel House"),
        ("North Shelter", "South Shelter"),
        ("Ward 1 Kitchen", "Ward 12 Kitchen"),
        ("CT Table", "Mercy Table"),
    ],
)
def test_different_names_are_left_alone(first: str, second: str) -> None:
    assert find_variants([Mention(first, (2,)), Mention(second, (3,))]) == []


def test_pairs_that_only_the_directory_has_are_old_news() -> None:
    known = [Mention("Harbor House"), Mention("Harbor House Inc.")]
    assert find_variants(known) == []
    assert len(find_variants([*known, Mention("Harbor-House", (2,))])) == 2
