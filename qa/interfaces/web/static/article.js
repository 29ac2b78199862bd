// The article beside the conversation: what opens and closes it, where the keyboard is, what is copied.
// `js_on_load` of `gr.HTML`, which gives it `element`, `props` and `trigger`.
const { words } = props;
const DOUBT_MS = 1000;
const PATIENCE_MS = 8000;
const INDEX = /indexes\/[^/]+\/$/; // of an address; a link names its index, wherever that is served
const OPENS = "#conversation button.gz-cited, [data-article]";
const OCCURRENCES = ["gz-occurrence-before", "gz-occurrence-after"];
const STEPS = ["gz-previous", "gz-next", ...OCCURRENCES, "gz-stretch-before", "gz-stretch-after", "gz-stretch"];
const body = document.body;
const phone = matchMedia("(max-width: 899px)");
const reader = element.closest("#reader") ?? element;
let opener = null; // what opened the article: the keyboard goes back to it
let step = ""; // the button of the article that was pressed: the keyboard stays on it
let turn = 0; // openings asked for
let drawn = 0; // the last one shown

const isOpen = () => body.classList.contains("gz-reading");

// ------------------------------------------------------------ what is read out

const announcer = document.createElement("div"); // there before it speaks, or it would not be read out
announcer.id = "gz-copied";
announcer.setAttribute("role", "status");
body.append(announcer);
let silence;
const announce = (text) => {
  clearTimeout(silence);
  announcer.textContent = "";
  setTimeout(() => {
    announcer.textContent = text; // the same words again are read out again
  }, 30);
  silence = setTimeout(() => {
    announcer.textContent = "";
  }, 3500);
};

// ------------------------------------------------------------ a server that does not answer

// The article comes with its own way out; this one is there before it, and where it never comes.
const [empty, bar, lost, out] = ["div", "div", "p", "button"].map((tag) => document.createElement(tag));
empty.className = "gz gz-empty";
bar.className = "gz-reader-bar";
Object.assign(out, { type: "button", className: "gz-tool gz-close", textContent: "✕", title: words.close });
out.setAttribute("aria-label", words.close);
lost.className = "gz-missing";
lost.setAttribute("role", "alert");
bar.append(out);
empty.append(bar, lost);
reader.append(empty);
let doubt;
let patience;
const setLost = (isLost) => {
  clearTimeout(doubt);
  clearTimeout(patience);
  reader.classList.toggle("gz-lost", isLost);
  lost.textContent = isLost ? words.lost : "";
};
const expectArticle = (asked) => {
  setLost(false);
  const lose = () => {
    if (asked !== turn || asked === drawn || !isOpen()) return; // it is of something else, or too late
    setLost(true);
    body.classList.remove("gz-fetching");
    out.focus({ preventScroll: true });
  };
  // Gradio does not report that the server is gone; a request that fails does, before patience ends.
  doubt = setTimeout(() => fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(lose), DOUBT_MS);
  patience = setTimeout(lose, PATIENCE_MS);
};

// ------------------------------------------------------------ open, move, close

// On a phone the article covers the page: what lies under it is out of reach for the keyboard and the ear too.
const cover = () => {
  for (const other of document.querySelectorAll("[data-gz-covered]")) {
    other.inert = false;
    other.removeAttribute("data-gz-covered");
  }
  const covers = isOpen() && phone.matches;
  body.classList.toggle("gz-covered", covers);
  if (!covers) return;
  for (let inside = reader; inside !== body && inside.parentElement; inside = inside.parentElement) {
    for (const other of inside.parentElement.children) {
      if (other === inside || other === announcer || other.inert) continue;
      other.inert = true;
      other.setAttribute("data-gz-covered", "");
    }
  }
};
phone.addEventListener("change", cover);

