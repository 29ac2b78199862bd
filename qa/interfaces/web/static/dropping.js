// A file that is dropped anywhere on the page goes to the tab "Articles", as one that is dropped there.
const PATIENCE_MS = 10_000;
const zone = () => document.querySelector("#drop .gz-drop[data-key]");
const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** The box of the tab that takes files, once the tab is open and filled; null where it does not come. */
async function opened() {
  [...document.querySelectorAll("#tabs [role=tab]")].at(-1)?.click();
  for (let waited = 0; waited < PATIENCE_MS && !zone()?.dataset.key; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (waited === 1000) document.querySelector("#adding button")?.click(); // "Add articles" is folded
  }
  return zone()?.querySelector("input") ?? null;
}

document.addEventListener("dragover", (event) => {
  if (holdsFiles(event)) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  if (!holdsFiles(event) || event.target.closest?.("#drop")) return; // `uploads.js` takes those
  event.preventDefault();
  const kept = new DataTransfer(); // the event's own is emptied when it ends
  for (const file of event.dataTransfer.files) kept.items.add(file);
  const input = await opened();
  if (!input || !kept.files.length) return;
  input.files = kept.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
