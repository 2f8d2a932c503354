/* A document of the form gets its file: brought at once, named by its hash. */
import { $, live } from "./form_dom.js";
import { later } from "./form_preview.js";
import { send } from "./upload.js";

export async function attach(input) {
  const row = input.closest("[data-evidence]");
  const said = $("[data-file-said]", row);
  if (!input.files[0]) return;
  said.textContent = "";
  try {
    const file = await send(input.files[0], $("progress", row));
    $("[data-file]", row).value = file.sha256;
    const reference = $("[data-particular=reference] input", row);
    if (!reference.value) reference.value = file.name;
    said.textContent = `${file.name} · ${file.sha256.slice(0, 12)}…`;
    said.classList.remove("error");
    later();
  } catch (error) {
    said.textContent = error.message || live.dataset.offline;
    said.classList.add("error");
  }
  input.value = "";
}
