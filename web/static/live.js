/* The script of every page: theme, and the form where there is one. Pages read without it. */
const page = document.documentElement;

/* Theme: a cookie, so that the server writes it into the next page and nothing flashes. */
document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
  const dark = page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${page.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
});

if (document.querySelector("form[data-live]")) import("./form.js");
if (document.querySelector("form[data-upload], form[data-import]")) import("./upload.js");

/* What was saved needs no draft any more. */
if (new URLSearchParams(location.search).has("saved")) {
  try {
    sessionStorage.removeItem(sessionStorage.getItem("leaving") ?? "");
    sessionStorage.removeItem("leaving");
  } catch {
    /* no storage, no draft */
  }
}

/* A job at work: its part of the page is read again until it is over. */
const again = async () => {
  const job = document.querySelector("#job[data-busy]");
  if (!job) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const now = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#job");
    if (now) job.replaceWith(document.adoptNode(now));
  } catch {
    /* asked again below */
  }
  setTimeout(again, 1000);
};
setTimeout(again, 1000);

/* What takes a while says so: the bar of a form runs until the next page is there. A page that was opened without
   a question asks its first one by itself. */
const asking = document.querySelectorAll("form[data-wait]");
const waiting = (ask, yes) => (yes ? ask.setAttribute("aria-busy", "true") : ask.removeAttribute("aria-busy"));
for (const ask of asking) ask.addEventListener("submit", () => waiting(ask, true));
addEventListener("pageshow", (event) => event.persisted && asking.forEach((ask) => waiting(ask, false)));
const first = document.querySelector("form[data-start]");
if (first) {
  waiting(first, true);
  location.replace(`${first.action.split("#")[0]}?${new URLSearchParams(new FormData(first))}`);
}
