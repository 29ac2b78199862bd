// What is pressed and chosen among the articles that a search found, which the server hears as one event.
// `js_on_load` of `gr.HTML`, which gives it `element`, `trigger` and `watch`.
let turned = false;
const alter = (key, to) => {
  turned = key === "first";
  trigger("alter", { key, to });
};
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  if (button) alter(button.name, button.value);
});
element.addEventListener("change", (event) => {
  const { name, type, checked, value } = event.target;
  if (name) alter(name, type === "checkbox" ? String(checked) : value);
});
watch("value", () => {
  // Gradio keeps the box and the choice that it can, and with them what was done to them.
  for (const box of element.querySelectorAll("input[type=checkbox]")) box.checked = box.hasAttribute("checked");
  for (const option of element.querySelectorAll("option")) option.selected = option.hasAttribute("selected");
  if (!turned) return;
  turned = false;
  element.scrollIntoView({ block: "start" });
  element.querySelector(".gz-entry")?.focus({ preventScroll: true });
});
