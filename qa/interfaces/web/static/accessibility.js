// Gradio reads a message's HTML aloud as its label, calls the examples a list without items and a landmark, and strips
// every aria- attribute from a reply. What it draws anew is labelled anew.
const words = element.querySelector("[data-conversation]").dataset;

const set = (node, role, label) => {
  if (role) node.setAttribute("role", role);
  else node.removeAttribute("role");
  if (label) node.setAttribute("aria-label", label);
  else node.removeAttribute("aria-label");
};

const each = (selector, relabel) => {
  for (const node of document.querySelectorAll(`#conversation ${selector}`)) relabel(node);
};

const relabelAll = () => {
  each('[role=log][aria-label="chatbot conversation"]', (node) => set(node, "log", words.conversation));
  each(".placeholder-content[role=complementary]", (node) => set(node));
  each(".examples[role=list]", (node) => set(node, "group", words.examples));
  each(".example[aria-label]", (node) => set(node));
  each(`[aria-label^="user's message:"]`, (node) => set(node, "group", words.question));
  each(`[aria-label^="bot's message:"]`, (node) => set(node, "group", words.reply));
  each(".gz-why-table:not([aria-label])", (node) => {
    set(node, "region", node.closest("details").querySelector("summary").textContent);
  });
};

new MutationObserver(relabelAll).observe(document.body, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["aria-label", "role"],
});
relabelAll();
