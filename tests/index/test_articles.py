"""Articles and passages come back from the disk as they went in."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.index.articles import FileRecord, FileSummary, PassageRecord, Texts, TextsWriter, Totals, day_range
from qa.index.columns import CODES, day_number, no_columns
from qa.index.file_types import counted_types
from qa.index.filters import Selector, read_filters
from qa.index.years import DatedPassages
from qa.values import Article, Filters, Passage

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
    writer = TextsWriter(folder)
    files = dict.fromkeys(file_of(article) for article, _ in pairs)
    for file in files:
        writer.add_file(FileRecord(file, "0" * 64, 0))
    for n, (article, passage) in enumerate(pairs):
        number = writer.add_article(article, file_of(article))
        writer.add_passages(number, [PassageRecord(passage, n, f"c{n}")])
    writer.close()
    return Texts(folder)


def file_of(article: Article) -> str:
    return article.path.split("#")[0]


def selector(folder: Path, pairs: list[tuple[Article, Passage]]) -> Selector:
    """Filters over the pairs, whose passages and articles have the same numbers but for one."""
    days = [tuple(map(day_number, day_range(article.date))) for article, _ in pairs]
    rows = [(CODES["fr"], n, first, last, 2) for n, (first, last) in enumerate(days, start=1)]
    return Selector(stored(folder, pairs), no_columns().with_rows(rows))


def kept_by(selector: Selector, filters: Filters) -> list[int]:
    selection = selector.select("fr", filters)
    kept = np.flatnonzero(selection.mask).tolist()
    assert len(kept) == selection.count
    return kept


@settings(max_examples=50, deadline=None)
@given(TEXT)
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    article, passage = make("a.txt", text)
    texts = stored(tmp_path_factory.mktemp("texts"), [(article, passage)])
    assert texts.articles([article.id]) == {article.id: article}
    assert texts.articles_of("a.txt") == [article]
    assert texts.passages([passage.id]) == {passage.id: passage}
    assert texts.ids([0]) == [passage.id]
    assert texts.numbers([passage.id, "unknown"]) == {passage.id: 0}
    texts.close()


def test_many_ids_at_once(tmp_path: Path) -> None:
    pairs = [make(f"{n}.txt", f"texte {n}") for n in range(1200)]
    texts = stored(tmp_path, pairs)
    ids = [passage.id for _, passage in pairs]
    assert list(texts.passages([*ids, "unknown"])) == ids
    assert texts.with_content(["c7", "c1199", "none"]) == {"c7": (7, "fr"), "c1199": (1199, "fr")}
    assert texts.counts() == (1200, 1200)


def test_a_passage_comes_with_the_years_of_its_whole_article(tmp_path: Path) -> None:
    article, _ = make("a.txt", "Ouvert en 1998.\n\nIl a fermé deux ans après.", "2004-12")
    passage = Passage("last", article.id, 17, len(article.text), article.text[17:], "fr", "")
    texts = stored(tmp_path, [(article, passage)])
    assert texts.passages(["last"]) == {"last": passage}
    dated = DatedPassages(texts)
    assert dated(["last"])["last"].years == {1998, 2004}
    assert list(dated(["last", "unknown"])) == ["last"]


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
        (None, None, "2100-12-31", False),
    ],
)
def test_dates_of_any_precision_are_compared_as_ranges(
    tmp_path: Path, date: str | None, since: str | None, until: str | None, kept: bool
) -> None:
    article, passage = make("a.txt", "texte", date)
    assert kept_by(selector(tmp_path, [(article, passage)]), Filters(None, since, until)) == ([0] if kept else [])


def test_folders_keep_what_lies_below_them(tmp_path: Path) -> None:
    paths = ["news/a.txt", "news/sub/b.txt", "news/sub-2/c.txt", "news.txt", "NEWS/d.txt", "table.csv#1", "table.csv#2"]
    pairs = [make(path, f"texte {path}", "2022" if path == "news/a.txt" else None) for path in paths]
    chosen = selector(tmp_path, pairs)
    texts = Texts(tmp_path)

    def kept(*folders: str, since: str | None = None) -> list[str]:
        return [paths[number] for number in kept_by(chosen, Filters(None, since, folders=folders))]

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
    pairs = [make(path, f"texte {path}") for path in ("n/a.txt", "n/s/b.txt", "c.txt", "n/t.csv#1", "n/t.csv#2")]
    stored(tmp_path / "t", pairs)
    assert Texts(tmp_path / "t").folders() == (("n", 4), ("n/s", 1), ("n/t.csv", 2))


def test_articles_by_id_together_with_dates(tmp_path: Path) -> None:
    pairs = [make(f"{n}.txt", f"texte {n}", date) for n, date in enumerate(["2021", "2022", "2022", None] * 200)]
    chosen = selector(tmp_path, pairs)
    ids = tuple(article.id for article, _ in pairs)
    assert kept_by(chosen, Filters(articles=ids[3:4])) == [3]
    assert kept_by(chosen, Filters(None, "2022-01-01", articles=ids[:3])) == [1, 2]
    assert len(kept_by(chosen, Filters(articles=ids))) == 800
    assert chosen.select("en", Filters(articles=ids)).count == 0
    assert kept_by(chosen, Filters(articles=("unknown",))) == []


def test_types_of_files_are_kept_and_counted(tmp_path: Path) -> None:
    paths = ["n/a.txt", "n/B.PDF", "n/c.tar.pdf", "n/t.csv#1", "n/t.csv#2", "n.pdf/d.txt", "a_pdf.md"]
    pairs = [make(path, f"texte {path}") for path in paths]
    chosen = selector(tmp_path, pairs)

    def kept(*types: str) -> list[str]:
        return [paths[n] for n in kept_by(chosen, read_filters(file_types=types))]

    assert kept("pdf") == ["n/B.PDF", "n/c.tar.pdf"]
    assert kept(".CSV", "md") == ["n/t.csv#1", "n/t.csv#2", "a_pdf.md"]
    assert kept("docx") == []
    assert counted_types(Texts(tmp_path)) == (("csv", 2), ("md", 1), ("pdf", 2), ("txt", 2))


def test_every_filter_leaves_out_what_does_not_pass_it(tmp_path: Path) -> None:
    """But for the language, which is not for `select`; a filter that nothing looked at would leave all."""
    nobody = Filters(None, "9999-01-01", "0001-01-01", ("nowhere",), ("no id",), ("pdf",))
    chosen = selector(tmp_path, [make("a.txt", "texte", "2022")])
    assert kept_by(chosen, Filters()) == [0]
    for field in fields(Filters):
        if field.name != "language":
            assert kept_by(chosen, replace(Filters(), **{field.name: getattr(nobody, field.name)})) == [], field.name


def test_a_file_goes_with_all_that_it_gave_and_another_comes(tmp_path: Path) -> None:
    pairs = [make(path, f"texte {path}") for path in ("a.txt", "t.csv#1", "t.csv#2")]
    stored(tmp_path, pairs)
    writer = TextsWriter(tmp_path)
    assert writer.remove("t.csv") == [(1, "fr"), (2, "fr")]
    assert writer.remove("gone.txt") == []
    article, passage = make("b.txt", "texte b", "2021-02")
    writer.add_file(FileRecord("b.txt", "1" * 64, 0))
    writer.add_passages(writer.add_article(article, "b.txt"), [PassageRecord(passage, 3, "c3")])
    assert writer.totals() == Totals((("fr", 2),), (("fr", 2),), "2021-02", "2021-02")
    writer.close()
    texts = Texts(tmp_path)
    assert [record.path for record in texts.files()] == ["a.txt", "b.txt"]
    assert texts.ids([3, 0]) == [passage.id, pairs[0][1].id]
    assert texts.summaries() == [
        FileSummary("a.txt", 1, len(pairs[0][0].text), 1, "fr", None),
        FileSummary("b.txt", 1, len(article.text), 1, "fr", "2021-02"),
    ]
    assert texts.count_passages(["a.txt", "b.txt", "t.csv"]) == 2


def test_what_is_not_kept_is_not_written(tmp_path: Path) -> None:
    stored(tmp_path, [make("a.txt", "texte")])
    writer = TextsWriter(tmp_path)
    writer.remove("a.txt")
    writer.close(keep=False)
    assert Texts(tmp_path).counts() == (1, 1)


def test_day_range() -> None:
    assert day_range("2022-02-03") == ("2022-02-03", "2022-02-03")
    assert day_range(None) == (None, None)
