// A language that stands in the address of this page goes along to that of another index.
const language = new URLSearchParams(location.search).get("lang");
for (const link of element.querySelectorAll("a")) if (language) link.search = `?lang=${encodeURIComponent(language)}`;
