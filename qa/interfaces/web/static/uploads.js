// Where files are dropped or chosen: they go one by one to `qa.interfaces.web.uploads`, then the page hears of all.
// `js_on_load` of `gr.HTML`, which gives it `element` and `trigger`.
const zone = () => element.querySelector(".gz-drop");
const show = (text) => {
  element.querySelector(".gz-sent").textContent = text;
};
const put = (text, ...values) => values.reduce((said, value, n) => said.replace(`%${n + 1}`, () => value), text);

/** Sends one file; returns why it could not be sent, or "". */
async function sendFile(file) {
  const { key, failed } = zone().dataset;
  try {
    const address = `incoming/${key}?name=${encodeURIComponent(file.name)}`;
    const answer = await fetch(address, { method: "PUT", body: file });
    return answer.ok ? "" : (await answer.json()).error;
  } catch {
    return put(failed, file.name);
  }
}

async function send(files) {
  const limits = zone().dataset;
  const input = zone().querySelector("input");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (!files.length || input.disabled) return;
  if (files.length > Number(limits.files)) return show(limits.many);
  if (size > Number(limits.mb) * 1e6) return show(limits.large);
  input.disabled = true;
  let refused = "";
  for (const [n, file] of files.entries()) {
    if (files.length > 1 || size > 1e6) show(put(limits.sending, n + 1, files.length));
    refused = await sendFile(file);
    if (refused) break;
  }
  input.disabled = false;
  input.value = "";
  show(refused);
  trigger("sent", {});
}

element.addEventListener("change", (event) => send([...event.target.files]));
for (const name of ["dragover", "dragleave", "drop"]) {
  element.addEventListener(name, (event) => {
    if (!zone()) return;
    event.preventDefault();
    zone().classList.toggle("gz-over", name === "dragover");
    if (name === "drop") send([...event.dataTransfer.files]);
  });
}
