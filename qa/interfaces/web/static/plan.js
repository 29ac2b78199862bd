// The plan, progress or report of a build. Progress changes in place, so that the keyboard stays where it is and screen
// readers hear only what is meant for them.
// `js_on_load` of `gr.HTML`, which gives it `element`, `props`, `trigger` and `watch`.
const box = document.createElement("div");
const announcer = document.createElement("p");
element.after(box);
announcer.className = "gz-sr";
announcer.setAttribute("role", "status");
document.body.append(announcer);
let announced = "";

function put(next) {
  const shown = box.querySelector("section");
  const bar = next?.querySelector("progress");
  const old = shown?.querySelector("progress");
  if (bar && old) {
    for (const { name, value } of bar.attributes) old.setAttribute(name, value);
    for (const part of ["h3", "p"]) shown.querySelector(part).textContent = next.querySelector(part).textContent;
    return;
  }
  box.replaceChildren(...(next ? [next] : []));
  if (!next) return;
  const target = next.querySelector("[data-focus]") ?? next.querySelector("h3");
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function show() {
  const next = new DOMParser().parseFromString(props.value ?? "", "text/html").querySelector("section");
  put(next);
  const { kind, aloud, aloudKey } = next?.dataset ?? {};
  const isVain = ["trouble", "plan"].includes(kind) && !next.querySelector("[value=confirm]");
  const { first } = document.querySelector("#article-list [data-first]")?.dataset ?? {};
  if (isVain) trigger("renew", { first: Number(first ?? 0) }); // perhaps the list was old
  if (aloud && aloudKey !== announced) {
    announcer.textContent = aloud;
    announced = aloudKey;
  }
}

watch("value", show);
box.addEventListener("click", (event) => {
  const name = event.target.closest("button")?.value;
  if (name === "confirm") trigger("confirm", {});
  if (name === "cancel") trigger("cancel", {});
  if (name === "close") {
    trigger("close", {});
    document.querySelector("#find input, #find textarea")?.focus();
  }
});
show();
