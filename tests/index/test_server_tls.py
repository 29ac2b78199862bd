"""A Chroma server behind TLS: with the right certificates all works, and each mistake is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from qa.ask.engine import Engine
from qa.errors import SettingsError, StoreError
from qa.index import chroma as chroma_module
from qa.ingest.build import build_index
from qa.settings import Settings, load_settings
from tests.index.test_server import ARTICLE, NEW, ChromaRun, found
from tests.interfaces.server.proxies import nginx_with
from tests.models.words import Pair

SITE = """
server {{
    listen 80 ssl;
    ssl_certificate {pem};
    ssl_certificate_key {pem};
    location / {{ proxy_pass {chroma}; }}
}}
"""


@dataclass(frozen=True)
class Secured:
    """A Chroma server of one address with TLS and one without."""

    url: str
    plain: str
    authority: Path  # the certificate of who issued its own


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    (folder / "nginx").mkdir()
    authority, pem = trustme.CA(), folder / "server.pem"
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
    chroma = ChromaRun(folder)
    try:
        with nginx_with(folder / "nginx", SITE.format(pem=pem, chroma=chroma.url)) as url:
            yield Secured(url.replace("http:", "https:"), chroma.url, folder / "authority.pem")
    finally:
        chroma.kill()


@pytest.fixture
def given(tiny_models: Pair, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "note.md").write_text(ARTICLE)
    return {"index": str(tmp_path / "index"), **tiny_models.settings()}


def refused(settings: Settings) -> str:
    """The sentence with which a build ends, and nothing is published."""
    with pytest.raises(StoreError) as caught:
        build_index([settings.index_folder.parent / "note.md"], settings)
    assert not list((settings.index_folder / "generations").iterdir())
    return str(caught.value)


def test_the_right_authority(
    secured: Secured, given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_module, "COMPARED", 0)  # all through Chroma
    settings = load_settings(chroma_url=secured.url, chroma_ca_file=secured.authority, **given)
    build_index([tmp_path / "note.md"], settings)
    answer = Engine(settings).ask(NEW)
    assert (found(answer), answer.notice) == (True, None)
    # Who trusts another authority still answers, from the files, and says why.
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    doubtful = Engine(load_settings(chroma_url=secured.url, chroma_ca_file=tmp_path / "other.pem", **given)).ask(NEW)
    assert (found(doubtful), "is not trusted" in str(doubtful.notice)) == (True, True)


def test_another_authority_or_none(secured: Secured, given: dict[str, str], tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    for file in (tmp_path / "other.pem", None):
        told = refused(load_settings(chroma_url=secured.url, chroma_ca_file=file, **given))
        assert told.startswith(f"The certificate of the Chroma server at {secured.url} is not trusted (unable to get ")
        assert told.endswith("name the file with the certificate of its authority in chroma_ca_file.")


def test_a_certificate_of_another_name(secured: Secured, given: dict[str, str]) -> None:
    named = secured.url.replace("127.0.0.1", "localhost")
    told = refused(load_settings(chroma_url=named, chroma_ca_file=secured.authority, **given))
    assert "Hostname mismatch, certificate is not valid for 'localhost'" in told


def test_one_speaks_tls_and_the_other_does_not(secured: Secured, given: dict[str, str]) -> None:
    plain = secured.url.replace("https:", "http:")
    told = refused(load_settings(chroma_url=plain, **given))
    assert told.startswith(f"What answers at {plain} is not a Chroma server (HTTP 400): check chroma_url, which begins")
    over_tls = secured.plain.replace("http:", "https:")
    told = refused(load_settings(chroma_url=over_tls, chroma_ca_file=secured.authority, **given))
    assert told == f"What answers at {over_tls} does not use TLS: let chroma_url begin with http."


@pytest.mark.parametrize("text", [None, "", "no certificate"])
def test_a_file_without_certificates(text: str | None, given: dict[str, str], tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "authority.pem").write_text(text)
    settings = load_settings(chroma_url="https://127.0.0.1:1", chroma_ca_file=tmp_path / "authority.pem", **given)
    with pytest.raises(SettingsError, match=r"authority\.pem holds no certificates .*: name a PEM file"):
        Engine(settings)
