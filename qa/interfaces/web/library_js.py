"""The scripts of the second tab: each belongs to one `gr.HTML`, whose element, props, watch and trigger it uses."""

# The files of a page go one by one to `qa.interfaces.web.uploads`; the page is told when all are there.
DROP = """
const zone = () => element.querySelector(".gz-drop");
const tell = text => { element.querySelector(".gz-sent").textContent = text; };
const put = (text, ...values) => values.reduce((said, value, n) => said.replace(`%${n + 1}`, () => value), text);
async function send(files) {
  const limits = zone().dataset, input = zone().querySelector("input");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (!files.length || input.disabled) return;
  if (files.length > Number(limits.files)) return tell(limits.many);
  if (size > Number(limits.mb) * 1e6) return tell(limits.large);
  input.disabled = true;
  let refused = "";
  for (const [n, file] of files.entries()) {
    if (files.length > 1 || size > 1e6) tell(put(limits.sending, n + 1, files.length));
    try {
      const address = `incoming/${limits.key}?name=${encodeURIComponent(file.name)}`;
      const answer = await fetch(address, { method: "PUT", body: file });
      if (!answer.ok) refused = (await answer.json()).error;
    } catch { refused = put(limits.failed, file.name); }
    if (refused) break;
  }
  input.disabled = false;
  input.value = "";
  tell(refused);
  trigger("sent", {});
}
element.addEventListener("change", event => send([...event.target.files]));
for (const name of ["dragover", "dragleave", "drop"]) element.addEventListener(name, event => {
  if (!zone()) return;
  event.preventDefault();
  zone().classList.toggle("gz-over", name === "dragover");
  if (name === "drop") send([...event.dataTransfer.files]);
});
"""
# Progress changes in place, so that the keyboard stays where it is and screen readers hear only what is meant for them.
WORK = """
const box = document.createElement("div"), aloud = document.createElement("p");
element.after(box);
aloud.className = "gz-sr";
aloud.setAttribute("role", "status");
document.body.append(aloud);
let heard = "";
function show() {
  const parsed = new DOMParser().parseFromString(props.value ?? "", "text/html");
  const next = parsed.querySelector("section"), shown = box.querySelector("section");
  const bar = next?.querySelector("progress"), old = shown?.querySelector("progress");
  if (bar && old) {
    for (const { name, value } of bar.attributes) old.setAttribute(name, value);
    shown.querySelector("h3").textContent = next.querySelector("h3").textContent;
    shown.querySelector("p").textContent = next.querySelector("p").textContent;
  } else {
    box.replaceChildren(...(next ? [next] : []));
    const target = box.querySelector("[data-focus]") ?? box.querySelector("h3");
    if (next) { target.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
  }
  const { aloud: text, aloudKey } = (next ?? box).dataset;
  const { first } = document.querySelector("#sheet .gz-shelf")?.dataset ?? {};
  const is_vain = /trouble|plan/.test(next?.dataset.kind) && !next.querySelector("[value=confirm]");
  if (is_vain) trigger("renew", { first: Number(first ?? 0) });  // perhaps the list was old
  if (text && aloudKey !== heard) { aloud.textContent = text; heard = aloudKey; }
}
watch("value", show);
box.addEventListener("click", event => {
  const name = event.target.closest("button")?.value;
  if (name === "confirm") trigger("confirm", {});
  if (name === "cancel") trigger("cancel", {});
  if (name === "close") { trigger("close", {}); document.querySelector("#find input, #find textarea")?.focus(); }
});
show();
"""
LIST = """
let turned = false, paths = new Set();  // of the articles that are selected
const boxes = () => [...element.querySelectorAll(".gz-list input")];
const chosen = () => boxes().filter(box => box.checked);
const settle = () => {
  const all = element.querySelector(".gz-all"), remove = element.querySelector(".gz-remove");
  paths = new Set(chosen().map(box => box.value));
  if (all) all.checked = paths.size > 0 && paths.size === boxes().length;
  if (remove) remove.disabled = !paths.size;
};
element.addEventListener("change", event => {
  if (event.target.matches(".gz-all")) boxes().forEach(box => { box.checked = event.target.checked; });
  settle();
});
element.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button?.matches(".gz-turn")) { turned = true; trigger("turn", { first: Number(button.value) }); }
  if (button?.matches(".gz-remove")) trigger("remove", { paths: chosen().map(box => box.value) });
});
watch("value", () => {
  // Gradio keeps the boxes that it can, and with them what was done to them, though they may be of other articles now.
  boxes().forEach(box => { box.checked = paths.has(box.value); });
  settle();
  if (!turned) return;
  turned = false;
  element.scrollIntoView({ block: "start" });
  element.querySelector(".gz-entry")?.focus({ preventScroll: true });
});
"""
ORDER = """
element.addEventListener("change", event => trigger("sort", { order: event.target.value }));
"""
FACTS = """
element.addEventListener("click", event => {
  const button = event.target.closest(".gz-unfollow");
  if (button) trigger("remove", { paths: [button.value] });
});
// Another page may have changed the index while this one was not looked at.
document.addEventListener("visibilitychange", () => {
  const list = document.querySelector("#sheet .gz-shelf");
  if (!document.hidden && list?.offsetParent) trigger("renew", { first: Number(list.dataset.first ?? 0) });
});
"""
LEFT_OUT = """
element.addEventListener("click", event => {
  const button = event.target.closest(".gz-back");
  if (button) trigger("restore", { shown: button.value });  // not "path": Gradio takes that for a file
});
"""
