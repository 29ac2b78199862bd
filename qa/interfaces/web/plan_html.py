"""The plan, the progress and the report of a build -> HTML, file by file with reasons, and what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qa.ingest.converters.formats import SUFFIXES
from qa.interfaces.i18n import N_, in_language, say
from qa.interfaces.web.jobs import Job, Step
from qa.interfaces.web.library_html import number
from qa.interfaces.web.text import safe
from qa.interfaces.web.uploads import too_large, too_many
from qa.settings import Settings
from qa.values import BuildReport, FileReport, FileStatus, LanguageCode

MOST = 200  # files that are named of one kind
_ORDER: tuple[FileStatus, ...] = ("added", "updated", "renamed", "removed", "skipped", "duplicate", "left out")
TITLES: Mapping[FileStatus, str] = {
    "added": N_("Added ({count})"),
    "updated": N_("Updated ({count})"),
    "renamed": N_("Renamed ({count})"),
    "removed": N_("Removed ({count})"),
    "skipped": N_("Cannot be read ({count})"),
    "duplicate": N_("Copies of others, kept once ({count})"),
    "left out": N_("Left out as before ({count})"),
}
_FOLDED = ("duplicate", "left out")  # which seldom matter
PLAN_STYLE = """
#work:not(:has(section)) { display: none; }
.gz-work { padding: 1rem 1.1rem; border: 1px solid var(--border-color-primary); border-radius: 10px;
  background: var(--background-fill-secondary); }
.gz-work h3 { margin: 0 0 .4rem; font-size: 1.05rem; font-weight: 600; color: inherit; }
.gz-work h3:focus { outline: none; }
.gz-work h4 { margin: .9rem 0 .2rem; font-size: .92rem; font-weight: 600; color: inherit; }
.gz-work li { margin: .2rem 0; padding-left: .8rem; font-size: .9rem;
  border-left: 3px solid var(--border-color-primary); }
