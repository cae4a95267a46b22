"""What may stand in what."""

from central.place.rules import Kind, kinds_in, may_stand_in, path_of


def test_a_place_stands_in_a_wider_one_and_never_in_one_as_wide() -> None:
    wider = [(kind, parent) for kind in Kind for parent in Kind if may_stand_in(kind, parent)]

    assert (Kind.GRID, Kind.AREA) in wider
    assert (Kind.GRID, Kind.TOWN) in wider, "an industrial grid belongs to no village"
    assert all((parent, kind) not in wider for kind, parent in wider)
    assert not any(kind is parent for kind, parent in wider)


def test_a_building_holds_nothing() -> None:
    assert kinds_in(Kind.BUILDING) == []


def test_a_path_begins_with_the_path_of_what_it_lies_in() -> None:
    assert path_of("/1/5/", 9) == "/1/5/9/"
