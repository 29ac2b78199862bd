"""A build whose passages Ray embeds: the same index, also when it is cut off, and a Ray that listens to nobody else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from qa.ask.engine import Engine
from qa.errors import SettingsError
from qa.index.opening import open_published
from qa.ingest.build import build_index
from qa.models import ray_embedder
from qa.models.ray_cluster import RayCluster
from qa.settings import load_settings
from tests.conftest import ROOT, SEEDS
from tests.models.words import Pair

BUILD = """
import json, os, signal, sys
from pathlib import Path
from qa.index.unfinished import Unfinished
from qa.ingest.build import build_index
from qa.models import ray_cluster, ray_embedder
from qa.settings import load_settings
ray_embedder.LEAST, ray_embedder.BATCH = 1, 4  # many batches, on both actors
listening, start = [], ray_cluster.RayCluster.start
def looked(self):
    data, found = start(self), []
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:] if sys.platform == "linux" else ():
            fields = line.split()
            if fields[3] == "0A":
                found.append((fields[1], fields[9]))
    import psutil
    own = [psutil.Process(), *psutil.Process().children(recursive=True)]
    sockets = {Path(f).readlink().name for one in own for f in Path(f"/proc/{one.pid}/fd").iterdir() if f.is_symlink()}
    listening.extend(address for address, inode in found if f"socket:[{inode}]" in sockets)
    return data
ray_cluster.RayCluster.start = looked
add, added = Unfinished.add, []
def counted(self, hashes, vectors):
    add(self, hashes, vectors)
    added.extend(hashes)
    if len(added) >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
Unfinished.add = counted
report = build_index([Path(sys.argv[1])], load_settings())
print(json.dumps({"embedded": report.embedded, "added": len(added), "listening": listening}))
"""
THIS_MACHINE = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}


@pytest.mark.process
@pytest.mark.skipif(find_spec("ray") is None, reason="the extra `ray` is not installed")
def test_the_same_index_though_it_is_cut_off(tiny_models: Pair, tmp_path: Path) -> None:
    plain = load_settings(index=str(tmp_path / "plain"), **tiny_models.settings())
    report = build_index([SEEDS], plain)
    given = {"INDEX": str(tmp_path / "ray"), "RAY": "true", "THREADS": "2"}
    variables = {**tiny_models.variables(), **{f"GAZETTE_{name}": value for name, value in given.items()}}

    def built(most: int) -> subprocess.CompletedProcess[str]:
        """By a process that is killed when it has embedded so many."""
        return subprocess.run(
            [sys.executable, "-c", BUILD, SEEDS, str(most)],
            env={**os.environ, **variables, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    cut_off = built(20)
    assert cut_off.returncode == -signal.SIGKILL, cut_off.stderr
    ran = built(10**6)
    assert ran.returncode == 0, ran.stderr
    assert [line for line in ran.stderr.splitlines() if "Set ray log level" not in line] == []
    told = json.loads(ran.stdout)
    assert told["embedded"] == report.embedded > 60
    assert told["added"] == report.embedded - 20  # it went on
    assert {address.partition(":")[0] for address in told["listening"]} <= THIS_MACHINE
    assert told["listening"] or sys.platform != "linux"
    ours, theirs = (open_published(tmp_path / name) for name in ("plain", "ray"))
    assert ours.manifest.recipe == theirs.manifest.recipe
    numbers = np.arange(len(ours.columns))
    assert len(theirs.columns) == len(numbers) > 60
    assert np.abs(ours.vectors.of(numbers) - theirs.vectors.of(numbers)).max() <= 1e-6
    assert ours.texts.counts() == theirs.texts.counts()
    both = [Engine(plain), Engine(plain.model_copy(update={"index": str(tmp_path / "ray")}))]
    for question in ("Who opened the Millau viaduct?", "Qui a découvert la pénicilline ?"):
        one, other = (str(engine.ask(question).citations) for engine in both)
        assert one == other


def test_ray_is_missing(tiny_models: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr(ray_embedder, "LEAST", 1)
    settings = load_settings(index=str(tmp_path / "index"), ray=True, **tiny_models.settings())
    with pytest.raises(SettingsError, match="Ray is not installed"):
        build_index([SEEDS], settings)
    monkeypatch.setattr(ray_embedder, "LEAST", 10**6)
    assert build_index([SEEDS], settings).published  # few passages need none


def test_no_secret_leaves(tiny_models: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_embedder, "local_folder", lambda *_: None)
    settings = load_settings(password="do not tell", chroma_token="nor this", ray=True)
    handed = ray_embedder.RayEmbedder(None, settings, RayCluster(settings))._settings  # type: ignore[arg-type]
    assert (handed.password, handed.chroma_token, handed.threads) == (None, None, 1)
