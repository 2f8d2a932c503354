/* The product document the form stands for. web/pages/posted.py reads the same from a form that is posted. */
import { $$, form, page } from "./form_dom.js";

const NAMED = ["processes", "lines", "accounts", "instruments", "co_products", "suppliers", "legs"]; // entries named by their id
const TARGETS = ["dataset", "process", "slot", "supplier"];
const NEEDED = { choices: ["option"], parameters: ["amount"], legs: ["amount", "of"] }; // what a table of these, and one of a leg, needs to be one: any of the fields
const carried = new WeakSet(); // what the form does not show is not tidied
const months = new WeakSet();
// What is hidden because the rule fixes it is no entry; neither is a choice that is not made.
const counts = (field) => !field.closest("[data-asked][hidden]") && (!["radio", "checkbox"].includes(field.type) || field.checked) && field.type !== "file" && field.type !== "submit";

export function number(text) {
  const plain = text.replace(/,/g, "").replace(/\u2212/g, "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain) ? Number(plain) : text;
}
/* The value of a field; empty fields are absent, never zero. */
export function valueOf(field) {
  const text = field.value.trim();
  if (field.dataset.list === "months") return text ? number(text) : null;
  if (!text) return undefined;
  if (field.dataset.json !== undefined) return JSON.parse(text);
  if (field.dataset.list === "split") return text.split(/[\s,;，；、]+/).filter(Boolean);
  if (field.dataset.text !== undefined) {
    const known = field.dataset.text ? JSON.parse(field.dataset.text) : {};
    return Object.keys(known).length ? { ...known, [page.lang]: text } : text;
  }
  return field.dataset.number !== undefined ? number(text) : text;
}
function put(root, field, value) {
  const steps = [...field.name.replace(/^[a-z]+:/, "").matchAll(/([^.[\]]+)(?:\[([^\]]+)\])?/g)];
  if (field.dataset.json !== undefined && value && typeof value === "object") carried.add(value);
  let here = root;
  steps.forEach(([, key, item], depth) => {
    const last = depth === steps.length - 1;
    if (item !== undefined) {
      const list = (here[key] ??= []);
      if (last) return void list.push(value);
      let found = list.find((entry) => entry._ === item);
      if (!found) list.push((found = { _: item, ...(NAMED.includes(key) ? { id: item } : {}) }));
      here = found;
    } else if (!last) here = here[key] ??= {};
    else if (field.dataset.list === "months" || field.dataset.list === "each") {
      const list = (here[key] ??= []);
      if (field.dataset.list === "months") months.add(list);
      list.push(value);
    } else here[key] = value;
  });
}
const said = (entry, key) => NEEDED[key].some((name) => entry[name] !== undefined);
function filled(row, key) {
  if (typeof row !== "object" || row === null) return true;
  if (key === "evidence") return row.kind || row.reference;
  if (key === "omitted") return row.name || row.amount !== undefined;
  if (key === "legs") return row.from || row.to || [row.mass, row.distance].some((part) => part && said(part, key));
  if (key === "lines") return row.amount !== undefined || (!row._preset && TARGETS.some((kind) => row[kind]));
  return true;
}
const empty = (value) => typeof value === "object" && value !== null && !Object.keys(value).length;
/* Leave out marks of the form, rows that hold nothing yet, and empty tables. */
function bare(value, key, owner) {
  if (typeof value !== "object" || value === null || carried.has(value)) return value;
  if (Array.isArray(value)) {
    const given = months.has(value) && owner._figures === "one" ? value.slice(0, 1) : value;
    const kept = given.filter((row) => filled(row, key)).map((row) => bare(row, key, owner));
    return kept.some((row) => row !== null) ? kept : [];
  }
  const named = key === "mass" && value.of !== undefined; // what is named is not given as well
  const kept = Object.entries(value).filter(([name]) => !name.startsWith("_") && !(named && ["amount", "unit"].includes(name))).map(([name, inner]) => [name, bare(inner, name, value)]);
  const unsaid = (name, inner) => NEEDED[key] && inner && typeof inner === "object" && !carried.has(value[name]) && !said(inner, key);
  return Object.fromEntries(kept.filter(([name, inner]) => name === "processes" || !(empty(inner) || unsaid(name, inner))));
}
export function product() {
  const root = {};
  for (const field of $$("[name]", form).filter(counts)) {
    const value = valueOf(field);
    if (value !== undefined) put(root, field, value);
  }
  if (root.name && typeof root.name === "object") {
    const any = Object.values(root.name)[0];
    for (const tag of ["en", "zh-Hans", "zh-Hant"]) root.name[tag] ??= any;
  }
  const found = bare(root, "", root);
  for (const process of found.processes ?? []) process.lines ??= [];
  return found;
}
