"""What is found under the roots, under which name, and what is said about the rest."""

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import SourceError, UnreadableFile
from qa.ingest.converters import formats
from qa.ingest.discover import FoundFiles, SourceFile, find_files, read_bytes, written


def write(file: Path, text: str = "Un texte.") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def paths(found: FoundFiles) -> list[str]:
    return [source.path for source in found.files]


def reasons(found: FoundFiles) -> dict[str, str]:
    assert all(report.status == "skipped" for report in found.skipped)
    return {report.path: report.detail for report in found.skipped}


def test_files_of_all_depths_are_sorted_and_named_from_their_root(tmp_path: Path) -> None:
    for name in ("z.txt", "a/b/c/deep.md", "a/Été.HTML", "b.PDF"):
        write(tmp_path / "news" / name)
    found = find_files([tmp_path / "news"])
    assert paths(found) == ["news/a/b/c/deep.md", "news/a/Été.HTML", "news/b.PDF", "news/z.txt"]
    assert all(source.file.is_absolute() and source.file.is_file() for source in found.files)
    assert found.skipped == ()


SUFFIXES = [".csv", ".docx", ".htm", ".html", ".jsonl", ".markdown", ".md", ".pdf", ".text", ".txt"]


def test_the_supported_suffixes() -> None:
    assert set(formats.SUFFIXES) >= set(SUFFIXES)  # a new format has a test of its own


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_supported_suffix_is_found(tmp_path: Path, suffix: str) -> None:
    write(tmp_path / "news" / f"a{suffix.upper()}")
    assert paths(find_files([tmp_path / "news"])) == [f"news/a{suffix.upper()}"]


def test_hidden_and_temporary_names_are_ignored_without_a_word(tmp_path: Path) -> None:
    names = (".hidden.txt", ".git/a.txt", "__pycache__/a.txt", "~$lettre.docx")
    for name in (*names, "kept.txt"):
        write(tmp_path / "news" / name)
    found = find_files([tmp_path / "news"])
    assert paths(found) == ["news/kept.txt"]
    assert found.skipped == ()


def test_what_describes_a_folder_is_read(tmp_path: Path) -> None:
    for name in ("README.md", "sub/readme.md"):
        write(tmp_path / "news" / name)
    assert paths(find_files([tmp_path / "news"])) == ["news/README.md", "news/sub/readme.md"]


APART, WHOLE = "re\u0301gions", "régions"


def test_names_of_macos_are_shown_as_people_type_them(tmp_path: Path) -> None:
    write(tmp_path / "news" / APART / "me\u0301diathe\u0300que.txt")
    write(tmp_path / "news" / APART / "e\u0301te\u0301.mp4")
    found = find_files([tmp_path / "news"])
    assert paths(found) == [f"news/{WHOLE}/médiathèque.txt"]
    assert list(reasons(found)) == [f"news/{WHOLE}/été.mp4"]
    assert found.files[0].file.exists()


def test_two_names_that_differ_only_in_how_accents_are_kept_are_both_read(tmp_path: Path) -> None:
    for folder in (APART, WHOLE):
        write(tmp_path / "news" / folder / "a.txt")
    assert paths(find_files([tmp_path / "news"])) == [f"news/{APART}/a.txt", f"news/{WHOLE}/a.txt"]


def test_a_path_is_found_however_the_disk_keeps_its_accents(tmp_path: Path) -> None:
    write(tmp_path / APART / "a.txt")
    assert written(tmp_path / WHOLE) == tmp_path / APART
    assert written(tmp_path / "region") is None


@pytest.mark.parametrize(
    ("name", "what"),
    [("a.doc", r"save it as \.docx in its own program"), ("a.PAGES", r"\.docx"), ("a.xls", r"\.xlsx"),
     ("a.msg", r"\.eml"), ("a.rar", r"\.zip"), ("a.heic", r"\.jpg")],
)  # fmt: skip
def test_types_that_their_own_program_can_save_otherwise(tmp_path: Path, name: str, what: str) -> None:
    write(tmp_path / "news" / name)
    assert re.search(what, reasons(find_files([tmp_path / "news"]))[f"news/{name}"])


