// The chips: one is removed with its key. `js_on_load` of `gr.HTML`, which gives it `element` and `trigger`.
element.addEventListener("click", (event) => {
  const chip = event.target.closest("button[value]");
  if (!chip) return;
  trigger("click", { filter: chip.value });
  document.querySelector("#asking textarea")?.focus(); // the button that had the keyboard is gone
});
