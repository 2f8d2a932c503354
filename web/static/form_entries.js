/* Accounts, instruments, co-products and suppliers: entries of the folded parts, months, and PACT files. */
import { $, $$, block, form, live, named, page, parsed, post } from "./form_dom.js";
import { later } from "./form_preview.js";
import { copy, fresh, offer, refresh } from "./form_rows.js";

/* An entry of a list starts from its template, with what there is no choice about. */
export function newEntry(list, id) {
  const { entries: base, kindOf: kind } = list.dataset;
  const stem = kind.replaceAll("_", "-");
  const made = id ?? fresh(stem, $$(":scope > [data-entry]", list).map((entry) => entry.dataset.entry.match(/\[([^\]]*)\]$/)[1]));
  const entry = copy(`#${kind}-template`, { [`__${kind}__`]: base, __ENTRY__: made });
  list.append(entry);
  if (id === undefined) setMonths(entry, periodMonths());
  refresh();
  const only = (select, value) => select && !select.value && (select.value = value);
  only($("[data-process-select]", entry), named("final_process")?.value ?? "");
  const accounts = $("[data-account-select]", entry);
  if (accounts?.options.length === 2) only(accounts, accounts.options[1].value);
  refresh();
  for (let fold = list.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  return entry;
}
/* Titles, counts, the accounts an instrument may cover and the lines an account may feed follow the form. */
export function nameEntries() {
  for (const entry of $$("[data-entry]", form)) {
    const name = $("[name$='.name']", entry)?.value || $("[name$='.kind'] option:checked:not([value=''])", entry)?.textContent;
    const title = $("[data-entry-title]", entry);
    if (!title) continue;
    title.dataset.blank ??= title.textContent;
    title.textContent = name || title.dataset.blank;
    entry.setAttribute("aria-label", title.textContent);
  }
  const accounts = $$('[data-entry][data-kind-of="account"]', form).map((entry) => [entry.dataset.entry.slice("accounts[".length, -1), $("[data-entry-title]", entry).textContent]);
  for (const select of $$("[data-account-select]", form)) offer(select, accounts, true);
  for (const fold of $$("details.folded", form)) $("[data-count]", fold).textContent = $$(":scope > [data-entries] > [data-entry]", fold).length || "";
  $$("[data-line-boxes]", form).forEach(offerLines);
}
function offerLines(boxes) {
  const unit = named(`${boxes.closest("[data-entry]").dataset.entry}.unit`)?.value;
  const ticked = $$(":checked", boxes).map((box) => box.value);
  const fits = (line) => [...$("[data-line-unit] select", line).options].some((option) => option.value === unit);
  const lines = $$("[data-process]", form).flatMap((process) => $$("[data-line]", process).map((line) => [`${process.dataset.process}/${line.dataset.line}`, line, process]));
  const offered = lines.filter(([key, line]) => ticked.includes(key) || fits(line)).map(([key, line, process]) => [key, `${$("[data-process-name]", process).value || process.dataset.process} · ${$("[data-search]", line).value || line.dataset.line}`]);
  offered.push(...ticked.filter((key) => !lines.some(([known]) => known === key)).map((key) => [key, key]));
  const before = $$("label", boxes).map((label) => `${$("input", label).value} ${label.textContent.trim()}`).join("\n");
  if (before === offered.map((pair) => pair.join(" ")).join("\n")) return;
  boxes.replaceChildren(...offered.map(([key, text]) => {
    const label = Object.assign(document.createElement("label"), { className: "radio" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: boxes.dataset.lineBoxes, value: key, checked: ticked.includes(key) });
    box.dataset.list = "each";
    label.append(box, Object.assign(document.createElement("span"), { textContent: text }));
    return label;
  }));
  $("[data-no-lines]", boxes.parentElement).hidden = offered.length > 0;
}

