/* Combobox after the ARIA pattern; the list is HTML from the server. */
import { $, $$, form, parsed } from "./form_dom.js";
import { later } from "./form_preview.js";
import { setUnits, touched } from "./form_rows.js";

let searching;
export async function search(box) {
  const input = $("[data-search]", box);
  const list = $("[role=listbox]", box);
  const query = new URLSearchParams({ q: input.value === input.dataset.chosen ? "" : input.value, rule: form.dataset.rule });
  const background = form.elements.namedItem("background")?.value;
  if (background) query.set("background", background);
  if (box.dataset.category) query.set("category", box.dataset.category);
  else {
    const bare = (name) => name.replaceAll("|", " ");
    query.set("activity", $("[data-activity]", box.closest("[data-line]")).value);
    for (const process of $$("[data-process]", form)) if (process !== box.closest("[data-process]")) query.append("process", `${process.dataset.process}|${bare($("[data-process-name]", process).value)}|${$("[data-unit]", process).value}`);
    for (const one of $$("[data-supplier]", form)) query.append("supplier", `${one.dataset.supplier}|${bare(one.dataset.name)}|${one.dataset.supplierUnit}`);
  }
  searching?.abort();
  const mine = (searching = new AbortController());
  try {
    const answer = await fetch(`${form.dataset.options}?${query}`, { signal: mine.signal });
    if (mine !== searching || !answer.ok) return;
    list.replaceChildren(...[...parsed(await answer.text()).body.children].map((node) => document.adoptNode(node)));
    $$("[role=option]", list).forEach((option, n) => (option.id = `${list.id}-${n}`));
    open(box, true);
  } catch (error) {
    if (error.name !== "AbortError") open(box, false);
  }
}
export function open(box, yes) {
  const input = $("[data-search]", box);
  $("[role=listbox]", box).hidden = !yes;
  input.setAttribute("aria-expanded", String(yes));
  if (!yes) input.removeAttribute("aria-activedescendant");
}
function move(box, step) {
  const options = $$("[role=option]", box);
  if (!options.length) return;
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = options[(now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length];
  options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
  $("[data-search]", box).setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}
export function choose(box, option) {
  if (!option.dataset.kind) return; // nothing matched
  const input = $("[data-search]", box);
  const hidden = $("[data-target]", box);
  hidden.name = `${hidden.dataset.target}.${option.dataset.kind}`;
  hidden.value = option.dataset.value;
  input.value = input.dataset.chosen = option.dataset.text;
  const line = box.closest("[data-line]");
  if (line) {
    setUnits(line, option.dataset.units);
    touched(line);
  }
  open(box, false);
  later();
}
export function keys(event, box) {
  const shown = !$("[role=listbox]", box).hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (shown) move(box, event.key === "ArrowDown" ? 1 : -1);
    else search(box);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const chosen = $("[aria-selected=true]", box);
    if (shown && chosen) choose(box, chosen);
  } else if (event.key === "Escape" && shown) {
    open(box, false);
    if (event.target.dataset.chosen !== undefined) event.target.value = event.target.dataset.chosen;
  }
}
