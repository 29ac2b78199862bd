"""Disks of a fixed size, read-only ones, and what a disk holds at a moment: mounts, where they are allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str | Path) -> None:
    """Mount, or skip the test: only an administrator may, and not in every container."""
    try:
        subprocess.run(["mount", *map(str, arguments)], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine mounts nothing ({getattr(error, 'stderr', error)})")


@contextmanager
def _mounted(folder: Path, *arguments: str | Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    _mount(*arguments, folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk with so much room, in memory."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs") as mounted:
        yield mounted


@contextmanager
def fill(folder: Path, leave: int) -> Iterator[None]:
    """Fill the disk but for so many bytes."""
    ballast = folder / ".ballast"
    free = shutil.disk_usage(folder).free
    with ballast.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(1, free - leave))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """The folder, which nobody can write to meanwhile."""
    _mount("--bind", folder, folder)
    try:
        _mount("-o", "remount,ro,bind", folder)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


@contextmanager
def device(home: Path, megabytes: int) -> Iterator[Path]:
    """An ext4 file system in the file `home / "image"`, mounted on `home / "disk"`."""
    image = home / "image"
    with image.open("wb") as stream:
        stream.truncate(megabytes * 1024 * 1024)
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("this machine makes no ext4 file systems")
    subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True, capture_output=True)
    with _mounted(home / "disk", "-o", "loop", image) as mounted:
        yield mounted


@contextmanager
def after_a_power_cut(image: Path, home: Path) -> Iterator[Path]:
    """What the disk in `image` holds now, as its machine would find it if the power failed in this moment."""
    home.mkdir(parents=True, exist_ok=True)
    copy, before = home / "copy", -1
    while before != image.stat().st_mtime_ns:  # else the device was written to meanwhile, and the copy is of no moment
        before = image.stat().st_mtime_ns
        shutil.copyfile(image, copy)  # of the device, not of the files: what was not written to it is not in it
    with _mounted(home / "found", "-o", "loop", copy) as mounted:
        yield mounted
    copy.unlink()