/* Months: as many as the period has; a column or a block of a spreadsheet fills them from where it is pasted. */
function periodMonths() {
  const [start, end] = ["period.start", "period.end"].map((name) => named(name)?.value.split("-").map(Number) ?? []);
  const count = start.length === 3 && end.length === 3 ? (end[0] - start[0]) * 12 + end[1] - start[1] + 1 : 12;
  return count >= 1 && count <= 60 ? count : 12;
}
export function setMonths(entry, count) {
  for (const row of $$(".month-fields", entry)) {
    while (row.children.length > count) row.lastElementChild.remove();
    while (row.children.length < count) {
      const month = row.lastElementChild.cloneNode(true);
      const [mark, field] = [$("span", month), $("input", month)];
      const old = mark.id;
      mark.textContent = row.children.length + 1;
      mark.id = old.replace(/\d+$/, mark.textContent);
      field.removeAttribute("id");
      field.value = "";
      field.setAttribute("aria-labelledby", field.getAttribute("aria-labelledby").replace(old, mark.id));
      row.append(month);
    }
  }
}
export function paste(event) {
  const rows = event.clipboardData.getData("text").replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/).map((row) => row.split("\t").map((cell) => cell.trim()));
  if (rows.length === 1 && rows[0].length === 1) return;
  event.preventDefault();
  const here = event.target.closest("[data-months]");
  const groups = $$("[data-months]", here.closest("[data-entry]"));
  const first = $$("input", here).indexOf(event.target);
  const columns = rows.length === 1 ? [rows[0]] : rows[0].map((_, column) => rows.map((row) => row[column] ?? ""));
  columns.forEach((column, n) => {
    const fields = $$("input", groups[groups.indexOf(here) + n] ?? document.createElement("p")).slice(first);
    column.slice(0, fields.length).forEach((cell, month) => (fields[month].value = cell));
  });
  later();
}

/* Suppliers: the server reads the file and shows what it states; the entry stays with the form. */
export async function upload() {
  const [input, keys] = [$("#pact"), $("#pact-keys")];
  const body = new FormData();
  if (input.files[0]) body.set("pact", input.files[0]);
  if (keys.files[0]) body.set("pact-keys", keys.files[0]);
  for (const one of $$("[data-supplier]", form)) body.append("taken", one.dataset.supplier);
  const problems = $("#pact-problems");
  const tell = (text) => problems.append(Object.assign(document.createElement("p"), { className: "note error", textContent: text }));
  problems.replaceChildren();
  try {
    const answer = await fetch(form.dataset.suppliers, { method: "POST", body, headers: { "Accept-Language": page.lang } });
    if (answer.headers.get("content-type")?.includes("json")) return void tell((await answer.json()).detail);
    const read = $("#read", parsed(await answer.text()));
    if (!read) throw new Error(String(answer.status));
    if (!answer.ok) return void problems.append(...[...read.children].map((node) => document.adoptNode(node)));
    addSuppliers(read);
    input.value = keys.value = "";
  } catch {
    tell(live.dataset.offline);
  }
}
function addSuppliers(read) {
  const added = [...read.children].map((node) => document.adoptNode(node));
  $("#suppliers").append(...added);
  $("#suppliers").closest("details").open = true;
  refresh();
  for (const one of added) for (const input of $$("[data-search]", form)) {
    const target = $("[data-target]", input.parentElement);
    if (target.name.endsWith(".supplier") && target.value === one.dataset.supplier) input.value = input.dataset.chosen = one.dataset.name;
  }
  later();
}
/* Footprints of a draft that this page does not hold: shown in its language. */
export async function showSuppliers(entries) {
  for (const card of $$("[data-supplier]", form)) if (!entries.some((one) => one.id === card.dataset.supplier)) card.remove();
  const missing = entries.filter((one) => !block("supplier", one.id));
  if (!missing.length) return;
  const answer = await post(`${form.dataset.suppliers}/shown`, missing);
  const read = $("#read", parsed(await answer.text()));
  if (answer.ok && read) addSuppliers(read);
}
