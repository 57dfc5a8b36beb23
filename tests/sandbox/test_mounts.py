"""What the jail may see, as bubblewrap's words: covered wherever it would show, and never writable."""

from itertools import pairwise
from pathlib import Path

from grader.sandbox import mounts


def course(folder: Path) -> Path:
    root = folder / "env" / "lib" / "course"
    root.mkdir(parents=True)
    (root / "secret").write_text("s" * 32)
    return root


def test_a_hidden_folder_below_a_bound_one_is_covered_read_only(tmp_path: Path) -> None:
    root = course(tmp_path)
    words = mounts.covers([(str(tmp_path / "env"), "/seen")], [root])
    assert words == ["--size", "4096", "--tmpfs", "/seen/lib/course", "--remount-ro", "/seen/lib/course"]


def test_it_is_covered_under_every_name_that_its_folder_is_bound_to(tmp_path: Path) -> None:
    root = course(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "env")
    binds = [(str(tmp_path / "env"), str(tmp_path / "env")), (str(link), str(link))]
    words = mounts.covers(binds, [link / "lib" / "course"])
    assert {word for before, word in pairwise(words) if before == "--tmpfs"} == {
        str(root),
        str(link / "lib" / "course"),
    }


def test_a_secret_within_a_covered_folder_needs_no_cover_of_its_own(tmp_path: Path) -> None:
    root = course(tmp_path)
    words = mounts.covers([(str(tmp_path / "env"), "/seen")], [root, root / "secret"])
    assert words.count("--tmpfs") == 1
    assert "/dev/null" not in words


def test_a_secret_alone_is_covered_by_nothing_readable(tmp_path: Path) -> None:
    root = course(tmp_path)
    words = mounts.covers([(str(tmp_path / "env"), "/seen")], [root / "secret"])
    assert words == ["--ro-bind", "/dev/null", "/seen/lib/course/secret"]


def test_what_lies_elsewhere_needs_no_cover(tmp_path: Path) -> None:
    assert mounts.covers([("/usr", "/usr")], [course(tmp_path)]) == []


def test_the_installed_package_is_always_covered() -> None:
    package = Path(mounts.INSIDE).parent
    words = mounts.covers([(str(package.parent), "/packages")], [])
    assert "/packages/grader" in words


def test_an_interpreter_within_a_hidden_folder_is_found_through_links_too(tmp_path: Path) -> None:
    inner = tmp_path / "assignments" / ".venv"
    inner.mkdir(parents=True)
    link = tmp_path / "venv"
    link.symlink_to(inner)
    assert mounts.holds([(str(link), str(link))], [tmp_path / "assignments"]) == [str(link)]
