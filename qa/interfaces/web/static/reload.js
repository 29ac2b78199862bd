// A link has its own question and filters, an index its own page.
const KEY = `gazette${location.pathname === "/" ? "" : location.pathname}.page`;
const box = () => document.querySelector("#asking textarea");
const tabs = () => [...document.querySelectorAll("#tabs [role=tab]")];
const isLink = new URLSearchParams(location.search).has("q");

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // none yet, or the reader forbids it
  }
};
const kept = isLink ? {} : read();

addEventListener("pagehide", () => {
  const tab = tabs().findIndex((one) => one.getAttribute("aria-selected") === "true");
  const filters = document.querySelector("#chips .gz-chips")?.dataset.filters ?? "";
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ draft: box()?.value ?? "", tab, filters }));
  } catch {
    // the reader forbids it
  }
});

// The box gets the keyboard here and not by `autofocus`, which scrolls a low page down to it; who has begun to use
// something else stays there.
const begin = () => {
  if (kept.draft && box().value === "") {
    box().value = kept.draft;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (kept.tab > 0) tabs()[kept.tab]?.click();
  if (document.activeElement === document.body) box().focus({ preventScroll: true });
};

const whenThere = () => (box() && tabs().length ? begin() : requestAnimationFrame(whenThere));
whenThere();

// The filters come back when the panel knows what there is to choose.
watch("value", () => {
  if (kept.filters) trigger("input", { filters: String(kept.filters) });
  kept.filters = "";
});
