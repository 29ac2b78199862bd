"""Files that are handed over: names that lead nowhere else, one flat folder, nothing replaced without a word."""

from __future__ import annotations

import unicodedata
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.errors import GazetteError, SourceError
from qa.index.opening import open_generation
from qa.ingest.build import build_index
from qa.ingest.uploads import LONGEST_NAME_BYTES, Upload, place, safe_name
from qa.reports import BuildReport
from qa.settings import Settings

HARD = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from([*'aé /\\.~$#{}:*?"<>|\0\t\n', "\u202e", "e\u0301", "..", "con", ".txt", "readme.md", "😀"]),
        max_size=80,
    ).map("".join),
)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("Été à Paris (2).txt", "Été à Paris (2).txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\note.txt", "note.txt"),
        ("a\0b\x1b[31m.txt", "ab[31m.txt"),
        ("fac\u202etxt.exe", "factxt.exe"),
        ("CON.txt", "_CON.txt"),
        ("README.md", "README.md"),
        ("~$lettre.docx", "~_lettre.docx"),
        (".caché.txt", "caché.txt"),
        ("a#3.csv", "a_3.csv"),
        ("${x}{{y}}.txt", "__x___y__.txt"),
        ("..", "file"),
        ("", "file"),
        (" . .txt", "txt"),
        ("deux\nlignes.txt", "deux lignes.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
    ],
)
def test_names(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(HARD)
@example("con." + "a" * 200 + ".txt")
@example("e\u200d\u0301.txt")
@example("é" * 200 + ".txt")
def test_a_safe_name_is_one_name_everywhere_and_comes_back_unchanged(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert PurePosixPath(safe).name == PureWindowsPath(safe).name == safe
    assert not PureWindowsPath(safe).is_reserved()
    assert 0 < len(safe.encode()) <= LONGEST_NAME_BYTES
    assert not safe.startswith((".", "~$", " "))
    assert not safe.endswith((".", " "))
    assert not any(unicodedata.category(c)[0] == "C" or c in '<>:"|?*#{}$\u2028' for c in safe)


def handed(folder: Path, *files: tuple[str, str]) -> list[Upload]:
    """Files that wait under numbers, as a door keeps them."""
    uploads = []
    for name, text in files:
        number = folder / str(len(list(folder.iterdir())))
        number.mkdir()
        waiting = number / safe_name(name)
        waiting.write_text(text, encoding="utf-8")
        uploads.append(Upload(waiting, name))
    return uploads


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    (tmp_path / "waiting").mkdir()
    return tmp_path / "waiting"


def test_names_that_meet_are_kept_apart(waiting: Path, tmp_path: Path) -> None:
    there = tmp_path / "uploads"
    there.mkdir()
    (there / "Lettre.txt").touch()
    uploads = handed(
        waiting, ("x/a.txt", "un"), ("y/A.txt", "deux"), ("a.txt", "un"), ("a.TXT", "trois"), ("lettre.txt", "quatre")
    )
    assert [(source.path, source.file.read_text()) for source in place(uploads, there)] == [
        ("uploads/a.txt", "un"),
        ("uploads/A (2).txt", "deux"),
        ("uploads/a (3).TXT", "trois"),
        ("uploads/Lettre.txt", "quatre"),  # replaces the one that is there, under its name
    ]


# ---------------------------------------------------------------- in a build

LIGHT = "Le phare de {}\n\nLe phare de {} fut allumé par Marc Blanc en 1863."


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(index=str(tmp_path / "index"))


def reported(report: BuildReport) -> list[tuple[str, str]]:
    return [(file.path, file.status) for file in report.files]


def test_uploads_become_a_source_of_the_index(waiting: Path, chosen: Settings) -> None:
    uploads = handed(
        waiting, ("../a.txt", LIGHT.format("Brest", "Brest")), ("vide.txt", ""), ("b.xyz", "b"), ("c", "c")
    )
    folder = chosen.index_folder / "uploads"
    expected = [("uploads/a.txt", "added"), *((f"uploads/{name}", "skipped") for name in ("b.xyz", "c", "vide.txt"))]
    plan = build_index([], chosen, uploads=uploads, dry_run=True)
    assert (reported(plan), folder.exists()) == (expected, False)
    report = build_index([], chosen, uploads=uploads)
    assert reported(report) == expected
    assert [path.name for path in folder.iterdir()] == ["a.txt"]  # what gives no article is not kept
    assert open_generation(chosen.index_folder).manifest.sources == ("uploads",)
    again = build_index([], chosen)
    assert (reported(again), again.published) == ([("uploads/a.txt", "unchanged")], False)


def test_same_name_same_bytes_and_same_name_other_bytes(waiting: Path, chosen: Settings) -> None:
    brest, nantes = LIGHT.format("Brest", "Brest"), LIGHT.format("Nantes", "Nantes")
    build_index([], chosen, uploads=handed(waiting, ("a.txt", brest), ("b.txt", nantes)))
    same = build_index([], chosen, uploads=handed(waiting, ("a.txt", brest)))
    assert (reported(same), same.published) == ([("uploads/a.txt", "unchanged"), ("uploads/b.txt", "unchanged")], False)
    double = build_index([], chosen, uploads=handed(waiting, ("c.txt", brest)))
    assert ("uploads/c.txt", "duplicate") in reported(double)
    worse = build_index([], chosen, uploads=handed(waiting, ("a.txt", ""), ("B.txt", brest)))
    assert reported(worse) == [
        ("uploads/a.txt", "skipped"),
        ("uploads/a.txt", "unchanged"),  # the one that is there stays
        ("uploads/b.txt", "duplicate"),
        ("uploads/b.txt", "unchanged"),
    ]
    other = build_index([], chosen, uploads=handed(waiting, ("A.txt", LIGHT.format("Lyon", "Lyon"))))
    assert reported(other) == [("uploads/a.txt", "updated"), ("uploads/b.txt", "unchanged")]
    assert "Lyon" in (chosen.index_folder / "uploads" / "a.txt").read_text()


def test_an_upload_whose_file_was_deleted_is_kept_again(waiting: Path, chosen: Settings) -> None:
    light = LIGHT.format("Brest", "Brest")
    build_index([], chosen, uploads=handed(waiting, ("a.txt", light)))
    kept = chosen.index_folder / "uploads" / "a.txt"
    kept.unlink()
    report = build_index([], chosen, uploads=handed(waiting, ("a.txt", light)))
    assert (reported(report), kept.read_text(), report.embedded) == ([("uploads/a.txt", "added")], light, 0)


def test_a_folder_called_uploads_is_refused_where_there_are_uploads(waiting: Path, chosen: Settings) -> None:
    folder = waiting / "uploads"
    folder.mkdir()
    (folder / "a.txt").write_text(LIGHT.format("Nantes", "Nantes"), encoding="utf-8")
    build_index([folder], chosen)
    uploads = handed(waiting, ("b.txt", LIGHT.format("Brest", "Brest")))
    with pytest.raises(SourceError, match="rename the folder"):
        build_index([], chosen, uploads=uploads, dry_run=True)
    assert build_index([], chosen).count("unchanged") == 1


def test_a_folder_among_the_uploads_is_none_of_them(waiting: Path, chosen: Settings) -> None:
    build_index([], chosen, uploads=handed(waiting, ("a.txt", LIGHT.format("Brest", "Brest"))))
    (chosen.index_folder / "uploads" / "stray").mkdir()
    assert build_index([], chosen, remove=["uploads"]).published
    assert (chosen.index_folder / "uploads" / "stray").is_dir()


def test_a_file_that_is_followed_already_is_not_kept_twice(waiting: Path, chosen: Settings, tmp_path: Path) -> None:
    (tmp_path / "zeitung").mkdir()
    (tmp_path / "zeitung" / "x.txt").write_text(LIGHT.format("Brest", "Brest"), encoding="utf-8")
    build_index([tmp_path / "zeitung"], chosen)
    report = build_index([], chosen, uploads=handed(waiting, ("a.txt", LIGHT.format("Brest", "Brest"))))
    assert reported(report) == [("uploads/a.txt", "duplicate"), ("zeitung/x.txt", "unchanged")]
    assert not (chosen.index_folder / "uploads").exists()


def test_an_index_that_moves_takes_its_uploads_along(waiting: Path, chosen: Settings, tmp_path: Path) -> None:
    build_index([], chosen, uploads=handed(waiting, ("a.txt", LIGHT.format("Brest", "Brest"))))
    chosen.index_folder.rename(tmp_path / "moved")
    moved = build_index([], Settings(index=str(tmp_path / "moved")))
    assert (reported(moved), moved.published) == ([("uploads/a.txt", "unchanged")], False)


def test_an_index_inside_a_folder_that_it_follows(waiting: Path, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.txt").write_text(LIGHT.format("Brest", "Brest"), encoding="utf-8")
    chosen = Settings(index=str(tmp_path / "project" / ".index"))
    build_index([tmp_path / "project"], chosen)
    build_index([], chosen, uploads=handed(waiting, ("b.txt", LIGHT.format("Lyon", "Lyon"))))
    assert reported(build_index([], chosen)) == [("project/a.txt", "unchanged"), ("uploads/b.txt", "unchanged")]


def test_a_build_that_fails_keeps_nothing(waiting: Path, chosen: Settings) -> None:
    build_index([], chosen, uploads=handed(waiting, ("a.txt", LIGHT.format("Brest", "Brest"))))

    class Stopped(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "embed":
            raise Stopped

    with pytest.raises(Stopped):
        build_index([], chosen, uploads=handed(waiting, ("a.txt", LIGHT.format("Lyon", "Lyon"))), progress=stop)
    assert "Brest" in (chosen.index_folder / "uploads" / "a.txt").read_text()
    assert reported(build_index([], chosen)) == [("uploads/a.txt", "unchanged")]


# ---------------------------------------------------------------- what is taken out


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "old").mkdir(parents=True)
    for name in ("a", "b", "old/c"):
        (folder / f"{name}.txt").write_text(LIGHT.format(name, name), encoding="utf-8")
    (folder / "t.csv").write_text("title,text\nUn,Le un est rond.\nDeux,Le deux est carré.\nTrois,Le trois.\n")
    return folder


def titles(chosen: Settings) -> list[str]:
    texts = open_generation(chosen.index_folder).texts
    return [article.title for record in texts.files() for article in texts.articles_of(record.path)]


def test_a_file_of_the_user_is_left_out_and_stays_on_the_disk(news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    plan = build_index([], chosen, remove=["news/a.txt", "news/old"], dry_run=True)
    gone = [(file.path, file.detail) for file in plan.files if file.status == "removed"]
    assert gone == [(f"news/{name}.txt", "its file stays on the disk") for name in ("a", "old/c")]
    report = build_index([], chosen, remove=["news/a.txt", "news/old"])
    assert (report.files, report.published) == (plan.files, True)
    (news / "old" / "d.txt").write_text(LIGHT.format("d", "d"), encoding="utf-8")
    again = build_index([], chosen)
    assert [path for path, status in reported(again) if status == "left out"] == [
        f"news/{name}.txt" for name in ("a", "old/c", "old/d")
    ]
    assert again.summary() == "+0 ~0 -0 =2, 3 left out"
    assert (news / "a.txt").exists()
    back = build_index([], chosen, restore=["news/old"])
    assert [path for path, status in reported(back) if status == "added"] == ["news/old/c.txt", "news/old/d.txt"]
    assert [out.path for out in open_generation(chosen.index_folder).manifest.left_out] == ["news/a.txt"]


def test_a_row_is_left_out_by_what_it_holds(news: Path, chosen: Settings) -> None:
    build_index([news / "t.csv"], chosen)
    report = build_index([], chosen, remove=["t.csv#2"])
    assert reported(report) == [("t.csv", "unchanged"), ("t.csv#2", "removed")]
    assert titles(chosen) == ["Un", "Trois"]
    (news / "t.csv").write_text("title,text\nZéro,Le zéro.\nUn,Le un est rond.\nDeux,Le deux est carré.\n")
    report = build_index([], chosen)
    assert reported(report) == [("t.csv", "updated"), ("t.csv#3", "left out")]  # it has another number now
    assert titles(chosen) == ["Zéro", "Un"]
    assert left_out(chosen) == ["t.csv#3"]
    build_index([], chosen, remove=["t.csv#2"])
    assert (titles(chosen), left_out(chosen)) == (["Zéro"], ["t.csv#3", "t.csv#2"])
    plan = build_index([], chosen, restore=["t.csv#3"], dry_run=True)
    assert reported(plan) == [("t.csv", "unchanged"), ("t.csv#2", "left out"), ("t.csv#3", "added")]
    assert build_index([], chosen, restore=["t.csv#3"]).published
    assert (titles(chosen), left_out(chosen)) == (["Zéro", "Deux"], ["t.csv#2"])
    build_index([], chosen, restore=["t.csv#2"])
    assert (titles(chosen), left_out(chosen)) == (["Zéro", "Un", "Deux"], [])


def left_out(chosen: Settings) -> list[str]:
    with closing(open_generation(chosen.index_folder)) as generation:
        return [out.path for out in generation.manifest.left_out]


def test_an_upload_is_deleted(waiting: Path, news: Path, chosen: Settings) -> None:
    names = ("d", "e")
    uploads = handed(waiting, *((f"{name}.txt", LIGHT.format(name, name)) for name in names))
    build_index([news], chosen, uploads=uploads)
    plan = build_index([], chosen, remove=["uploads/d.txt"], dry_run=True)
    assert [(file.path, file.detail) for file in plan.files if file.status == "removed"] == [
        ("uploads/d.txt", "its file is deleted")
    ]
    assert (chosen.index_folder / "uploads" / "d.txt").exists()
    build_index([], chosen, remove=["uploads/d.txt"])
    assert [path.name for path in (chosen.index_folder / "uploads").iterdir()] == ["e.txt"]
    build_index([], chosen, remove=["uploads"])
    manifest = open_generation(chosen.index_folder).manifest
    assert (manifest.left_out, manifest.sources) == ((), (str(news),))


def test_a_source_is_followed_no_more(news: Path, chosen: Settings, tmp_path: Path) -> None:
    build_index([news], chosen)
    build_index([], chosen, remove=["news/a.txt"])
    news.rename(tmp_path / "elsewhere")
    report = build_index([], chosen, remove=["news"])
    assert (report.articles, report.published) == (0, True)
    manifest = open_generation(chosen.index_folder).manifest
    assert (manifest.sources, manifest.left_out) == ((), ())
    (tmp_path / "seeds").mkdir()  # the default of an index that was never built
    assert not build_index([], chosen).published


@pytest.mark.parametrize(
    "path", ["news/z.txt", "uploads/../CURRENT", "../news/a.txt", "news/../../x", "news//etc/passwd", "", "/etc"]
)
def test_what_is_not_of_the_index_cannot_be_removed(path: str, news: Path, chosen: Settings) -> None:
    build_index([news], chosen)
    with pytest.raises(GazetteError, match="news/"):
        build_index([], chosen, remove=[path])
    with pytest.raises(GazetteError, match="not left out"):
        build_index([], chosen, restore=["news/a.txt"])


def test_a_file_that_cannot_be_read_can_be_left_out(news: Path, chosen: Settings) -> None:
    (news / "scan.pdf").write_bytes(b"%PDF")
    assert build_index([news], chosen).count("skipped") == 1
    report = build_index([], chosen, remove=["news/scan.pdf"])
    assert (report.count("skipped"), report.count("left out")) == (0, 1)


def test_a_copy_of_what_is_left_out_is_reported_as_added(news: Path, chosen: Settings) -> None:
    (news / "copy.txt").write_text(LIGHT.format("a", "a"), encoding="utf-8")
    build_index([news], chosen)
    report = build_index([], chosen, remove=["news/a.txt"])
    assert {("news/a.txt", "removed"), ("news/copy.txt", "added")} <= set(reported(report))
