/* What the scripts of the form share: finding parts of the page, asking the server. */
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const page = document.documentElement;
export const form = $("form[data-live]");
export const live = $("#live");
export const state = {
  rename: false, // entries came back from another language: ask what the lines buy, in this one
  strict: false, // after an attempt to save, missing fields are errors too
};
export const block = (kind, id, root = form) => root.querySelector(`[data-${kind}="${CSS.escape(id)}"]`);
/* A field's name is its path in the document, after a prefix where its text is not the value itself. */
const PREFIXES = ["", "months:", "each:", "split:"];
export const fieldsOf = (path) => PREFIXES.flatMap((prefix) => $$(`[name="${CSS.escape(prefix + path)}"]`, form));
export const named = (path) => fieldsOf(path)[0];
export const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
export const post = (url, body, signal) =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json, text/html", "Accept-Language": page.lang }, body: JSON.stringify(body), signal });
