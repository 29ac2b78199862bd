"""The reader's part on the page: how it looks, what opens and closes it, where the keyboard is, what is copied."""

from __future__ import annotations

import json
from string import Template

from qa.interfaces.i18n import say
from qa.lang import LANGUAGES

# Gradio repeats each rule below its own container, where it outweighs those about `body`; of a rule for some screens it
# keeps nothing else, so the script says with a class that the screen is narrow.
PANE_STYLE = """
body { --reader: min(50vw, 860px); --sheet: #fff; --edge: #78716c; }
body.dark { --sheet: #1c1b1a; --edge: #8f8880; }
body:not(.gz-reading) #reader { display: none; }
body.gz-reading #reader { display: block; position: fixed; inset: 0 0 0 auto; z-index: 40; width: var(--reader);
  height: 100dvh; max-height: none; padding: 0; margin: 0; overflow: hidden; border: 0; border-radius: 0;
  border-left: 1px solid var(--border-color-primary); background: var(--sheet); }
body.gz-reading .gradio-container { --left: calc(100vw - var(--reader)); --width: min(860px, var(--left));
  width: var(--width) !important; margin: 0 0 0 calc((var(--left) - var(--width)) / 2) !important; }
#reader .html-container, #reader .prose { height: 100%; max-width: none; padding: 0; margin: 0; }
.gz-reader { display: flex; flex-direction: column; height: 100dvh; color: var(--body-text-color); }
.gz-fetching .gz-reader { opacity: .6; }
#reader:not(.gz-lost):has(.gz-reader) .gz-empty, #reader.gz-lost .gz-reader { display: none; }
.gz-reader, .gz-empty { --side: clamp(1rem, 3vw, 2rem); }
.gz.gz-empty { position: absolute; inset: 0; padding: 0 var(--side); color: var(--body-text-color); }
.gz.gz-reader > * { flex: none; margin-left: var(--side) !important; margin-right: var(--side) !important; }
.gz-reader-bar { display: flex; align-items: center; gap: .75rem; padding: .75rem 0 0; min-height: 3.25rem; }
.gz-reader-bar .gz-close { margin-left: auto; }
.gz-steps { display: flex; align-items: center; gap: .5rem; font-size: .88rem; color: var(--soft); }
.gz-tool { min-height: 1.9rem; padding: .1rem .8rem; border: 1px solid var(--edge); border-radius: 999px;
  cursor: pointer; background: none; color: inherit; font-size: .85rem; font-weight: 400; line-height: 1.4; }
.gz-reader-bar .gz-tool { width: 2.2rem; height: 2.2rem; padding: 0; font-size: 1.1rem; line-height: 1; }
.gz-reader-bar .gz-close { font-size: .95rem; }
.gz-tool:hover:enabled { border-color: currentColor; background: var(--background-fill-secondary); }
.gz-tool:disabled { opacity: .4; cursor: default; }
.gz-tool:focus-visible, .gz-cited:focus-visible, .gz-scroll:focus-visible { outline: 2px solid currentColor;
  outline-offset: 2px; }
.gz-scroll:focus-visible { outline-offset: -2px; }
.gz-reader .gz-name { margin: .35rem 0 0; font-size: 1.3rem; font-weight: 700; line-height: 1.3; color: inherit;
  outline: 0; }
:is(.gz-reader, .gz-empty) p.gz-missing { margin: 1.5rem 0 0 !important; font-size: 1rem; font-weight: 400; }
.gz-reader-tools { display: flex; flex-wrap: wrap; gap: .5rem; }
.gz-reader p.gz-reader-tools { margin-top: .7rem !important; }
.gz.gz-reader > .gz-scroll { flex: 1 1 0; min-height: 0; margin: .9rem 0 0 !important; overflow-y: auto;
  position: relative; padding: 1.1rem var(--side) 3rem; border-top: 1px solid var(--border-color-primary); }
.gz-body { max-width: 70ch; white-space: pre-line; font-size: 1.02rem; line-height: 1.7; }
.gz-body .gz-metadata { font-size: .85rem; color: var(--soft); }
.gz-body .gz-around { background: #fdf6e0; }
.dark .gz-body .gz-around { background: #33291a; }
.gz-page { display: flex; align-items: center; gap: .75rem; margin: 1rem 0; font-size: .8rem; color: var(--soft); }
.gz-page::after { content: ""; flex: 1; border-top: 1px solid var(--border-color-primary); }
.gz-stretch-before { display: block; margin: 0 auto 1rem; }
.gz-stretch-after { display: block; margin: 1rem auto 0; }
.gz-kept > .gz-reader-tools { margin: .7rem 0 0 !important; }
.gz-kept > .gz-reader-tools .gz-tool { border-color: var(--border-color-primary); font-size: .82rem;
  color: var(--soft); }
.gz-kept > .gz-reader-tools .gz-tool:hover { color: inherit; }
.gz-tool .gz-copy-done, .gz-tool .gz-copy-failed { display: none; }
.gz button.gz-cited { display: inline; margin: 0; padding: 0; border: 0; background: none; cursor: pointer;
  font: inherit; font-weight: 600; text-align: left; color: inherit; border-radius: 2px; overflow-wrap: anywhere; }
.gz button.gz-cited bdi { text-decoration: underline 1px; text-underline-offset: .18em; }
.gz button.gz-cited:hover bdi, .gz button.gz-cited[aria-current] bdi { text-decoration-thickness: 2px;
  color: var(--body-text-color); }
#gz-copied { position: fixed; z-index: 60; left: 50%; bottom: 1.25rem; translate: -50% 0; max-width: calc(100vw - 2rem);
  padding: .55rem 1.1rem; border-radius: 999px; font: .9rem/1.4 system-ui, sans-serif; background: #1c1917; color: #fff;
  opacity: 0; pointer-events: none; }
#gz-copied:not(:empty) { opacity: 1; }
.dark #gz-copied { background: #f5f5f4; color: #1c1917; }
body.gz-covered { --reader: 0px; overflow: hidden; }
body.gz-covered #reader { left: 0; width: auto; border: 0; }
"""

