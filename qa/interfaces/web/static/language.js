// The choice is kept in a cookie, which the server reads; the page is asked for again in the other language.
const { cookie, parameter, language } = element.querySelector(".gz-languages").dataset;
document.documentElement.lang = language;

element.addEventListener("click", (event) => {
  const chosen = event.target.closest("button")?.value;
  if (!chosen) return;
  document.cookie = `${cookie}=${chosen}; path=/; max-age=31536000; SameSite=Strict`;
  const address = new URL(location.href);
  if (!address.searchParams.has(parameter)) return location.reload();
  address.searchParams.delete(parameter); // it would go before the choice
  location.replace(address);
});
