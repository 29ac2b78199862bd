"""What the browser does to keep conversations (see `qa.interfaces.web.history`), and how its bar and lists look.

A conversation is one entry of the local storage: {id, title, at, answers}. Which one a tab shows is in its session
storage, so that a reload shows it again and a new tab begins a new one. Words that were stored become text, never HTML.
"""

from __future__ import annotations

HISTORY_STYLE = """
#keeper { display: none; }
#top { align-items: center; gap: .25rem .75rem; min-height: 2.1rem; }
#top > #name { flex: 0 0 auto; width: auto; min-width: 0; }
#top > #bar { flex: 1 1 auto; width: auto; min-width: min-content; padding: 0; }
#bar :not(.gz-pop, .gz-pop *, .gz-control) { padding: 0; min-height: 0; }
.gz-keep { display: flex; justify-content: flex-end; gap: .4rem; min-height: 0; }
.gz.gz-keep .gz-control { font-size: .85rem; padding: .2em .8em; white-space: nowrap; }
.gz-keep [hidden], .gz-keep .gz-short { display: none; }
.gz-keep .gz-said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.gz-pop { position: fixed; inset: auto; margin: 0; padding: .9rem; width: min(27rem, calc(100vw - 1.5rem));
  max-height: min(70dvh, 34rem); overflow: auto; border-radius: 10px; border: 1px solid var(--border-color-primary);
  background: var(--background-fill-primary); color: var(--body-text-color); box-shadow: 0 8px 28px rgb(0 0 0 / .22); }
.gz-pop.gz-narrow { width: min(17rem, calc(100vw - 1.5rem)); }
.gz p.gz-pop-head { font-weight: 600; margin-bottom: .4rem !important; }
.gz p.gz-pop-foot { display: flex; align-items: center; justify-content: space-between; gap: .75rem;
  margin-top: .6rem !important; font-size: .85rem; color: var(--soft); }
.gz .gz-pop li { display: flex; align-items: stretch; gap: .25rem; margin: 0; }
.gz-pop li button { border: 0; border-radius: 6px; background: none; color: inherit; cursor: pointer; text-align: left;
  font-size: .92rem; line-height: 1.4; padding: .45rem .55rem; min-width: 2.2rem; }
.gz-pop li button:first-child { flex: 1 1 auto; min-width: 0; }
.gz-pop li button:hover { background: var(--background-fill-secondary); }
.gz-pop li button:focus-visible { outline: 2px solid currentColor; outline-offset: -2px; }
.gz-pop .gz-open bdi { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.gz-pop .gz-open[aria-current] bdi { font-weight: 600; }
.gz-pop .gz-open .gz-day { display: block; font-size: .8rem; color: var(--soft); }
.gz-pop .gz-delete { flex: none; text-align: center; color: var(--soft); }
@media (max-width: 640px) {
  .gz-keep .gz-long { display: none; }
  .gz-keep .gz-short { display: inline; }
  .gz-keep { gap: .25rem; }
  .gz.gz-keep > .gz-control { font-size: .8rem; padding: .25em .55em; }
}
"""

