// Keeps conversations in the browser (see history.py). One is an entry of the local storage: {id, title, at, answers};
// which one a tab shows is in its session storage, so that a reload shows it again and a new tab begins a new one. Words
// that were stored become text, never HTML.
// Every index of a server has its own: they are apart by the address of its page, "/" or "/indexes/NAME/".
const HERE = `gazette${location.pathname === "/" ? "" : location.pathname}`,
  PREFIX = `${HERE}.conversation.`,
  CURRENT = `${HERE}.current`,
  MOST = 60,
  SIZE = 3000000;
const browser = (name) => {
  try {
    window[name].getItem(CURRENT);
    return window[name];
  } catch {
    return null;
  }
};
const local = browser("localStorage"),
  session = browser("sessionStorage"); // null where the reader forbids them
const counts = new Map(); // of the conversations of this page: how many answers they have had
let loaded = false,
  current = "";

const bar = () => document.querySelector("#bar .gz-keep");
const key = (id) => PREFIX + id;
const read = (id) => {
  try {
    const kept = JSON.parse(local.getItem(key(id)));
    new Date(kept.at).toISOString();
    return kept.id === id && typeof kept.title === "string" && kept.answers.length ? kept : null;
  } catch {
    return null;
  }
};
const names = () => Object.keys(local ?? {}).filter((name) => name.startsWith(PREFIX));
const ids = () => names().map((name) => name.slice(PREFIX.length));
const all = () =>
  ids()
    .map(read)
    .filter((kept) => kept)
    .sort((a, b) => b.at - a.at);
const forget = (id) => local.removeItem(key(id));
const fitting = (kept) => {
  const bounds = bar().dataset,
    answers = kept.answers.slice(-bounds.answers);
  while (answers.length > 1 && new Blob([JSON.stringify(JSON.stringify(answers))]).size > bounds.bytes) answers.shift();
  return { ...kept, answers };
};
const save = (kept) => {
  if (!local) return;
  const text = JSON.stringify(fitting(kept)),
    old = all().filter((other) => other.id !== kept.id);
  const size = () => old.reduce((sum, other) => sum + local.getItem(key(other.id)).length, text.length);
  while (old.length && (old.length >= MOST || size() > SIZE)) forget(old.pop().id);
  for (;;) {
    try {
      return local.setItem(key(kept.id), text);
    } catch {
      if (!old.length) return;
      forget(old.pop().id);
    }
  }
};

const show = () => {
  const root = bar();
  if (!root) return;
  for (const name of [".gz-new", ".gz-save"]) root.querySelector(name).hidden = !current;
  root.querySelector(".gz-list").hidden = !ids().length;
};
const turnTo = (id) => {
  current = id;
  if (id) session?.setItem(CURRENT, id);
  else session?.removeItem(CURRENT);
  show();
};
const tongue = (code) => navigator.languages.find((tag) => tag.startsWith(code)) ?? code; // en-GB writes days its own way
// What a link asked is part of the conversation once it is answered: a reload shows it, and does not ask it again.
const forgetLink = () => {
  const address = new URL(location.href);
  if (!address.searchParams.has("q")) return;
  const language = address.searchParams.get("lang");
  address.search = language ? `?lang=${encodeURIComponent(language)}` : "";
  history.replaceState(history.state, "", address);
};
const list = () => {
  const panel = document.querySelector("#gz-earlier"),
    { className: held, value } = document.activeElement;
  const day = new Intl.DateTimeFormat(tongue(bar().lang), { dateStyle: "medium" });
  panel.querySelector("ul").replaceChildren(
    ...all().map((kept) => {
      const [item, title, when] = ["li", "bdi", "span"].map((tag) => document.createElement(tag));
      const [open, remove] = ["gz-open", "gz-delete"].map((name) => {
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
      remove.setAttribute(
        "aria-label",
        bar().dataset.delete.replace("{title}", () => kept.title),
      );
      item.append(open, remove);
      return item;
    }),
  );
  const buttons = [...panel.querySelectorAll("li button")]; // new ones: the keyboard stays where it was
  if (value && held) buttons.find((button) => button.className === held && button.value === value)?.focus();
};
const toTheBox = () => document.querySelector("#asking textarea")?.focus();
const shut = () => {
  for (const panel of document.querySelectorAll(".gz-pop:popover-open")) panel.hidePopover();
};
const begin = () => {
  forgetLink();
  turnTo("");
  trigger("clear");
};
const reopen = (id) => {
  const kept = read(id);
  forgetLink();
  turnTo(""); // the server's note says when it is open
  if (kept) session?.setItem(CURRENT, id); // a reload before that comes back to it
  if (kept) trigger("select", { id, answers: JSON.stringify(fitting(kept).answers) });
};

const pressed = {
  "gz-new": () => {
    begin();
    toTheBox();
  },
  "gz-open": (button) => {
    shut();
    reopen(button.value);
    toTheBox();
  },
  "gz-form": (button) => {
    shut();
    trigger("download", { format: button.value });
  },
  "gz-delete": (button) => {
    const panel = button.closest(".gz-pop"),
      place = [...panel.querySelectorAll(".gz-delete")].indexOf(button);
    const title = read(button.value)?.title ?? "";
    forget(button.value);
    if (button.value === current) begin();
    list();
    show();
    bar().querySelector(".gz-said").textContent = bar().dataset.deleted.replace("{title}", () => title);
    const left = panel.querySelectorAll(".gz-delete");
    if (left.length) left[Math.min(place, left.length - 1)].focus();
    else {
      shut();
      toTheBox();
    }
  },
  "gz-all": () => {
    if (!confirm(bar().dataset.sure)) return;
    ids().forEach(forget);
    shut();
    begin();
    toTheBox();
  },
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("#bar button");
  for (const name of button?.classList ?? []) pressed[name]?.(button);
});
document.addEventListener(
  "beforetoggle",
  (event) => {
    const panel = event.target;
    if (!panel.matches?.(".gz-pop") || event.newState !== "open") return;
    if (panel.id === "gz-earlier") list();
    const place = bar().querySelector(`[popovertarget=${panel.id}]`).getBoundingClientRect();
    const right = document.documentElement.clientWidth - bar().getBoundingClientRect().right;
    Object.assign(panel.style, { top: `${place.bottom + 6}px`, right: `${Math.max(right, 12)}px` });
  },
  true,
);

const download = (file) => {
  const link = document.createElement("a"),
    address = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  Object.assign(link, { href: address, download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};
const begun = () => {
  const again = !loaded && !new URLSearchParams(location.search).has("q") ? session?.getItem(CURRENT) : null;
  loaded = true;
  show();
  if (again) reopen(again);
};
const changed = ({ id, count, answer: text }) => {
  const stored = id ? read(id) : null,
    isNew = counts.has(id) ? count > counts.get(id) : !stored;
  if (id) counts.set(id, count);
  if (id && isNew) {
    const answer = JSON.parse(text);
    const { title, answers } = stored ?? { title: answer.question.slice(0, 200), answers: [] };
    save({ id, title, at: Date.now(), answers: [...answers, answer] });
  }
  turnTo(id);
  if (id) forgetLink();
  if (document.querySelector("#gz-earlier:popover-open")) list();
};
watch("value", () => {
  const note = props.value ?? {};
  if (note.loaded) begun();
  else if (note.file) download(note.file);
  else if ("count" in note) changed(note);
});
