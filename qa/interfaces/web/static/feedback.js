// What a reader says of a reply: right, wrong with the right answer, or that there is none.
const heard = new Map(); // token -> the number of the last word on it: only its outcome is told
const say = async (box, verdict, answer = "") => {
  const token = box.querySelector(".gz-right").value,
    status = box.querySelector(".gz-said");
  const turn = (heard.get(token) ?? 0) + 1;
  heard.set(token, turn);
  status.textContent = "";
  const { lang: language } = document.documentElement;
  let told = null;
  try {
    told = await server.judge({ token, verdict, answer, language });
  } catch {
    /* told below */
  }
  if (heard.get(token) !== turn) return;
  if (told?.stored) {
    box.querySelector(".gz-right").setAttribute("aria-pressed", verdict === "right");
    box.querySelector(".gz-wrong").setAttribute("aria-pressed", verdict !== "right");
    box.querySelector(".gz-none")?.setAttribute("aria-pressed", verdict === "no_answer");
  }
  status.textContent = told?.sentence ?? box.querySelector(".gz-failed").textContent;
  return Boolean(told?.stored);
};
// What Gradio takes off a reply's HTML, and screen readers need; a reply that is drawn anew is labelled again.
const label = (box) => {
  box.classList.add("gz-labelled");
  const group = box.querySelector(".gz-verdict");
  group.setAttribute("aria-label", group.firstElementChild.textContent);
  const choices = box.querySelectorAll(".gz-right, .gz-wrong, .gz-none");
  for (const button of choices) button.setAttribute("aria-pressed", false);
  box.querySelector(".gz-wrong").setAttribute("aria-expanded", false);
};
const labelAll = () => {
  for (const box of document.querySelectorAll("#conversation .gz-feedback:not(.gz-labelled)")) label(box);
};
new MutationObserver(labelAll).observe(document.body, { childList: true, subtree: true });
labelAll();
const correct = (box, open) => {
  box.classList.toggle("gz-correcting", open);
  box.querySelector(".gz-wrong").setAttribute("aria-expanded", open);
};
const send = async (box) => {
  const field = box.querySelector("input");
  if (!field.value.trim()) return field.focus();
  if (!(await say(box, "wrong", field.value))) return;
  correct(box, false);
  box.querySelector(".gz-wrong").focus();
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("#conversation .gz-feedback button");
  if (!button) return;
  const box = button.closest(".gz-feedback");
  if (button.matches(".gz-send")) return send(box);
  if (button.matches(".gz-wrong")) {
    if (box.classList.contains("gz-correcting")) return correct(box, false);
    correct(box, true);
    box.querySelector(".gz-correct").scrollIntoView({ block: "nearest" });
    box.querySelector("input").focus();
    if (button.getAttribute("aria-pressed") !== "true") say(box, "wrong");
    return;
  }
  correct(box, false);
  if (button.matches(".gz-none")) box.querySelector(".gz-wrong").focus();
  say(box, button.matches(".gz-right") ? "right" : "no_answer");
});
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("#conversation .gz-feedback");
  if (!box || event.isComposing) return;
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    send(box);
  }
  if (event.key === "Escape" && box.classList.contains("gz-correcting")) {
    correct(box, false);
    box.querySelector(".gz-wrong").focus();
  }
});
