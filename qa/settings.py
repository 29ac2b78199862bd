"""Every setting: its name with the unit, default, bounds and one sentence."""

from __future__ import annotations

import codecs
import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from qa.errors import SettingsError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pydantic_core import ErrorDetails

TOML_FILE = "gazette.toml"


def read_text(file: Path | Traversable) -> str:
    """A text that a person wrote: UTF-8, or UTF-16 where its mark says so, as the editors of Windows save it.

    Raises:
        OSError: the file cannot be opened.
        UnicodeDecodeError: it is neither.
    """
    data = file.read_bytes()
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf16 else "utf-8-sig")


class _TomlFile(TomlConfigSettingsSource):
    """gazette.toml, in any form that an editor saves."""

    def _read_file(self, file_path: Path | Traversable) -> dict[str, Any]:
        return tomllib.loads(read_text(file_path))


class Settings(BaseSettings):
    """The one table of settings.

    Read, in this order, from the arguments given in Python or on the command line, from environment variables
    (`GAZETTE_` and the name in capitals), from `gazette.toml` in the current folder, else the default.
    """

    model_config = SettingsConfigDict(env_prefix="GAZETTE_", toml_file=TOML_FILE, extra="forbid", frozen=True)

    index: str = Field("default", min_length=1, description="Name of the index in the folder of indexes, or a path.")
    indexes_folder: Path = Field(Path("indexes"), description="Folder that holds the indexes.")
    keep_generations: int = Field(
        2, ge=1, le=20, description="Generations of an index kept on disk, the current one included."
    )
    max_file_mb: int = Field(50, ge=1, le=2000, description="Files larger than this many megabytes are skipped.")
    max_file_seconds: int = Field(
        60,
        ge=1,
        le=86_400,
        description="Files that take longer to read, or to cut into passages, are skipped.",
    )
    max_file_memory_mb: int = Field(
        1000,
        ge=100,
        le=1_000_000,
        description="Files that take more memory than this to read, or to cut into passages, are skipped (on Linux).",
    )
    file_dates: bool = Field(
        False,
        description="Whether the day on which a PDF or Word file was made counts as its article's date in filters.",
    )
    ocr: bool = Field(
        True,
        description="Whether pictures, and pages without text, are read by OCR (Tesseract) where it is installed.",
    )

    chroma_url: str | None = Field(
        None,
        description="Address of a Chroma server that holds the vectors; by default the index's folder does.",
    )
    chroma_token: SecretStr | None = Field(None, description="Token for that server.")
    chroma_tenant: str = Field("default_tenant", min_length=1, description="Tenant in that server.")
    chroma_database: str = Field("default_database", min_length=1, description="Database of that tenant.")
    chroma_ca_file: Path | None = Field(
        None, description="Certificates (PEM) that an `https` address is checked against; by default the usual ones."
    )

    publish_to: str | None = Field(
        None,
        description="Folder, or address that fsspec knows (`s3://…`), where each build publishes the index for other "
        "machines.",
    )
    copy_from: str | None = Field(
        None, description="Such a place from which this machine copies the index; nothing is built here then."
    )

    embedder: str = Field(
        "embedded",
        min_length=1,
        description="The embedder that ships (`embedded`), or the path or hub name of a sentence-transformers model.",
    )
    embedder_query_prefix: str | None = Field(
        None, description="Text put before a question; by default what the embedder's own configuration says."
    )
    embedder_passage_prefix: str | None = Field(
        None, description="Text put before a passage; by default what the embedder's own configuration says."
    )
    reader: str = Field(
        "embedded",
        min_length=1,
        description="The reader that ships (`embedded`), or the path or hub name of a question-answering model.",
    )
    ray: bool = Field(
        False, description="Whether builds read and embed large numbers with Ray, on all cores or a cluster."
    )
    threads: int = Field(0, ge=0, le=256, description="Processor threads for the models; 0 takes all cores.")

    passage_tokens: int = Field(180, ge=40, le=480, description="Most tokens of the embedder in one passage.")
    passage_overlap_sentences: int = Field(
        1, ge=0, le=5, description="Sentences that a passage repeats from the one before."
    )

    candidates: int = Field(40, ge=1, le=1000, description="Passages that each retriever proposes.")
    top_k: int = Field(10, ge=1, le=100, description="Passages that the reader reads for a question, at most.")
    read_all: bool = Field(
        False, description="Whether it reads all of these for each question, or the first ones where they settle it."
    )

    reader_window_tokens: int = Field(
        288, ge=128, le=512, description="Tokens that the reader sees at once, the question included."
    )
    reader_stride_tokens: int = Field(64, ge=8, le=256, description="Tokens that two windows of one passage share.")
    reader_batch_windows: int = Field(
        8, ge=1, le=256, description="Windows in one batch of a reader that runs on PyTorch."
    )
    max_answer_tokens: int = Field(40, ge=1, le=200, description="Longest answer, in tokens of the reader.")
    max_question_chars: int = Field(1000, ge=20, le=20000, description="Longest question, in characters.")
    max_wrong_found: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Largest share of the answers shown as `found` that may be wrong; the threshold follows from it.",
    )
    min_confidence_found: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Confidence from which an answer is `found`, in place of the one that follows from "
        "`max_wrong_found`.",
    )
    min_confidence_unsure: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Confidence from which an answer is shown as `unsure`; by default what was fitted for the reader.",
    )

    feedback_file: Path | None = Field(
        None,
        description="File that takes what readers say of the chat's replies; by default `feedback.jsonl` in the "
        "index's folder.",
    )
    max_feedback_mb: int = Field(10, ge=1, le=1000, description="Largest size of that file, in megabytes.")

    interface_language: Literal["auto", "fr", "en"] = Field(
        "auto", description="Language of the command line's own words; `auto` follows the system."
    )
    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="Address that the server listens on; any that other machines can reach needs a password.",
    )
    port: int = Field(7860, ge=1, le=65535, description="Port that the server listens on.")
    workers: int = Field(
        1, ge=1, le=64, description="Processes that serve programs on the one port; several serve no chat."
    )
    root_path: str = Field(
        "", description="Path below which a proxy serves Gazette, such as `/gazette`; the proxy takes it off."
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Addresses and networks of the proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are "
        "believed, with commas between.",
    )
    user: str = Field("gazette", min_length=1, description="User name that goes with the password.")
    password: SecretStr | None = Field(
        None, description="Password of the server; without one it answers this machine alone."
    )
    password_file: Path | None = Field(
        None, description="File that holds the password, on its first line; read where `password` is not given."
    )
    answers_at_once: int = Field(4, ge=1, le=64, description="Questions that the server answers at the same time.")
    questions_waiting: int = Field(
        32, ge=0, le=1000, description="Questions that wait for their turn; the server turns away the others."
    )
    question_wait_seconds: int = Field(
        20, ge=1, le=3600, description="Longest that a question waits for its turn; then the server turns it away."
    )
    max_connections: int = Field(
        400,
        ge=10,
        le=100_000,
        description="Connections served at a time; one more ends an idle one of the address that has most.",
    )
    request_head_seconds: int = Field(
        15,
        ge=1,
        le=3600,
        description="Seconds in which the head of a request must be there; an idle connection ends.",
    )
    max_request_kb: int = Field(
        1024, ge=64, le=100_000, description="Largest body of a request to the server, in kilobytes."
    )
    max_upload_files: int = Field(500, ge=1, le=100_000, description="Most files that a page can add at once.")
    max_upload_mb: int = Field(
        200, ge=1, le=100_000, description="Size of all the files that a page can add at once, in megabytes."
    )

    @field_validator("indexes_folder", "feedback_file", "password_file", "chroma_ca_file")
    @classmethod
    def _home(cls, path: Path | None) -> Path | None:
        """In gazette.toml no shell has put the home folder for "~"."""
        return path and path.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then gazette.toml."""
        return init_settings, env_settings, _TomlFile(settings_cls)

    @property
    def index_folder(self) -> Path:
        """Where the index lies: a bare name is a folder of `indexes_folder`, anything with a separator is a path."""
        is_path = "/" in self.index or os.sep in self.index
        return Path(self.index).expanduser() if is_path else self.indexes_folder / self.index


def load_settings(**given: object) -> Settings:
    """The settings, with `given` before all other sources; an option that is None counts as not given.

    Raises:
        SettingsError: a value is unknown, of the wrong type or out of bounds; names it and its bounds.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise _refusal(error.errors()[0]) from error
    except (OSError, ValueError) as error:  # gazette.toml cannot be opened or is not TOML
        raise SettingsError(
            "{file} cannot be read ({reason}): fix it or move it away.", file=TOML_FILE, reason=str(error)
        ) from error


