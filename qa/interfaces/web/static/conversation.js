// A long reply is read from its beginning: the last question goes to the top of the conversation; the page stays.
const MARGIN_PX = 26;
let seen = "";

const lastQuestion = () => [...document.querySelectorAll("#conversation .gz-question")].at(-1);

const toTheQuestion = () => {
  const row = lastQuestion()?.closest(".message-row");
  const log = row?.closest("[role=log]");
  if (log) log.scrollTop += row.getBoundingClientRect().top - log.getBoundingClientRect().top - MARGIN_PX;
};

// A question that is asked, its reply, another conversation: but not what a reader unfolds or what a button says.
const follow = () => {
  const questions = document.querySelectorAll("#conversation .gz-question").length;
  const state = `${questions} ${document.querySelector("#conversation .gz-waiting") !== null}`;
  if (state === seen) return;
  seen = state;
  setTimeout(toTheQuestion, 50); // once it is drawn
};

// Enter while an answer is under way: the question stays in the box, and is sent when the answer is there.
let queued = false;
const isWaiting = () => document.querySelector("#conversation .gz-waiting") !== null;
const box = () => document.querySelector("#asking textarea");

const note = document.createElement("p");
note.id = "gz-queued";
note.setAttribute("role", "status");

const queue = (wanted) => {
  queued = wanted;
  if (!note.isConnected) document.querySelector("#asking")?.after(note);
  note.textContent = wanted ? props.words.queued : "";
};

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== box()) return;
    if (isWaiting() && box().value.trim()) queue(true);
  },
  true,
);

const send = () => {
  if (!queued || isWaiting()) return;
  queue(false);
  setTimeout(() => document.querySelector("#asking button:last-of-type")?.click(), 300); // the event has ended by then
};

new MutationObserver(() => {
  follow();
  send();
}).observe(document.body, { childList: true, subtree: true });