_LISTEN = Template("""
const words = $words[(navigator.language ?? "en").startsWith("fr") ? "fr" : "en"];
const DOUBT_MS = 1000, PATIENCE_MS = 8000;
const body = document.body, phone = matchMedia("(max-width: 899px)");
const reader = element.closest("#reader") ?? element;
let opener = null;  // what opened the article: the keyboard goes back to it
let step = "";  // the button of the reader that was pressed: the keyboard stays on it
const steps = ["gz-previous", "gz-next", "gz-stretch-before", "gz-stretch-after", "gz-stretch"];
let turn = 0, drawn = 0;

const said = document.createElement("div");  // there before it speaks, or it would not be read out
said.id = "gz-copied";
said.setAttribute("role", "status");
body.append(said);
let silence;
const tell = text => {
  clearTimeout(silence);
  said.textContent = "";
  setTimeout(() => { said.textContent = text; }, 30);  // the same words again are told again
  silence = setTimeout(() => { said.textContent = ""; }, 3500);
};

// The article comes with its own way out; this one is there before it, and where it never comes.
const [empty, bar, lost, out] = ["div", "div", "p", "button"].map(tag => document.createElement(tag));
empty.className = "gz gz-empty";
bar.className = "gz-reader-bar";
Object.assign(out, { type: "button", className: "gz-tool gz-close", textContent: "✕", title: words.close });
out.setAttribute("aria-label", words.close);
lost.className = "gz-missing";
lost.setAttribute("role", "alert");
bar.append(out);
empty.append(bar, lost);
reader.append(empty);
let doubt, patience;
const tell_lost = (is_lost, asked = turn) => {
  if (is_lost && (asked !== turn || asked === drawn || !isOpen())) return;  // it is of something else, or too late
  clearTimeout(doubt);
  clearTimeout(patience);
  reader.classList.toggle("gz-lost", is_lost);
  lost.textContent = is_lost ? words.lost : "";
  if (!is_lost) return;
  body.classList.remove("gz-fetching");
  out.focus({ preventScroll: true });
};
const expect = asked => {
  tell_lost(false);
  const lose = () => tell_lost(true, asked);
  // Gradio does not tell an event that the server is gone; a request that fails does, before patience ends.
  doubt = setTimeout(() => fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(lose), DOUBT_MS);
  patience = setTimeout(lose, PATIENCE_MS);
};

const isOpen = () => body.classList.contains("gz-reading");
// On a phone the reader covers the page: what lies under it is out of reach for the keyboard and the ear too.
const cover = () => {
  for (const other of document.querySelectorAll("[data-gz-covered]")) {
    other.inert = false;
    other.removeAttribute("data-gz-covered");
  }
  body.classList.toggle("gz-covered", isOpen() && phone.matches);
  if (!isOpen() || !phone.matches) return;
  for (let inside = reader; inside !== body && inside.parentElement; inside = inside.parentElement)
    for (const other of inside.parentElement.children)
      if (other !== inside && other !== said && !other.inert) {
        other.inert = true;
        other.setAttribute("data-gz-covered", "");
      }
};
phone.addEventListener("change", cover);

const OPENS = "#conversation button.gz-cited, [data-article]";
const placeOf = from => {
  if (from.dataset.article !== undefined) {
    const { article, start, end, passage } = from.dataset;
    return { article, start, end, passage };
  }
  const [quote, passage, article] = from.value.split(" "), [start, end] = quote.split("-");
  return { article, start, end, passage };
};
// What Gradio has drawn anew is found again by its place.
const still = () => {
  if (!opener || opener.isConnected) return opener;
  const place = JSON.stringify(placeOf(opener));
  return [...document.querySelectorAll(OPENS)].filter(found => JSON.stringify(placeOf(found)) === place).at(-1) ?? null;
};
const siblings = () => {
  const reply = still()?.closest("#conversation .gz[lang]");
  return reply ? [...reply.querySelectorAll(OPENS)] : [];
};
const open = (from, first) => {
  opener?.removeAttribute("aria-current");
  opener = from;
  opener.setAttribute("aria-current", "true");
  const all = siblings();
  body.classList.add("gz-reading", "gz-fetching");
  cover();
  turn += 1;
  expect(turn);
  trigger("open", { ...placeOf(from), first, turn, number: all.indexOf(from) + 1, count: all.length });
};
const move = by => {
  const all = siblings(), next = all[all.indexOf(still()) + by];
  if (!next) return;
  next.closest("details")?.setAttribute("open", "");
  next.scrollIntoView({ block: "nearest" });
  open(next);
};
const close = () => {
  const back = still();
  tell_lost(false);
  body.classList.remove("gz-reading", "gz-fetching");
  cover();
  back?.removeAttribute("aria-current");
  (back ?? document.querySelector("#asking textarea"))?.focus();
  opener = null;
};

const arrive = () => {
  const shown = element.querySelector(".gz-reader");
  if (!shown || +shown.dataset.turn === drawn) return;
  drawn = +shown.dataset.turn;
  if (drawn === turn) {
    body.classList.remove("gz-fetching");
    tell_lost(false);
  }
  const text = shown.querySelector(".gz-scroll"), mark = shown.querySelector(".gz-body mark, .gz-body .gz-around");
  if (text) {
    text.scrollTop = step === "gz-stretch-before" ? text.scrollHeight : 0;
    if (mark && !/gz-stretch-/.test(step))
      text.scrollTop = mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight * 0.3;
  }
  const stepped = /gz-(next|previous)/.test(step);
  const kept = stepped && (shown.querySelector(`.$${step}:enabled`) ?? shown.querySelector(".gz-steps :enabled"));
  const place = /gz-stretch/.test(step) && text;
  (place || kept || shown.querySelector(".gz-name"))?.focus({ preventScroll: true });
  step = "";
};
// Gradio keeps the elements that it can and changes what differs in them; the turn always does.
new MutationObserver(arrive).observe(element, { childList: true, subtree: true, attributeFilter: ["data-turn"] });

const copyOld = text => {  // an address that is neither https nor this machine has no clipboard
  const held = document.activeElement, area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0";
  (reader.contains(held) ? reader : body).append(area);
  area.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch {}
  area.remove();
  held?.focus({ preventScroll: true });
  return done;
};
const copy = async button => {
  const isLink = button.closest("#conversation") !== null;
  const text = isLink ? new URL(button.value, location.origin + location.pathname).href : button.value;
  let copied = false;
  try { await navigator.clipboard.writeText(text); copied = true; } catch { copied = copyOld(text); }
  tell(button.querySelector(copied ? ".gz-copy-done" : ".gz-copy-failed").textContent);
};

document.addEventListener("click", event => {
  const at = selector => event.target.closest?.(selector);
  const button = at("button");
  if (button?.matches(".gz-copy") && at("#reader, #conversation")) return copy(button);
  if (button && reader.contains(button)) {
    step = steps.find(name => button.matches(`.$${name}`)) ?? "";
    if (button.matches(".gz-close")) return close();
    if (step === "gz-previous") return move(-1);
    if (step === "gz-next") return move(1);
    if (step && still()) return open(still(), button.dataset.first);
    return;
  }
  const from = at(OPENS);
  if (from) { step = ""; open(from); }
});
const isElsewhere = node => node.closest?.("#narrow, .gz-mending") || document.querySelector(":popover-open");
document.addEventListener("keydown", event => {
  const isFree = !event.defaultPrevented && !event.isComposing;
  if (event.key === "Escape" && isOpen() && isFree && !isElsewhere(event.target)) return close();
  const from = event.target;
  if (event.key === "Enter" && from.matches?.("[data-article]:not(button, a)")) { step = ""; open(from); }
});
""")


def listen() -> str:
    """The script of the reader, with the words that it says without the server."""
    words = {
        code: {
            "close": say(code, "Close the article"),
            "lost": say(code, "The server could not be reached: try again."),
        }
        for code in LANGUAGES
    }
    return _LISTEN.substitute(words=json.dumps(words))
