/* Live total: 150 ms after the last key; an answer that was overtaken is thrown away. */
import { $, $$, block, fieldsOf, form, live, named, parsed, post, state } from "./form_dom.js";
import { keep } from "./form_draft.js";
import { product } from "./form_product.js";

let timer, running, baseline;
export async function preview() {
  clearTimeout(timer); // what it would ask is asked now, and must not be overtaken by it
  running?.abort();
  const mine = (running = new AbortController());
  live.setAttribute("aria-busy", "true");
  try {
    const asked = new URLSearchParams(baseline === undefined ? {} : { baseline });
    if (state.rename) asked.set("names", "true");
    const answer = await post(`${form.dataset.preview}?${asked}`, product(), mine.signal);
    const html = await answer.text();
    if (mine !== running) return;
    const body = $("#preview", parsed(html));
    if (!answer.ok || !body) throw new Error(String(answer.status));
    $("#preview").replaceWith(document.adoptNode(body));
    baseline ??= body.dataset.total || undefined;
    settle(body);
    place(body);
  } catch (error) {
    if (error.name !== "AbortError") $("#preview").textContent = live.dataset.offline;
  } finally {
    if (mine === running) live.removeAttribute("aria-busy");
  }
}
export function later() {
  keep();
  clearTimeout(timer);
  timer = setTimeout(preview, 150);
}
/* What choices and parameters are worth now: the server resolves them, the form shows it and asks accordingly. */
function settle(body) {
  let asksMore = false;
  for (const now of $$("[data-parameter-now]", body)) {
    const entry = block("parameter", now.dataset.parameterNow);
    if (!entry) continue;
    const asks = "asks" in now.dataset;
    const open = "open" in now.dataset;
    $(".worth", entry).textContent = now.dataset.value;
    $("[data-origin]", entry).textContent = now.dataset.origin;
    entry.classList.toggle("open-value", open);
    entry.classList.toggle("stack", !open);
    $("[data-worth]", entry).hidden = asks;
    const asked = $("[data-asked]", entry);
    if (!asked) continue;
    if (asked.hidden === asks) asksMore = true;
    asked.hidden = !asks;
    $("[data-reasoned]", entry).hidden = !open && !(asks && $("textarea", entry).value.trim());
    $("[data-open-mark]", asked).hidden = !open;
  }
  const list = $("#computed");
  for (const line of $$("[data-computed]", body)) {
    const there = list && block("computed", line.dataset.computed, list);
    if (there) there.replaceWith(line);
    else list?.append(line);
  }
  for (const bought of $$("[data-bought]", body)) {
    const input = block("target", bought.dataset.bought)?.parentElement.querySelector("[data-search]");
    if (input && input !== document.activeElement) input.value = input.dataset.chosen = bought.dataset.text;
  }
  state.rename = false;
  if (asksMore) later(); // what was given for it before counts again, or counts no more
}
/* Rows of evidence and omissions count only where something was written: the n-th of the document is found. */
function shownAt(where) {
  const [, of, n, rest] = where.match(/^(?:(.*)\.evidence|omitted)\[(\d+)\](.*)$/) ?? [];
  if (n === undefined) return where;
  const filled = (row, names) => names.some((name) => named(`${row}.${name}`)?.value.trim());
  const rows = of === undefined
    ? $$("[data-omission]", form).map((row) => row.dataset.omission).filter((row) => filled(row, ["name", "amount"]))
    : $$("[data-evidence]", block("evidence-of", of) ?? form).map((row) => row.dataset.evidence).filter((row) => filled(row, ["kind", "reference"]));
  return (rows[Number(n)] ?? "") + rest || where;
}
/* The field a finding speaks of; of a row of months the one of that month. */
function fieldAt(where) {
  const [, row, n] = where.match(/^(.*)\[(\d+)\]$/) ?? [];
  const field = named(where) ?? named(`${where}.amount`) ?? (n === undefined ? undefined : fieldsOf(row)[Number(n)]);
  return field?.type === "hidden" ? field.parentElement.querySelector("[data-search]") : field;
}
/* Findings stand beside the field they speak of: the longest path that has a place for notes. */
function place(body) {
  for (const slot of $$("[data-notes]", form)) slot.replaceChildren();
  for (const field of $$("[aria-invalid]", form)) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const item of $$("[data-where]", body)) {
    if (item.dataset.severity === "info" || (item.dataset.missing !== undefined && !state.strict)) continue;
    const where = shownAt(item.dataset.where);
    let path = where;
    let slot;
    while (path && !(slot = block("notes", path))) {
      const shorter = path.replace(/(\.[^.[\]]+|\[[^\]]*\])$/, "");
      path = shorter === path ? "" : shorter;
    }
    const note = document.createElement("p");
    note.className = `note ${item.dataset.severity}`;
    note.textContent = item.dataset.text;
    note.id = `note-${Math.random().toString(36).slice(2)}`;
    slot?.append(note);
    const shown = fieldAt(where);
    if (shown && slot && item.dataset.severity === "error") {
      shown.setAttribute("aria-invalid", "true");
      shown.setAttribute("aria-describedby", note.id);
    }
    for (let fold = slot?.closest("details"); fold && item.dataset.severity === "error"; fold = fold.parentElement.closest("details")) fold.open = true;
  }
}
