/* A draft of what was entered, kept in this tab: it comes back when the language is switched or the page read again.
   Fields by name, and which processes, lines and rows there are. */
import { $, $$, block, form, page, state } from "./form_dom.js";
import { newEntry, setMonths, showSuppliers } from "./form_entries.js";
import { valueOf } from "./form_product.js";
import { newEvidence, newLeg, newLine, newOmission, newProcess, particulars, refresh, touched } from "./form_rows.js";

const draft = `draft 2 ${form.dataset.rule} ${form.dataset.example}`;
const kept = (field) => !["file", "submit"].includes(field.type) && (!["radio", "checkbox"].includes(field.type) || field.checked);
const ofSupplier = (name) => name.startsWith("json:suppliers[");
function snapshot() {
  const fields = $$("[name]", form).filter(kept);
  return {
    processes: $$("[data-process]", form).map((process) => [process.dataset.process, $$("[data-line]", process).map((line) => line.dataset.line)]),
    entries: $$("[data-entry]:not([data-supplier])", form).map((entry) => entry.dataset.entry),
    suppliers: fields.filter((field) => ofSupplier(field.name)).map(valueOf),
    evidence: $$("[data-evidence]", form).map((row) => row.dataset.evidence),
    legs: $$("[data-leg]", form).map((leg) => leg.dataset.leg),
    omitted: $$("[data-omission]", form).map((row) => row.dataset.omission),
    fields: fields.filter((field) => !ofSupplier(field.name)).map((field) => [field.name, field.value, field.dataset.text === undefined ? null : (valueOf(field) ?? "")]),
    action: form.getAttribute("action"), // a draft of an older version of a product is saved as that: the server compares
    preset: $$("[data-line][data-preset]", form).map((line) => [line.closest("[data-process]").dataset.process, line.dataset.line]),
  };
}
let pristine;
export function keep() {
  try {
    const now = JSON.stringify(snapshot());
    if (now === pristine) sessionStorage.removeItem(draft);
    else sessionStorage.setItem(draft, now);
  } catch {
    /* no storage, no draft */
  }
}
export function forget() {
  try {
    sessionStorage.removeItem(draft);
  } catch {
    /* no storage, no draft */
  }
}
/* The draft goes when the page that follows says that it was saved, see live.js. */
export function leaving() {
  keep();
  try {
    sessionStorage.setItem("leaving", draft);
  } catch {
    /* no storage, no draft */
  }
}
function there(found) {
  const lines = new Map(found.processes);
  for (const process of $$("[data-process]", form)) if (!lines.has(process.dataset.process)) process.remove();
  for (const [id, ids] of found.processes) {
    const process = block("process", id) ?? newProcess(id);
    for (const line of $$("[data-line]", process)) if (!ids.includes(line.dataset.line)) line.remove();
    for (const line of ids) if (!block("line", line, process)) newLine(process, line);
  }
  for (const entry of $$("[data-entry]:not([data-supplier])", form)) if (!found.entries.includes(entry.dataset.entry)) entry.remove();
  for (const path of found.entries) {
    const [, base, id] = path.match(/^(.*)\[([^\]]*)\]$/);
    const list = block("entries", base);
    if (list && !block("entry", path)) setMonths(newEntry(list, id), found.fields.filter(([name]) => name === `months:${path}.metered`).length || 1);
  }
  for (const leg of $$("[data-leg]", form)) if (!(found.legs ?? []).includes(leg.dataset.leg)) leg.remove();
  for (const id of found.legs ?? []) if (!block("leg", id)) newLeg(id);
  for (const row of $$("[data-evidence]", form)) if (!found.evidence.includes(row.dataset.evidence)) row.remove();
  for (const path of found.evidence) {
    const [, of, n] = path.match(/^(.*)\.evidence\[(\d+)\]$/);
    const list = block("evidence-of", of);
    if (list && !block("evidence", path)) newEvidence(list, n);
  }
  for (const row of $$("[data-omission]", form)) if (!found.omitted.includes(row.dataset.omission)) row.remove();
  for (const path of found.omitted) if (!block("omission", path)) newOmission(path.match(/\[(\d+)\]$/)[1]);
}
function write(field, value, text) {
  if (text !== null) {
    field.dataset.text = text && typeof text === "object" ? JSON.stringify(text) : field.dataset.text;
    field.value = text && typeof text === "object" ? (text[page.lang] ?? value) : value;
    return;
  }
  if (field.matches("[data-unit]") && ![...field.options].some((option) => option.value === value)) field.append(new Option(value, value));
  field.value = value;
}
function fill(found) {
  const places = Map.groupBy($$("[name]", form), (field) => field.name);
  const targets = new Map($$("[data-target]", form).map((field) => [field.dataset.target, field]));
  const seen = new Map();
  for (const [name, value, text] of found.fields) {
    const target = targets.get(name.replace(/\.(dataset|process|slot|supplier)$/, ""));
    const n = seen.get(name) ?? 0;
    seen.set(name, n + 1);
    const field = target ?? places.get(name)?.[n];
    if (!field || field.type === "checkbox") continue;
    if (field.type === "radio") {
      const radio = places.get(name).find((one) => one.value === value);
      if (radio) radio.checked = true;
    } else write(field, value, text);
    if (target) target.name = name;
  }
  refresh();
  for (const [name, value] of found.fields) if (places.get(name)?.[0].matches("[data-process-select], [data-account-select]")) places.get(name)[0].value = value;
  refresh();
  const ticked = new Set(found.fields.map(([name, value]) => `${name} ${value}`));
  for (const box of $$("[type=checkbox][name]", form)) box.checked = ticked.has(`${box.name} ${box.value}`);
  for (const target of targets.values()) if (target.name.endsWith(".process") && target.value) {
    const process = block("process", target.value);
    if (process) target.parentElement.querySelector("[data-search]").value = $("[data-process-name]", process).value;
  }
}
export function restore() {
  pristine = JSON.stringify(snapshot());
  let found;
  try {
    found = JSON.parse(sessionStorage.getItem(draft) ?? "null");
  } catch {
    return;
  }
  if (!found) return;
  if (found.action) form.setAttribute("action", found.action.replace(/^\/[^/]+/, form.getAttribute("action").match(/^\/[^/]+/)[0]));
  there(found);
  fill(found);
  const preset = new Set(found.preset.map((pair) => pair.join("/")));
  for (const line of $$("[data-line][data-preset]", form)) if (!preset.has(`${line.closest("[data-process]").dataset.process}/${line.dataset.line}`)) touched(line);
  const region = $("[data-region]", form);
  if (region) region.dataset.old = region.value;
  $$("[data-evidence]", form).forEach((row) => particulars(row));
  state.rename = true;
  $("#draft-note").hidden = false;
  showSuppliers(found.suppliers ?? []);
}