def test_other_types_are_skipped_with_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "news" / "budget.MP4")
    write(tmp_path / "news" / "LICENSE")
    said = reasons(find_files([tmp_path / "news"]))
    assert said["news/budget.MP4"].startswith("Files of type .mp4 are not read: save it as one of .txt")
    assert said["news/LICENSE"].startswith("Files without a suffix are not read")


def test_a_file_may_be_a_root(tmp_path: Path) -> None:
    file = write(tmp_path / "news" / "a.txt")
    assert find_files([file]).files == (SourceFile(file, "a.txt"),)


def test_a_relative_root_is_named_after_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "news" / "2022" / "a.txt")
    monkeypatch.chdir(tmp_path / "news" / "2022")
    assert paths(find_files([Path(".")])) == ["2022/a.txt"]
    assert paths(find_files([Path("..")])) == ["news/2022/a.txt"]


def test_a_missing_root_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nwes does not exist .* check the spelling"):
        find_files([tmp_path / "nwes"])


def test_two_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a" / "news" / "one.txt")
    write(tmp_path / "b" / "news" / "two.txt")
    with pytest.raises(SourceError, match="'news': rename one of them"):
        find_files([tmp_path / "a" / "news", tmp_path / "b" / "news"])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    roots = [write(tmp_path / "a" / "one.txt"), write(tmp_path / "b" / "one.txt")]
    with pytest.raises(SourceError, match=r"'one\.txt': rename one of them"):
        find_files(roots)


def test_two_nested_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "news" / "one.txt")
    write(tmp_path / "news" / ".old" / "news" / "one.txt")
    with pytest.raises(SourceError, match=r"'news/one\.txt': rename one of them"):
        find_files([tmp_path / "news", tmp_path / "news" / ".old" / "news"])


@pytest.mark.parametrize(
    "roots", [("news", "news"), ("news", "news/2022"), ("news/2022", "news"), ("news/2022/a.txt", "news")]
)
def test_no_file_is_listed_twice(tmp_path: Path, roots: tuple[str, ...]) -> None:
    write(tmp_path / "news" / "2022" / "a.txt")
    write(tmp_path / "news" / "2022" / "a.mp4")
    (tmp_path / "news" / "2022" / "gone.txt").symlink_to(tmp_path / "never.txt")
    found = find_files([tmp_path / root for root in roots])
    assert paths(found) == ["news/2022/a.txt"]
    assert [report.path for report in found.skipped] == ["news/2022/a.mp4", "news/2022/gone.txt"]


def test_a_hidden_folder_named_as_a_source_is_read(tmp_path: Path) -> None:
    write(tmp_path / "news" / "a.txt")
    write(tmp_path / "news" / ".old" / "b.txt")
    assert paths(find_files([tmp_path / "news", tmp_path / "news" / ".old"])) == [".old/b.txt", "news/a.txt"]


def test_links_are_never_followed_out_of_the_root_or_in_circles(tmp_path: Path) -> None:
    news = tmp_path / "news"
    write(news / "a.txt")
    outside = write(tmp_path / "secret" / "key.txt")
    (news / "leak.txt").symlink_to(outside)
    (news / "leaks").symlink_to(outside.parent)
    (news / "again").symlink_to(news)
    (news / "gone.txt").symlink_to(news / "never.txt")
    (news / "circle.txt").symlink_to(news / "circle.txt")
    (news / "0-same.txt").symlink_to(news / "a.txt")
    found = find_files([news])
    assert paths(found) == ["news/a.txt"]
    said = reasons(found)
    assert "points outside news" in said["news/leak.txt"]
    assert "points outside news" in said["news/leaks"]
    assert "points to a folder of the same source" in said["news/again"]
    assert "is broken or leads back to itself" in said["news/gone.txt"]
    assert "is broken or leads back to itself" in said["news/circle.txt"]
    assert len(said) == 5


