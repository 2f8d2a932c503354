/* Processes, lines, evidence, omissions and entries are copies of a template; selects follow what there is. */
import { $, $$, block, form, named, parsed, state } from "./form_dom.js";
import { nameEntries, newEntry, upload } from "./form_entries.js";

export function copy(id, replace) {
  const html = Object.entries(replace).reduce((text, [from, to]) => text.replaceAll(from, to), $(id).innerHTML);
  return document.adoptNode($("body > *", parsed(`<body>${html.trim()}</body>`)));
}
export function fresh(prefix, taken) {
  let n = taken.length + 1;
  while (taken.includes(`${prefix}-${n}`)) n += 1;
  return `${prefix}-${n}`;
}
function nextNumber(list, attribute) {
  const taken = [...list.children].map((row) => Number(row.getAttribute(attribute).match(/\[(\d+)\]$/)[1]));
  return Math.max(-1, ...taken) + 1;
}
export function newLine(process, id) {
  const line = copy("#line-template", { __PROCESS__: process.dataset.process, __LINE__: id });
  $("[data-lines]", process).append(line);
  return line;
}
export function newProcess(id) {
  const own = $(`#process-template-${CSS.escape(id)}`);
  const process = own ? copy(`#${CSS.escape(own.id)}`, {}) : copy("#process-template", { __PROCESS__: id });
  $("[data-process-region]", process).value = $("[data-region]", form).value;
  $("#processes").append(process);
  refresh();
  return process;
}
export function newEvidence(list, number) {
  const row = copy("#evidence-template", { __PATH__: list.dataset.evidenceOf, __NUMBER__: number });
  list.append(row);
  return row;
}
export function newOmission(number) {
  const row = copy("#omission-template", { __NUMBER__: number });
  $("#omissions").append(row);
  refresh();
  return row;
}
export function newLeg(id) {
  const leg = copy("#leg-template", { __LEG__: id });
  $("#legs").append(leg);
  refresh();
  return leg;
}
const processNames = () => $$("[data-process]", form).map((process) => [process.dataset.process, $("[data-process-name]", process).value || process.dataset.process]);
/* Selects of processes and accounts, and the lines an account may feed, follow what the form holds. */
export function refresh() {
  const there = processNames();
  for (const select of $$("[data-process-select]", form)) offer(select, there, select.name !== "final_process");
  for (const button of $$("[data-template]", form)) button.hidden = there.some(([id]) => id === button.dataset.template);
  nameEntries();
}
export function offer(select, pairs, blank) {
  const old = select.value;
  select.replaceChildren(...[...(blank ? [["", ""]] : []), ...pairs].map(([id, name]) => new Option(name, id)));
  select.value = pairs.some(([id]) => id === old) ? old : blank ? "" : (pairs.at(-1)?.[0] ?? "");
}
export function particulars(row, all = false) {
  const wanted = ["reference", "page", "note", ...($("[data-kind]", row).selectedOptions[0]?.dataset.fields ?? "").split(" ")];
  for (const part of $$("[data-particular]", row)) part.hidden = !all && !wanted.includes(part.dataset.particular) && !$("input", part).value;
  $("[data-action=moreParticulars]", row).hidden = !$("[data-particular][hidden]", row);
}
export function setUnits(line, units) {
  const select = $("[data-line-unit] select", line);
  if (!units || !select) return;
  const old = select.value;
  const known = units.split(" ").map((pair) => pair.split("="));
  select.replaceChildren(...known.map(([value, text]) => new Option(text, value)));
  if (known.some(([value]) => value === old)) select.value = old;
}
/* What a line buys is the preparer's now, no more the rule's. */
export function touched(line) {
  line.removeAttribute("data-preset");
  $("[name$='._preset']", line)?.remove();
}
const ROWS = "[data-evidence], [data-omission], [data-leg], [data-entry], [data-line], [data-process]";
export const actions = {
  addLine(button) {
    const process = button.closest("[data-process]");
    const taken = $$("[data-line]", process).map((line) => line.dataset.line);
    $("select", newLine(process, fresh("line", taken))).focus();
  },
  addProcess() {
    const taken = $$("[data-process]", form).map((process) => process.dataset.process);
    $("[data-process-name]", newProcess(fresh("process", taken))).focus();
  },
  addTemplate(button) {
    $("[data-process-name]", newProcess(button.dataset.template)).focus();
  },
  addEvidence(button) {
    const list = button.parentElement.previousElementSibling;
    $("select", newEvidence(list, nextNumber(list, "data-evidence"))).focus();
  },
  addOmission() {
    $("select", newOmission(nextNumber($("#omissions"), "data-omission"))).focus();
  },
  addLeg() {
    $("select", newLeg(fresh("leg", $$("[data-leg]", form).map((leg) => leg.dataset.leg)))).focus();
  },
  addEntry(button) {
    $("input:not([type=hidden]), select", newEntry(button.parentElement.previousElementSibling)).focus();
  },
  upload,
  moreParticulars(button) {
    particulars(button.closest("[data-evidence]"), true);
  },
  remove(button) {
    const gone = button.closest(ROWS);
    const next = gone.nextElementSibling ?? gone.previousElementSibling;
    const fold = gone.closest("details");
    gone.remove();
    refresh();
    (next ? $("select, input:not([type=hidden]), button", next) : fold && $("summary", fold))?.focus();
  },
  fill(button) {
    for (const [path, value] of Object.entries(JSON.parse(button.dataset.fill))) {
      const [, line, kind] = path.match(/^(.*)\.(dataset|process|slot|supplier)$/) ?? [];
      const target = line && block("target", line);
      if (target) {
        target.name = path;
        target.value = value;
        $("[data-search]", target.parentElement).value = value;
        touched(target.closest("[data-line]"));
        state.rename = kind !== "process";
        continue;
      }
      const radio = form.querySelector(`[name="${CSS.escape(path)}"][type=radio][value="${CSS.escape(value)}"]`);
      if (radio) radio.checked = true;
      else if (named(path)) named(path).value = value;
    }
  },
};