.gz-work .gz-added { border-color: #15803d; } .gz-work .gz-removed { border-color: #b91c1c; }
.gz-work .gz-skipped { border-color: #d97706; }
.gz-work .gz-updated, .gz-work .gz-renamed { border-color: #1d4ed8; }
.gz-files { max-height: min(24rem, 55dvh); overflow: auto; margin-top: .3rem; }
.gz-files:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.gz-work progress { display: block; width: 100%; height: .7rem; margin: .6rem 0 .3rem; accent-color: #475569; }
.gz-work .gz-tools { margin: 1rem 0 0; }
.gz-work.gz-trouble { border-left: 3px solid #d97706; }
.gz-drop { display: block; padding: 1.3rem 1rem; border: 2px dashed var(--border-color-primary); border-radius: 10px;
  text-align: center; cursor: pointer; }
.gz-drop:hover, .gz-drop.gz-over, .gz-drop:focus-within { border-color: currentColor; }
.gz-drop strong { display: block; font-weight: 600; }
.gz-drop span { font-size: .85rem; color: var(--soft); }
.gz-drop input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.gz-drop:has(input:disabled) { opacity: .6; cursor: default; }
.gz p.gz-sent { margin-top: .5rem !important; font-size: .9rem; }
.gz p.gz-sent:empty { display: none; }
"""


def drop_html(key: str, settings: Settings, language: LanguageCode) -> str:
    """Where files are dropped or chosen; the script of `qa.interfaces.web.library_js` sends them."""
    limits = say(
        language,
        "{types}; at most {files} files and {megabytes} MB at once",
        types=" ".join(SUFFIXES),
        files=number(settings.max_upload_files, language),
        megabytes=number(settings.max_upload_mb, language),
    )
    told = {
        "key": key,
        "files": str(settings.max_upload_files),
        "mb": str(settings.max_upload_mb),
        "many": in_language(too_many(settings.max_upload_files), language),
        "large": in_language(too_large(settings.max_upload_mb), language),
        "sending": say(language, "Sending file %1 of %2…"),
        "failed": say(language, "%1 could not be sent: a folder is added by its path, a file again."),
    }
    data = " ".join(f'data-{name}="{safe(text)}"' for name, text in told.items())
    title = say(language, "Drop articles here, or choose files")
    return (
        f'<div class="gz" lang="{language}"><label class="gz-drop" {data}><strong>{title}</strong><span>{safe(limits)}'
        f'</span><input type="file" multiple accept="{",".join(SUFFIXES)}"></label>'
        f'<p class="gz-sent" role="status"></p></div>'
    )


def progress_html(job: Job, language: LanguageCode) -> str:
    """How far a build or a plan has come."""
    step = job.step
    title = say(language, "Looking at what would change…" if job.dry_run else "Bringing the index up to date…")
    told = _told(step, language)
    share = "" if step.stage == "start" or not step.total else f' value="{step.done}" max="{step.total}"'
    # Read out at the start and at every fifth: each step would be too much to listen to.
    fifth = 0 if not step.total else step.done * 5 // step.total
    aloud = title if step.stage == "start" else told if fifth else ""
    say_key = f"{job.number} {step.stage} {fifth}"
    return (
        f'<section class="gz gz-shelf gz-work" lang="{language}" data-aloud="{safe(aloud)}" data-aloud-key="{say_key}">'
        f'<h3>{title}</h3><progress aria-label="{title}"{share}></progress><p>{told}</p>'
        f'<div class="gz-tools">{_button("cancel", say(language, "Cancel"))}</div></section>'
    )


def _told(step: Step, language: LanguageCode) -> str:
    done, total = number(step.done, language), number(step.total, language)
    if step.stage == "read":
        return say(language, "Files read: {done} of {total}", done=done, total=total)
    if step.stage == "embed":
        return say(language, "New passages embedded: {done} of {total}", done=done, total=total)
    return say(language, "The chat goes on answering meanwhile.")


def plan_html(report: BuildReport, language: LanguageCode) -> str:
    """What a build would do, with the buttons that confirm or refuse."""
    if not changes(report):
        title = say(language, "Nothing would change")
        return _section("plan", title, "", _files(report, language), _button("close", say(language, "Close")), language)
    title = say(language, "What would change")
    after = say(
        language,
        "Afterwards: {articles} articles, {passages} passages, {embedded} of them new.",
        articles=number(report.articles, language),
        passages=number(report.passages, language),
        embedded=number(report.embedded, language),
    )
    removing = not report.count("added", "updated", "renamed") and report.count("removed")
    go = say(language, "Remove" if removing else "Bring the index up to date")
    buttons = _button("confirm", go, "gz-go") + _button("close", say(language, "Cancel"))
    return _section("plan", title, after, _files(report, language), buttons, language)


def changes(report: BuildReport) -> bool:
    """Whether a plan would change which files the index holds."""
    return bool(report.count("added", "updated", "renamed", "removed"))


def report_html(report: BuildReport, language: LanguageCode) -> str:
    """What a build did."""
    if report.published:
        title = say(language, "Done: the chat answers from the new index")
        after = say(
            language,
            "{articles} articles, {passages} passages, {embedded} of them new; {seconds} s.",
            articles=number(report.articles, language),
            passages=number(report.passages, language),
            embedded=number(report.embedded, language),
            seconds=number(round(report.seconds), language),
        )
    else:
        title, after = say(language, "Nothing changed"), ""
    return _section(
        "report", title, after, _files(report, language), _button("close", say(language, "Close")), language
    )


def trouble_html(sentence: str, language: LanguageCode) -> str:
    """Why there is no plan or no build."""
    return _section("trouble", "", sentence, "", _button("close", say(language, "Close")), language, "gz-trouble")


def _section(
    kind: str, title: str, text: str, files: str, buttons: str, language: LanguageCode, names: str = ""
) -> str:
    heading = f'<h3 tabindex="-1" data-focus>{title}</h3>' if title else ""
    focus = "" if title else ' tabindex="-1" data-focus'
    told = f"<p{focus}>{safe(text)}</p>" if text else ""
    return (
        f'<section class="gz gz-shelf gz-work {names}" lang="{language}" data-kind="{kind}" '
        f'data-aloud="{safe(f"{title} {text}".strip())}" data-aloud-key="{kind}">'
        f'{heading}{told}{files}<div class="gz-tools">{buttons}</div></section>'
    )


def _button(value: str, name: str, more: str = "") -> str:
    return f'<button type="button" class="gz-button {more}" value="{value}">{name}</button>'


def _files(report: BuildReport, language: LanguageCode) -> str:
    """Each file that is not unchanged, under what becomes of it."""
    groups = ""
    for status in _ORDER:
        files = [file for file in report.files if file.status == status]
        if files:
            title = say(language, TITLES[status], count=number(len(files), language))
            items = _items(files, language)
            groups += (
                f"<details><summary>{title}</summary><ul>{items}</ul></details>"
                if status in _FOLDED
                else f"<h4>{title}</h4><ul>{items}</ul>"
            )
    same = report.count("unchanged")
    if same:
        groups += f'<p class="gz-meta">{say(language, "Unchanged: {count}", count=number(same, language))}</p>'
    name = say(language, "File by file")
    return f'<div class="gz-files" tabindex="0" role="region" aria-label="{name}">{groups}</div>' if groups else ""


def _items(files: Sequence[FileReport], language: LanguageCode) -> str:
    items = "".join(_item(file, language) for file in files[:MOST])
    if len(files) > MOST:
        items += f"<li>{say(language, 'and {count} more', count=number(len(files) - MOST, language))}</li>"
    return items


def _item(file: FileReport, language: LanguageCode) -> str:
    notes = []
    if file.articles > 1:
        notes.append(say(language, "{count} articles", count=number(file.articles, language)))
    if file.date:
        notes.append(file.date)
    if file.language:
        notes.append(say(language, "French" if file.language == "fr" else "English"))
    if file.detail:
        notes.append(in_language(file.detail, language))
    note = f' <span class="gz-meta">{safe(" · ".join(notes))}</span>' if notes else ""
    return f'<li class="gz-{file.status}"><bdi>{safe(file.path)}</bdi>{note}</li>'
