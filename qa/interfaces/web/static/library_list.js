// The list of articles: what is selected, and which page is shown.
// `js_on_load` of `gr.HTML`, which gives it `element`, `trigger` and `watch`.
let turned = false;
let selected = new Set(); // paths of articles
const boxes = () => [...element.querySelectorAll(".gz-list input")];
const checked = () => boxes().filter((box) => box.checked);
const settle = () => {
  const all = element.querySelector(".gz-all");
  const remove = element.querySelector(".gz-remove");
  selected = new Set(checked().map((box) => box.value));
  if (all) all.checked = selected.size > 0 && selected.size === boxes().length;
  if (remove) remove.disabled = !selected.size;
};

element.addEventListener("change", (event) => {
  if (event.target.matches(".gz-all")) for (const box of boxes()) box.checked = event.target.checked;
  settle();
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".gz-turn")) {
    turned = true;
    trigger("turn", { first: Number(button.value) });
  }
  if (button?.matches(".gz-remove")) trigger("remove", { paths: checked().map((box) => box.value) });
});
watch("value", () => {
  // Gradio keeps the boxes that it can, and with them what was done to them, though they may be of other articles now.
  for (const box of boxes()) box.checked = selected.has(box.value);
  settle();
  if (!turned) return;
  turned = false;
  element.scrollIntoView({ block: "start" });
  element.querySelector(".gz-entry")?.focus({ preventScroll: true });
});
// Another page may have changed the index while this one was not looked at.
document.addEventListener("visibilitychange", () => {
  const list = element.querySelector("[data-first]");
  if (!document.hidden && list?.offsetParent) trigger("renew", { first: Number(list.dataset.first) });
});