KEEPER = """
const PREFIX = "gazette.conversation.", CURRENT = "gazette.current", MOST = 60, SIZE = 3000000;
const browser = name => { try { window[name].getItem(CURRENT); return window[name]; } catch { return null; } };
const local = browser("localStorage"), session = browser("sessionStorage");  // null where the reader forbids them
const counts = new Map();  // of the conversations of this page: how many answers they have had
let bounds = null, current = "";

const bar = () => document.querySelector("#bar .gz-keep");
const key = id => PREFIX + id;
const read = id => {
  try {
    const kept = JSON.parse(local.getItem(key(id)));
    new Date(kept.at).toISOString();
    return kept.id === id && typeof kept.title === "string" && kept.answers.length ? kept : null;
  } catch { return null; }
};
const names = () => Object.keys(local ?? {}).filter(name => name.startsWith(PREFIX));
const ids = () => names().map(name => name.slice(PREFIX.length));
const all = () => ids().map(read).filter(kept => kept).sort((a, b) => b.at - a.at);
const forget = id => local.removeItem(key(id));
const fitting = kept => {
  const answers = kept.answers.slice(-bounds.answers);
  while (answers.length > 1 && new Blob([JSON.stringify(JSON.stringify(answers))]).size > bounds.bytes) answers.shift();
  return { ...kept, answers };
};
const save = kept => {
  if (!local) return;
  const text = JSON.stringify(fitting(kept)), old = all().filter(other => other.id !== kept.id);
  const size = () => old.reduce((sum, other) => sum + local.getItem(key(other.id)).length, text.length);
  while (old.length && (old.length >= MOST || size() > SIZE)) forget(old.pop().id);
  for (;;) {
    try { return local.setItem(key(kept.id), text); } catch { if (!old.length) return; forget(old.pop().id); }
  }
};

const show = () => {
  const root = bar();
  if (!root) return;
  for (const name of [".gz-new", ".gz-save"]) root.querySelector(name).hidden = !current;
  root.querySelector(".gz-list").hidden = !ids().length;
};
const turn_to = id => {
  current = id;
  if (id) session?.setItem(CURRENT, id); else session?.removeItem(CURRENT);
  show();
};
const tongue = code => navigator.languages.find(tag => tag.startsWith(code)) ?? code;  // en-GB writes days its own way
// What a link asked is part of the conversation once it is answered: a reload shows it, and does not ask it again.
const forget_link = () => {
  const address = new URL(location.href);
  if (!address.searchParams.has("q")) return;
  address.search = "";
  history.replaceState(history.state, "", address);
};
const list = () => {
  const panel = document.querySelector("#gz-earlier"), { className: held, value } = document.activeElement;
  const day = new Intl.DateTimeFormat(tongue(bar().lang), { dateStyle: "medium" });
  panel.querySelector("ul").replaceChildren(...all().map(kept => {
    const [item, title, when] = ["li", "bdi", "span"].map(tag => document.createElement(tag));
    const [open, remove] = ["gz-open", "gz-delete"].map(name => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: name, value: kept.id });
      return button;
    });
    title.textContent = kept.title;
    when.textContent = day.format(kept.at);
    when.className = "gz-day";
    open.append(title, when);
    if (kept.id === current) open.setAttribute("aria-current", "true");
    remove.textContent = "✕";
    remove.setAttribute("aria-label", panel.dataset.delete.replace("{title}", () => kept.title));
    item.append(open, remove);
    return item;
  }));
  const buttons = [...panel.querySelectorAll("li button")];  // new ones: the keyboard stays where it was
  if (value && held) buttons.find(button => button.className === held && button.value === value)?.focus();
};
const to_the_box = () => document.querySelector("#asking textarea")?.focus();
const shut = () => document.querySelectorAll(".gz-pop:popover-open").forEach(panel => panel.hidePopover());
const begin = () => { forget_link(); turn_to(""); trigger("clear"); };
const reopen = id => {
  const kept = read(id);
  forget_link();
  turn_to("");  // the server's note says when it is open
  if (kept) session?.setItem(CURRENT, id);  // a reload before that comes back to it
  if (kept) trigger("select", { id, answers: JSON.stringify(fitting(kept).answers) });
};

const pressed = {
  "gz-new": () => { begin(); to_the_box(); },
  "gz-open": button => { shut(); reopen(button.value); to_the_box(); },
  "gz-form": button => { shut(); trigger("download", { format: button.value }); },
  "gz-delete": button => {
    const panel = button.closest(".gz-pop"), place = [...panel.querySelectorAll(".gz-delete")].indexOf(button);
    const title = read(button.value)?.title ?? "";
    forget(button.value);
    if (button.value === current) begin();
    list();
    show();
    bar().querySelector(".gz-said").textContent = panel.dataset.deleted.replace("{title}", () => title);
    const left = panel.querySelectorAll(".gz-delete");
    if (left.length) left[Math.min(place, left.length - 1)].focus(); else { shut(); to_the_box(); }
  },
  "gz-all": button => {
    if (!confirm(button.closest(".gz-pop").dataset.sure)) return;
    ids().forEach(forget);
    shut();
    begin();
    to_the_box();
  },
};
document.addEventListener("click", event => {
  const button = event.target.closest("#bar button");
  for (const name of button?.classList ?? []) pressed[name]?.(button);
});
document.addEventListener("beforetoggle", event => {
  const panel = event.target;
  if (!panel.matches?.(".gz-pop") || event.newState !== "open") return;
  if (panel.id === "gz-earlier") list();
  const place = bar().querySelector(`[popovertarget=${panel.id}]`).getBoundingClientRect();
  const right = document.documentElement.clientWidth - bar().getBoundingClientRect().right;
  Object.assign(panel.style, { top: `${place.bottom + 6}px`, right: `${Math.max(right, 12)}px` });
}, true);

const download = file => {
  const link = document.createElement("a"), address = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  Object.assign(link, { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};
const greeted = note => {
  const again = bounds === null && !new URLSearchParams(location.search).has("q") ? session?.getItem(CURRENT) : null;
  bounds = note;
  setTimeout(() => { show(); if (again) reopen(again); });
};
const changed = ({ id, count, answer: text }) => {
  const stored = id ? read(id) : null, is_new = counts.has(id) ? count > counts.get(id) : !stored;
  if (id) counts.set(id, count);
  if (id && is_new) {
    const answer = JSON.parse(text);
    const { title, answers } = stored ?? { title: answer.question.slice(0, 200), answers: [] };
    save({ id, title, at: Date.now(), answers: [...answers, answer] });
  }
  turn_to(id);
  if (id) forget_link();
  if (document.querySelector("#gz-earlier:popover-open")) list();
};
watch("value", () => {
  const note = props.value ?? {};
  if (note.bytes) greeted(note); else if (note.file) download(note.file); else if ("count" in note) changed(note);
});
"""
