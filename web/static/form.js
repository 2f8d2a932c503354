/* The form: what its events do. It is posted as it stands where no script runs. */
import { $, $$, form, live, post, state } from "./form_dom.js";
import { forget, leaving, restore } from "./form_draft.js";
import { paste } from "./form_entries.js";
import { attach } from "./form_evidence.js";
import { later, preview } from "./form_preview.js";
import { product } from "./form_product.js";
import { actions, particulars, refresh, setUnits } from "./form_rows.js";
import { choose, keys, open, search } from "./form_search.js";

$("[data-draft-clear]")?.addEventListener("click", () => {
  forget();
  location.reload();
});

let searchTimer;
form.addEventListener("input", (event) => {
  if (event.target.matches("[data-search]")) {
    clearTimeout(searchTimer);
    searchTimer = setTimeout(search, 150, event.target.closest("[data-combo]"));
  } else later();
});
form.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-activity]")) {
    const line = field.closest("[data-line]");
    if (!$("[data-target]", line).value) setUnits(line, field.selectedOptions[0]?.dataset.units);
  }
  if (field.matches("[data-evidence-file]")) attach(field);
  if (field.matches("[data-kind]")) particulars(field.closest("[data-evidence]"));
  if (field.matches("[data-process-name], [data-entry] :is(input, select), [data-line] :is(input, select)")) refresh();
  if (field.matches("[data-region]")) {
    for (const other of $$("[data-process-region]", form)) if (other.value === field.dataset.old) other.value = field.value;
    field.dataset.old = field.value;
  }
  if (!field.matches("[data-search], [type=file]")) later();
});
form.addEventListener("paste", (event) => {
  if (event.target.matches('[data-list="months"]')) paste(event);
});
form.addEventListener("focusin", (event) => {
  for (const box of $$("[data-combo]", form)) if (!box.contains(event.target)) open(box, false);
  if (event.target.matches("[data-search]")) {
    event.target.dataset.chosen ??= event.target.value;
    event.target.select();
  }
});
form.addEventListener("keydown", (event) => {
  const box = event.target.matches("[data-search]") ? event.target.closest("[data-combo]") : null;
  if (box) keys(event, box);
  else if (event.key === "Enter" && event.target.matches("input:not([type=file])")) event.preventDefault(); // saving is a button
});
form.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) return choose(option.closest("[data-combo]"), option);
  const button = event.target.closest("[data-action]");
  if (!button) return;
  event.preventDefault();
  actions[button.dataset.action](button);
  later();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-combo]")) for (const box of $$("[data-combo]", form)) open(box, false);
});

/* Other pages take what the form holds now along. */
$("form[data-carries]")?.addEventListener("submit", (event) => ($("[name=document]", event.target).value = JSON.stringify(product())));
form.addEventListener("submit", async (event) => {
  if (event.submitter?.value === "download") return; // the server writes the file from the posted form
  if (event.submitter?.dataset.keep !== undefined) return leaving(); // so does it save products
  event.preventDefault();
  state.strict = true;
  const button = $("button[data-save]", form) ?? {};
  const message = $("#save-message");
  button.disabled = true;
  message.textContent = "";
  try {
    const answer = await post(form.dataset.save, product());
    const body = await answer.json();
    if (answer.ok && body.run_id) forget();
    if (answer.ok && body.run_id) return void (location.href = form.dataset.results + body.run_id);
    message.textContent = form.dataset.refused;
    await preview();
    ($("[aria-invalid]", form) ?? message).focus();
  } catch {
    message.textContent = live.dataset.offline;
  }
  button.disabled = false;
});

restore();
refresh();
$$("[data-evidence]", form).forEach((row) => particulars(row));
preview();
