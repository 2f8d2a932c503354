/* The one script: theme, live total, combobox, lines and processes of the form. Pages read without it. */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const page = document.documentElement;

  /* Theme: a cookie, so that the server writes it into the next page and nothing flashes. */
  $("[data-theme-toggle]")?.addEventListener("click", () => {
    const dark = page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    page.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${page.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });

  const form = $("form[data-live]");
  if (!form) return;
  const live = $("#live");
  const LISTS = ["processes", "lines"]; // lists whose items are named by id: processes[cell].lines[cathode]
  const named = (name, root = form) => root.querySelector(`[name="${CSS.escape(name)}"]`);
  // What is hidden because the rule fixes it is no entry; neither is a button of a group that is not pressed.
  const counts = (field) => !field.closest("[data-asked][hidden], [data-reasoned][hidden]") && (field.type !== "radio" || field.checked);

  /* The document: a field's name is its path. Empty fields are absent, never zero. */
  function put(root, path, value) {
    const steps = [...path.matchAll(/([^.[\]]+)(?:\[([^\]]+)\])?/g)];
    let here = root;
    steps.forEach(([, key, item], depth) => {
      const last = depth === steps.length - 1;
      if (item !== undefined) {
        const list = (here[key] ??= []);
        let found = list.find((entry) => entry._ === item);
        if (!found) list.push((found = { _: item, ...(LISTS.includes(key) ? { id: item } : {}) }));
        here = found;
      } else if (last) here[key] = value;
      else here = here[key] ??= {};
    });
  }
  const block = (kind, id, root = form) => root.querySelector(`[data-${kind}="${CSS.escape(id)}"]`);
  function valueOf(field) {
    const text = field.value.trim();
    if (field.dataset.json !== undefined) return text ? JSON.parse(text) : undefined;
    if (field.dataset.text !== undefined) {
      const known = field.dataset.text ? JSON.parse(field.dataset.text) : {};
      if (!text) return undefined;
      return Object.keys(known).length ? { ...known, [page.lang]: text } : text;
    }
    if (!text) return undefined;
    if (field.dataset.number !== undefined) {
      const plain = text.replace(/,/g, "").replace(/\u2212/g, "-");
      return Number.isFinite(Number(plain)) ? Number(plain) : text;
    }
    return text;
  }
  function tidy(product) {
    if (product.name && typeof product.name === "object") {
      const any = Object.values(product.name)[0];
      for (const tag of ["en", "zh-Hans", "zh-Hant"]) product.name[tag] ??= any;
    }
    const proved = (given) => {
      given.evidence = (given.evidence ?? []).filter((e) => e.reference || e.kind);
      if (!given.evidence.length) delete given.evidence;
    };
    for (const [name, given] of Object.entries(product.choices ?? {})) if (given.option === undefined) delete product.choices[name];
    for (const [name, given] of Object.entries(product.parameters ?? {})) {
      if (given.amount === undefined) delete product.parameters[name];
      else proved(given);
    }
    for (const process of product.processes ?? []) {
      const untouched = new Set($$("[data-line][data-preset]", block("process", process.id)).map((line) => line.dataset.line));
      process.lines = (process.lines ?? []).filter((line) => line.amount !== undefined || (!untouched.has(line.id) && (line.dataset || line.process || line.slot)));
      process.lines.forEach(proved);
    }
    product.omitted = (product.omitted ?? []).filter((left) => left.name || left.amount !== undefined);
    if (!product.omitted.length) delete product.omitted;
    return JSON.parse(JSON.stringify(product, (key, value) => (key === "_" ? undefined : value)));
  }
  function product() {
    const root = {};
    for (const process of $$("[data-process]", form)) put(root, `processes[${process.dataset.process}].id`, process.dataset.process);
    for (const field of $$("[name]", form).filter(counts)) {
      const value = valueOf(field);
      if (value !== undefined) put(root, field.name, value);
    }
    return tidy(root);
  }
  const post = (url, body, signal) =>
    fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json, text/html", "Accept-Language": page.lang }, body: JSON.stringify(body), signal });

  /* Live total: 150 ms after the last key; an answer that was overtaken is thrown away. */
  let timer, running, baseline;
  let rename = false; // entries came back from another language: ask what the lines buy, in this one
  let strict = false; // after an attempt to save, missing fields are errors too
  async function preview() {
    running?.abort();
    const mine = (running = new AbortController());
    live.setAttribute("aria-busy", "true");
    try {
      const asked = new URLSearchParams(baseline === undefined ? {} : { baseline });
      if (rename) asked.set("names", "true");
      const answer = await post(`${form.dataset.preview}?${asked}`, product(), mine.signal);
      const html = await answer.text();
      if (mine !== running) return;
      const fragment = new DOMParser().parseFromString(html, "text/html");
      const body = $("#preview", fragment);
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
  function later() {
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
      $("[data-reasoned]", entry).hidden = !open;
      $("[data-open-mark]", asked).hidden = !open;
    }
    const list = $("#computed");
    for (const line of $$("[data-computed]", body)) {
      const there = list && block("computed", line.dataset.computed, list);
      if (there) there.replaceWith(line);
      else list?.append(line);
    }
    for (const bought of $$("[data-bought]", body)) {
      const input = form.querySelector(`[data-target="${CSS.escape(bought.dataset.bought)}"]`)?.parentElement.querySelector("[data-search]");
      if (input && input !== document.activeElement) input.value = input.dataset.chosen = bought.dataset.text;
    }
    rename = false;
    if (asksMore) later(); // what was given for it before counts again, or counts no more
  }
  /* Rows of evidence and omissions count only where something was written: the n-th of the document is found. */
  function shownAt(where) {
    const [, of, n, rest] = where.match(/^(?:(.*)\.evidence|omitted)\[(\d+)\](.*)$/) ?? [];
    if (n === undefined) return where;
    const filled = (row, names) => names.some((name) => named(`${row}.${name}`)?.value.trim());
    const rows = of === undefined
      ? $$("[data-omission]", form).map((row) => row.dataset.omission).filter((row) => filled(row, ["name", "amount"]))
      : $$("[data-evidence]", form.querySelector(`[data-evidence-of="${CSS.escape(of)}"]`) ?? form).map((row) => row.dataset.evidence).filter((row) => filled(row, ["kind", "reference"]));
    return (rows[Number(n)] ?? "") + rest || where;
  }
  /* Findings stand beside the field they speak of: the longest path that has a place for notes. */
  function place(body) {
    for (const slot of $$("[data-notes]", form)) slot.replaceChildren();
    for (const field of $$("[aria-invalid]", form)) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    for (const item of $$("[data-where]", body)) {
      if (item.dataset.severity === "info" || (item.dataset.missing !== undefined && !strict)) continue;
      const where = shownAt(item.dataset.where);
      let path = where;
      let slot;
      while (path && !(slot = form.querySelector(`[data-notes="${CSS.escape(path)}"]`))) {
        const shorter = path.replace(/(\.[^.[\]]+|\[[^\]]*\])$/, "");
        path = shorter === path ? "" : shorter;
      }
      const note = document.createElement("p");
      note.className = `note ${item.dataset.severity}`;
      note.textContent = item.dataset.text;
      note.id = `note-${Math.random().toString(36).slice(2)}`;
      slot?.append(note);
      const field = form.querySelector(`[name="${CSS.escape(where)}"]`) ?? form.querySelector(`[name="${CSS.escape(where + ".amount")}"]`);
      const shown = field?.type === "hidden" ? field.parentElement.querySelector("[data-search]") : field;
      if (shown && slot && item.dataset.severity === "error") {
        shown.setAttribute("aria-invalid", "true");
        shown.setAttribute("aria-describedby", note.id);
      }
    }
  }

  /* Combobox after the ARIA pattern; the list is HTML from the server. */
  let searching, searchTimer;
  async function search(box) {
    const input = $("[data-search]", box);
    const list = $("[role=listbox]", box);
    const line = box.closest("[data-line]");
    const query = new URLSearchParams({ q: input.value === input.dataset.chosen ? "" : input.value, activity: $("[data-activity]", line).value, rule: form.dataset.rule });
    for (const process of $$("[data-process]", form)) if (process !== box.closest("[data-process]")) query.append("process", `${process.dataset.process}|${$("[data-process-name]", process).value}|${$("[data-unit]", process).value}`);
    searching?.abort();
    const mine = (searching = new AbortController());
    try {
      const answer = await fetch(`${form.dataset.options}?${query}`, { signal: mine.signal });
      if (mine !== searching || !answer.ok) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...[...found.body.children].map((node) => document.adoptNode(node)));
      $$("[role=option]", list).forEach((option, n) => (option.id = `${list.id}-${n}`));
      open(box, true);
    } catch (error) {
      if (error.name !== "AbortError") open(box, false);
    }
  }
  function open(box, yes) {
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
  function choose(box, option) {
    const input = $("[data-search]", box);
    const hidden = $("[data-target]", box);
    hidden.name = `${hidden.dataset.target}.${option.dataset.kind}`;
    hidden.value = option.dataset.value;
    input.value = input.dataset.chosen = option.dataset.text;
    setUnits(box.closest("[data-line]"), option.dataset.units);
    box.closest("[data-line]").removeAttribute("data-preset");
    open(box, false);
    later();
  }
  function setUnits(line, units) {
    const select = $("[data-line-unit] select", line);
    if (!units || !select) return;
    const old = select.value;
    const known = units.split(" ").map((pair) => pair.split("="));
    select.replaceChildren(...known.map(([value, text]) => new Option(text, value)));
    if (known.some(([value]) => value === old)) select.value = old;
  }

  /* Lines and processes are copies of a template. */
  function copy(id, replace) {
    const html = Object.entries(replace).reduce((text, [from, to]) => text.replaceAll(from, to), $(id).innerHTML);
    return document.adoptNode($("body > *", new DOMParser().parseFromString(`<body>${html.trim()}</body>`, "text/html")));
  }
  function fresh(prefix, taken) {
    let n = taken.length + 1;
    while (taken.includes(`${prefix}-${n}`)) n += 1;
    return `${prefix}-${n}`;
  }
  function nextNumber(list, attribute) {
    const taken = [...list.children].map((row) => Number(row.getAttribute(attribute).match(/\[(\d+)\]$/)[1]));
    return Math.max(-1, ...taken) + 1;
  }
  function newLine(process, id) {
    const line = copy("#line-template", { __PROCESS__: process.dataset.process, __LINE__: id });
    $("[data-lines]", process).append(line);
    return line;
  }
  function newProcess(id) {
    const own = $(`#process-template-${CSS.escape(id)}`);
    const process = own ? copy(`#${CSS.escape(own.id)}`, {}) : copy("#process-template", { __PROCESS__: id });
    $("[data-process-region]", process).value = $("[data-region]", form).value;
    $("#processes").append(process);
    nameProcesses();
    return process;
  }
  function newEvidence(list, number) {
    const row = copy("#evidence-template", { __PATH__: list.dataset.evidenceOf, __NUMBER__: number });
    list.append(row);
    return row;
  }
  function newOmission(number) {
    const row = copy("#omission-template", { __NUMBER__: number });
    $("#omissions").append(row);
    nameProcesses();
    return row;
  }
  /* Selects of processes follow the processes there are and their names. */
  function nameProcesses() {
    const there = $$("[data-process]", form).map((process) => [process.dataset.process, $("[data-process-name]", process).value || process.dataset.process]);
    for (const select of $$("[data-process-select]", form)) {
      const old = select.value;
      const blank = select.name === "final_process" ? [] : [["", ""]];
      select.replaceChildren(...[...blank, ...there].map(([id, name]) => new Option(name, id)));
      select.value = there.some(([id]) => id === old) ? old : blank.length ? "" : (there.at(-1)?.[0] ?? "");
    }
    for (const button of $$("[data-template]", form)) button.hidden = there.some(([id]) => id === button.dataset.template);
  }
  function particulars(row, all = false) {
    const wanted = ["reference", "page", "note", ...($("[data-kind]", row).selectedOptions[0]?.dataset.fields ?? "").split(" ")];
    for (const part of $$("[data-particular]", row)) part.hidden = !all && !wanted.includes(part.dataset.particular) && !$("input", part).value;
    $("[data-action=moreParticulars]", row).hidden = !$("[data-particular][hidden]", row);
  }
  const actions = {
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
    moreParticulars(button) {
      particulars(button.closest("[data-evidence]"), true);
    },
    remove(button) {
      const gone = button.closest("[data-evidence], [data-omission], [data-line], [data-process]");
      const next = gone.nextElementSibling ?? gone.previousElementSibling;
      gone.remove();
      nameProcesses();
      (next && $("select, input:not([type=hidden])", next))?.focus();
    },
    fill(button) {
      for (const [path, value] of Object.entries(JSON.parse(button.dataset.fill))) {
        const [, line, kind] = path.match(/^(.*)\.(dataset|process|slot)$/) ?? [];
        const target = line && form.querySelector(`[data-target="${CSS.escape(line)}"]`);
        if (target) {
          target.name = path;
          target.value = value;
          $("[data-search]", target.parentElement).value = value;
          target.closest("[data-line]").removeAttribute("data-preset");
          rename = kind !== "process";
          continue;
        }
        const radio = form.querySelector(`[name="${CSS.escape(path)}"][type=radio][value="${CSS.escape(value)}"]`);
        if (radio) radio.checked = true;
        else if (named(path)) named(path).value = value;
      }
    },
  };

  /* A draft of what was entered, kept in this tab: it comes back when the language is switched or the page read
     again. Fields by name, and which processes, lines and rows there are. */
  const draft = `draft ${form.dataset.rule} ${form.dataset.example}`;
  function snapshot() {
    return {
      processes: $$("[data-process]", form).map((process) => [process.dataset.process, $$("[data-line]", process).map((line) => line.dataset.line)]),
      evidence: $$("[data-evidence]", form).map((row) => row.dataset.evidence),
      omitted: $$("[data-omission]", form).map((row) => row.dataset.omission),
      fields: $$("[name]", form).filter((field) => field.type !== "radio" || field.checked).map((field) => [field.name, field.value, field.dataset.text === undefined ? null : (valueOf(field) ?? "")]),
      preset: $$("[data-line][data-preset]", form).map((line) => [line.closest("[data-process]").dataset.process, line.dataset.line]),
    };
  }
  const pristine = JSON.stringify(snapshot());
  function keep() {
    try {
      const now = JSON.stringify(snapshot());
      if (now === pristine) sessionStorage.removeItem(draft);
      else sessionStorage.setItem(draft, now);
    } catch {
      /* no storage, no draft */
    }
  }
  function restore() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(draft) ?? "null");
    } catch {
      return;
    }
    if (!kept) return;
    const lines = new Map(kept.processes);
    for (const process of $$("[data-process]", form)) if (!lines.has(process.dataset.process)) process.remove();
    for (const [id, ids] of kept.processes) {
      const process = block("process", id) ?? newProcess(id);
      for (const line of $$("[data-line]", process)) if (!ids.includes(line.dataset.line)) line.remove();
      for (const line of ids) if (!block("line", line, process)) newLine(process, line);
    }
    for (const row of $$("[data-evidence]", form)) if (!kept.evidence.includes(row.dataset.evidence)) row.remove();
    for (const path of kept.evidence) {
      const [, of, n] = path.match(/^(.*)\.evidence\[(\d+)\]$/);
      const list = form.querySelector(`[data-evidence-of="${CSS.escape(of)}"]`);
      if (list && !block("evidence", path)) newEvidence(list, n);
    }
    for (const row of $$("[data-omission]", form)) if (!kept.omitted.includes(row.dataset.omission)) row.remove();
    for (const path of kept.omitted) if (!block("omission", path)) newOmission(path.match(/\[(\d+)\]$/)[1]);
    nameProcesses();
    const places = new Map($$("[name]", form).map((field) => [field.name, field]));
    const targets = new Map($$("[data-target]", form).map((field) => [field.dataset.target, field]));
    for (const [name, value, text] of kept.fields) {
      const target = targets.get(name.replace(/\.(dataset|process|slot)$/, ""));
      const field = target ?? places.get(name);
      if (!field) continue;
      if (field.type === "radio") {
        const radio = form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
        if (radio) radio.checked = true;
      } else if (text !== null) {
        field.dataset.text = text && typeof text === "object" ? JSON.stringify(text) : field.dataset.text;
        field.value = text && typeof text === "object" ? (text[page.lang] ?? value) : value;
      } else {
        if (field.matches("[data-unit]") && ![...field.options].some((option) => option.value === value)) field.append(new Option(value, value));
        field.value = value;
      }
      if (target) target.name = name;
    }
    nameProcesses();
    for (const [name, value] of kept.fields) if (places.get(name)?.matches("[data-process-select]")) places.get(name).value = value;
    for (const target of targets.values()) if (target.name.endsWith(".process") && target.value) {
      const process = block("process", target.value);
      if (process) target.parentElement.querySelector("[data-search]").value = $("[data-process-name]", process).value;
    }
    const preset = new Set(kept.preset.map((pair) => pair.join("/")));
    for (const line of $$("[data-line][data-preset]", form)) if (!preset.has(`${line.closest("[data-process]").dataset.process}/${line.dataset.line}`)) line.removeAttribute("data-preset");
    const region = $("[data-region]", form);
    if (region) region.dataset.old = region.value;
    $$("[data-evidence]", form).forEach((row) => particulars(row));
    rename = true;
    $("#draft-note").hidden = false;
  }
  const forget = () => {
    try {
      sessionStorage.removeItem(draft);
    } catch {
      /* no storage, no draft */
    }
  };
  $("[data-draft-clear]")?.addEventListener("click", () => {
    forget();
    location.reload();
  });

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
    if (field.matches("[data-kind]")) particulars(field.closest("[data-evidence]"));
    if (field.matches("[data-process-name]")) nameProcesses();
    if (field.matches("[data-region]")) {
      for (const other of $$("[data-process-region]", form)) if (other.value === field.dataset.old) other.value = field.value;
      field.dataset.old = field.value;
    }
    if (!field.matches("[data-search]")) later();
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
    if (!box) {
      if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // saving is a button
      return;
    }
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
  });
  form.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) return choose(option.closest("[data-combo]"), option);
    const button = event.target.closest("[data-action]");
    if (!button) return;
    actions[button.dataset.action](button);
    later();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-combo]")) for (const box of $$("[data-combo]", form)) open(box, false);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    strict = true;
    const button = $("[data-save]", document);
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
  $$("[data-evidence]", form).forEach((row) => particulars(row));
  preview();
})();
