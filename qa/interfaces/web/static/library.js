// The buttons and the choice of order around the list of articles, which the server hears by the name of the event.
// `js_on_load` of several `gr.HTML`, each of which gives it `element` and `trigger`.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  if (button?.name === "remove") trigger("remove", { paths: [button.value] });
  if (button?.name === "restore") trigger("restore", { shown: button.value }); // not "path": Gradio takes that for a file
});
element.addEventListener("change", (event) => trigger("sort", { order: event.target.value }));