def password_of(settings: Settings) -> str | None:
    """The server's password, given or in its file; None where there is none.

    Raises:
        SettingsError: the file cannot be read.
    """
    if settings.password is not None:
        return settings.password.get_secret_value()
    file = settings.password_file
    if file is None:
        return None
    try:
        return read_text(file).split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError("{file} cannot be read ({reason}): check the path.", file=file, reason=reason) from error


def _refusal(problem: ErrorDetails) -> SettingsError:
    """What Pydantic found, in our own words."""
    name = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(name, Settings.model_fields, n=1)
        if near:
            return SettingsError(
                "There is no setting {name!r}: write {near!r} in {file}, or remove it.",
                name=name,
                near=near[0],
                file=TOML_FILE,
            )
        return SettingsError("There is no setting {name!r}: remove it from {file}.", name=name, file=TOML_FILE)
    places: dict[str, object] = {"variable": f"GAZETTE_{name.upper()}", "file": TOML_FILE}
    if problem["type"] == "string_too_short":
        return SettingsError(
            "Setting {name!r} is empty: give it a value in the command, in {variable} or in {file}.",
            name=name,
            **places,
        )
    field = Settings.model_fields[name]
    low, high = (
        next((getattr(bound, key) for bound in field.metadata if hasattr(bound, key)), None) for key in ("ge", "le")
    )
    places |= {"name": name, "value": "***" if name in ("password", "chroma_token") else problem["input"]}
    if low is not None and high is not None and field.annotation is int:
        return SettingsError(
            "Setting {name!r} cannot be {value!r}: give a whole number from {low} to {high} in the command, in "
            "{variable} or in {file}.",
            low=low,
            high=high,
            **places,
        )
    if low is not None and high is not None:
        return SettingsError(
            "Setting {name!r} cannot be {value!r}: give a number from {low} to {high} in the command, in {variable} or "
            "in {file}.",
            low=low,
            high=high,
            **places,
        )
    if get_origin(field.annotation) is Literal:
        return SettingsError(
            "Setting {name!r} cannot be {value!r}: give one of {choices} in the command, in {variable} or in {file}.",
            choices=", ".join(get_args(field.annotation)),
            **places,
        )
    return SettingsError(
        "Setting {name!r} cannot be {value!r} ({reason}): fix it in the command, in {variable} or in {file}.",
        reason=problem["msg"],
        **places,
    )
