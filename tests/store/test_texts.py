"""Articles and passages come back from the disk as they went in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.store.texts import FileRecord, PassageRecord, Texts, day_range, write_texts
from qa.values import Article, Passage

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def make(path: str, text: str, date: str | None = None) -> tuple[Article, Passage]:
    article = Article(
        id=f"a1:{path}",
        path=path,
        title="Titre",
        text=text,
        body_start=0,
        date=date,
        date_source=None if date is None else "header",
        language="fr",
        sha256="0" * 64,
        media_type="text/plain",
        url=None,
    )
    return article, Passage(f"{article.id}:0-{len(text)}", article.id, 0, len(text), text, "fr", "Chapeau")


def stored(folder: Path, pairs: list[tuple[Article, Passage]]) -> Texts:
    folder.mkdir(exist_ok=True)
    write_texts(
        folder,
        [FileRecord(article.path, article.sha256, 0) for article, _ in pairs],
        [(article, article.path) for article, _ in pairs],
        [PassageRecord(passage, n, f"c{n}") for n, (_, passage) in enumerate(pairs)],
    )
    return Texts(folder)


@settings(max_examples=50, deadline=None)
@given(TEXT)
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    article, passage = make("a.txt", text)
    texts = stored(tmp_path_factory.mktemp("texts"), [(article, passage)])
    assert texts.articles([article.id]) == {article.id: article}
    assert texts.articles_of("a.txt") == [article]
    assert texts.passages([passage.id]) == {passage.id: passage}
    assert texts.ids_of("fr", [0]) == [passage.id]
    texts.close()


def test_many_ids_at_once(tmp_path: Path) -> None:
    pairs = [make(f"{n}.txt", f"texte {n}") for n in range(1200)]
    texts = stored(tmp_path, pairs)
    ids = [passage.id for _, passage in pairs]
    assert list(texts.passages([*ids, "unknown"])) == ids
    assert texts.with_content(["c7", "c1199", "none"]) == {"c7": (ids[7], "fr"), "c1199": (ids[1199], "fr")}
    assert texts.counts() == (1200, 1200)


@pytest.mark.parametrize(
    ("date", "since", "until", "kept"),
    [
        ("2022-01-06", "2022-01-06", "2022-01-06", True),
        ("2022-01-06", "2022-01-07", None, False),
        ("2022-01-06", None, "2022-01-05", False),
        ("2022-01", "2022-01-20", None, True),  # some day of that month is late enough
        ("2022-01", "2022-02-01", None, False),
        ("2022-02", None, "2022-02-28", True),
        ("2022", "2022-12-31", None, True),
        ("2022", None, "2021-12-31", False),
        (None, "1900-01-01", None, False),  # an undated article passes no date filter
    ],
)
def test_dates_of_any_precision_are_compared_as_ranges(
    tmp_path: Path, date: str | None, since: str | None, until: str | None, kept: bool
) -> None:
    article, passage = make("a.txt", "texte", date)
    selection = stored(tmp_path, [(article, passage)]).select("fr", since, until)
    assert selection.ids == (frozenset({passage.id}) if kept else frozenset())
    assert selection.ordinals == ((0,) if kept else ())


def test_folders_keep_what_lies_below_them(tmp_path: Path) -> None:
    paths = ["news/a.txt", "news/sub/b.txt", "news/sub-2/c.txt", "news.txt", "NEWS/d.txt", "table.csv#1", "table.csv#2"]
    pairs = [make(path, f"texte {path}", "2022" if path == "news/a.txt" else None) for path in paths]
    texts = stored(tmp_path, pairs)

    def kept(*folders: str, since: str | None = None) -> list[str]:
        ids = texts.select("fr", since, None, folders).ids
        return [path for path, (_, passage) in zip(paths, pairs, strict=True) if passage.id in ids]

    assert kept("news") == paths[:3]
    assert kept("news/sub") == ["news/sub/b.txt"]
    assert kept("news/sub", "NEWS") == ["news/sub/b.txt", "NEWS/d.txt"]
    assert kept("news", since="2022-01-01") == ["news/a.txt"]
    assert kept("table.csv") == paths[5:]
    assert kept("news.txt") == ["news.txt"]
    assert kept("new", "%", "news_sub", "table.csv#") == []
    assert texts.holds("news/sub")
    assert not texts.holds("new")


def test_folders_are_counted_with_all_that_lies_below(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    pairs = [make(path, f"texte {path}") for path in ("n/a.txt", "n/s/b.txt", "c.txt", "n/t.csv#1", "n/t.csv#2")]
    files = {article.path: article.path.split("#")[0] for article, _ in pairs}
    write_texts(
        tmp_path / "t",
        [FileRecord(file, "0" * 64, 0) for file in dict.fromkeys(files.values())],
        [(article, files[article.path]) for article, _ in pairs],
        [PassageRecord(passage, n, f"c{n}") for n, (_, passage) in enumerate(pairs)],
    )
    assert Texts(tmp_path / "t").folders() == (("n", 4), ("n/s", 1), ("n/t.csv", 2))


def test_articles_by_id_together_with_dates(tmp_path: Path) -> None:
    pairs = [make(f"{n}.txt", f"texte {n}", date) for n, date in enumerate(["2021", "2022", "2022", None] * 200)]
    texts = stored(tmp_path, pairs)
    ids = tuple(article.id for article, _ in pairs)
    assert texts.select("fr", None, None, articles=ids[3:4]).ids == {pairs[3][1].id}
    assert texts.select("fr", "2022", None, articles=ids[:3]).ordinals == (1, 2)
    assert len(texts.select("fr", None, None, articles=ids).ids) == 800
    assert texts.select("en", None, None, articles=ids).ids == frozenset()
    assert texts.select("fr", None, None, articles=("unknown",)).ids == frozenset()


def test_day_range() -> None:
    assert day_range("2022-02-03") == ("2022-02-03", "2022-02-03")
    assert day_range(None) == (None, None)
