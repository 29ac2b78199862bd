// The buttons inside a reply: edit what was understood, or ask again without a part of it. The keyboard goes on from the
// question, since the conversation moves away from the button that had it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("#conversation button.gz-control");
  if (!button) return;
  const refuses = (name) => button.classList.contains(`gz-refuses-${name}`);
  const refused = ["completion", "typed_dates", "filters"].filter(refuses);
  trigger(button.matches(".gz-edit") ? "edit" : "submit", { question: button.value, refused });
  document.querySelector("#asking textarea")?.focus();
});