const placeOf = (from) => {
  if (from.dataset.article !== undefined) {
    const { article, start, end, passage, search } = from.dataset;
    return { article, start, end, passage, search };
  }
  const [quote, passage, article] = from.value.split(" ");
  const [start, end] = quote.split("-");
  return { article, start, end, passage };
};
// What Gradio has drawn anew is found again by its place.
const currentOpener = () => {
  if (!opener || opener.isConnected) return opener;
  const place = JSON.stringify(placeOf(opener));
  return (
    [...document.querySelectorAll(OPENS)].filter((found) => JSON.stringify(placeOf(found)) === place).at(-1) ?? null
  );
};
const citations = () => {
  const reply = currentOpener()?.closest("#conversation .gz[lang]");
  const all = reply ? [...reply.querySelectorAll(".gz-of-answer")] : [];
  return all.includes(currentOpener()) ? all : []; // not other answers, nor what only came near
};
const open = (from, first, at = {}) => {
  opener?.removeAttribute("aria-current");
  opener = from;
  opener.setAttribute("aria-current", "true");
  const all = citations();
  body.classList.add("gz-reading", "gz-fetching");
  cover();
  turn += 1;
  expectArticle(turn);
  trigger("open", { ...placeOf(from), ...at, first, turn, number: all.indexOf(from) + 1, count: all.length });
};
const move = (by) => {
  const all = citations();
  const next = all[all.indexOf(currentOpener()) + by];
  if (!next) return;
  next.closest("details")?.setAttribute("open", "");
  next.scrollIntoView({ block: "nearest" });
  open(next);
};
const close = () => {
  const back = currentOpener();
  setLost(false);
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
    setLost(false);
  }
  const text = shown.querySelector(".gz-scroll");
  const mark = shown.querySelector(".gz-body mark:not(.gz-found), .gz-body .gz-around");
  if (text) {
    text.scrollTop = step === "gz-stretch-before" ? text.scrollHeight : 0;
    if (mark && !step.startsWith("gz-stretch-")) {
      const below = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
      text.scrollTop = below - text.clientHeight * 0.3;
    }
  }
  const isCitation = ["gz-next", "gz-previous", ...OCCURRENCES].includes(step);
  const kept = isCitation && (shown.querySelector(`.${step}:enabled`) ?? shown.querySelector(".gz-steps :enabled"));
  const place = step.startsWith("gz-stretch") && text;
  (place || kept || shown.querySelector(".gz-name"))?.focus({ preventScroll: true });
  step = "";
};
// Gradio keeps the elements that it can and changes what differs in them; the turn always does.
new MutationObserver(arrive).observe(element, { childList: true, subtree: true, attributeFilter: ["data-turn"] });

// ------------------------------------------------------------ copy

const copyWithoutClipboard = (text) => {
  // An address that is neither https nor this machine has no clipboard.
  const held = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;opacity:0";
  (reader.contains(held) ? reader : body).append(area);
  area.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {}
  area.remove();
  held?.focus({ preventScroll: true });
  return copied;
};
const copy = async (button) => {
  const isLink = button.matches(".gz-copy-link");
  const root = location.origin + location.pathname.replace(INDEX, "");
  const text = isLink ? new URL(button.value, root).href : button.value;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copied = copyWithoutClipboard(text);
  }
  announce(button.querySelector(copied ? ".gz-copy-done" : ".gz-copy-failed").textContent);
};

// ------------------------------------------------------------ mouse and keyboard

const press = (button) => {
  step = STEPS.find((name) => button.matches(`.${name}`)) ?? "";
  if (button.matches(".gz-close")) close();
  else if (step === "gz-previous") move(-1);
  else if (step === "gz-next") move(1);
  else if (OCCURRENCES.includes(step)) {
    const [start, end] = button.value.split("-");
    if (currentOpener()) open(currentOpener(), undefined, { start, end, passage: "" });
  } else if (step && currentOpener()) open(currentOpener(), button.dataset.first);
};
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  const from = event.target.closest?.(OPENS);
  if (button?.matches(".gz-copy") && button.closest("#reader, #conversation")) copy(button);
  else if (button && reader.contains(button)) press(button);
  else if (from) {
    step = "";
    open(from);
  }
});
const isElsewhere = (node) => node.closest?.("#filters, .gz-correcting") || document.querySelector(":popover-open");
document.addEventListener("keydown", (event) => {
  const from = event.target;
  const isFree = !event.defaultPrevented && !event.isComposing;
  if (event.key === "Escape" && isOpen() && isFree && !isElsewhere(from)) close();
  else if (event.key === "Enter" && from.matches?.("[data-article]:not(button, a)")) {
    step = "";
    open(from);
  }
});
