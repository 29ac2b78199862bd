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

new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