def test_a_link_to_a_file_that_is_not_found_otherwise_is_read(tmp_path: Path) -> None:
    write(tmp_path / "news" / ".objects" / "9f.txt")
    (tmp_path / "news" / "a.txt").symlink_to(tmp_path / "news" / ".objects" / "9f.txt")
    assert paths(find_files([tmp_path / "news"])) == ["news/a.txt"]


def test_a_root_may_be_a_link_and_keeps_its_own_name(tmp_path: Path) -> None:
    write(tmp_path / "disk7" / "a.txt")
    (tmp_path / "news").symlink_to(tmp_path / "disk7")
    assert paths(find_files([tmp_path / "news"])) == ["news/a.txt"]


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The tests may run as root, whom no permission stops: the system's refusal is put in its place."""
    real: Callable[[Path], object] = os.scandir

    def scandir(path: Path) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_that_cannot_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "news" / "a.txt")
    write(tmp_path / "news" / "closed" / "b.txt")
    refuse(monkeypatch, tmp_path / "news" / "closed")
    found = find_files([tmp_path / "news"])
    assert paths(found) == ["news/a.txt"]
    assert "cannot be opened (Permission denied)" in reasons(found)["news/closed"]


def test_a_root_that_cannot_be_opened_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "news" / "a.txt")
    refuse(monkeypatch, tmp_path / "news")
    with pytest.raises(SourceError, match=r"news cannot be opened \(Permission denied\)"):
        find_files([tmp_path / "news"])


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="such names exist on Linux only")
def test_a_name_that_is_not_utf8_is_reported_in_printable_characters(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / os.fsdecode(b"\xe9t\xe9.txt")).write_text("Un texte.")
    (path,) = reasons(find_files([tmp_path / "news"]))
    assert path == "news/?t?.txt"


def test_the_bytes_of_a_file(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "é" * 10)
    assert read_bytes(SourceFile(file, "a.txt"), max_mb=1) == "é".encode() * 10


def test_a_file_that_vanished(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"vanished .* build again"):
        read_bytes(SourceFile(tmp_path / "a.txt", "a.txt"), max_mb=1)


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is empty"):
        read_bytes(SourceFile(write(tmp_path / "a.txt", ""), "a.txt"), max_mb=1)


def test_a_file_that_is_too_large_by_one_byte(tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", "a" * 1024 * 1024)
    assert len(read_bytes(SourceFile(file, "a.txt"), max_mb=1)) == 1024 * 1024
    write(file, "a" * (1024 * 1024 + 1))
    with pytest.raises(UnreadableFile, match=r"larger than 1 MB.* max_file_mb"):
        read_bytes(SourceFile(file, "a.txt"), max_mb=1)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_open(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    file = write(tmp_path / "a.txt")
    monkeypatch.setattr(os, "open", refuse_open)  # as above: root may read everything
    with pytest.raises(UnreadableFile, match="permission denied"):
        read_bytes(SourceFile(file, "a.txt"), max_mb=1)


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str, flags: int) -> int:
        raise OSError(5, "Input/output error")

    file = write(tmp_path / "a.txt")
    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(UnreadableFile, match=r"cannot be read \(Input/output error\)"):
        read_bytes(SourceFile(file, "a.txt"), max_mb=1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among the files of this system")
def test_a_pipe_never_blocks(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (source,) = find_files([tmp_path / "a.txt"]).files
    said: list[str] = []

    def read() -> None:
        try:
            read_bytes(source, max_mb=1)
        except UnreadableFile as error:
            said.append(str(error))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(timeout=5)
    assert said == ["The path is not an ordinary file but a pipe or a device: remove it."]
