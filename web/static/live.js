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
    for (const [name, given] of Object.entries(product.parameters ?? {})) if (given.amount === undefined) delete product.parameters[name];
    for (const process of product.processes ?? []) {
      process.lines = (process.lines ?? []).filter((line) => line.amount !== undefined || line.dataset || line.process || line.slot);
      for (const line of process.lines) {
        line.evidence = (line.evidence ?? []).filter((e) => e.reference || e.kind);
        if (!line.evidence.length) delete line.evidence;
      }
    }
    return JSON.parse(JSON.stringify(product, (key, value) => (key === "_" ? undefined : value)));
  }
  function product() {
    const root = {};
    for (const process of $$("[data-process]", form)) put(root, `processes[${process.dataset.process}].id`, process.dataset.process);
    for (const field of $$("[name]", form)) {
      const value = valueOf(field);
      if (value !== undefined) put(root, field.name, value);
    }
    return tidy(root);
  }
  const post = (url, body, signal) =>
    fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json, text/html", "Accept-Language": page.lang }, body: JSON.stringify(body), signal });

  /* Live total: 150 ms after the last key; an answer that was overtaken is thrown away. */
  let timer, running, baseline;
  let strict = false; // after an attempt to save, missing fields are errors too
  async function preview() {
    running?.abort();
    const mine = (running = new AbortController());
    live.setAttribute("aria-busy", "true");
    try {
      const answer = await post(form.dataset.preview + (baseline === undefined ? "" : `?baseline=${baseline}`), product(), mine.signal);
      const html = await answer.text();
      if (mine !== running) return;
      const fragment = new DOMParser().parseFromString(html, "text/html");
      const body = $("#preview", fragment);
      if (!answer.ok || !body) throw new Error(String(answer.status));
      $("#preview").replaceWith(document.adoptNode(body));
      baseline ??= body.dataset.total || undefined;
      place(body);
    } catch (error) {
      if (error.name !== "AbortError") $("#preview").textContent = live.dataset.offline;
    } finally {
      if (mine === running) live.removeAttribute("aria-busy");
    }
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(preview, 150);
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
      const where = item.dataset.where;
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
  const actions = {
    addLine(button) {
      const process = button.closest("[data-process]");
      const taken = $$("[data-line]", process).map((line) => line.dataset.line);
      const line = copy("#line-template", { __PROCESS__: process.dataset.process, __LINE__: fresh("line", taken) });
      $("[data-lines]", process).append(line);
      $("select", line).focus();
    },
    addProcess(button) {
      const id = fresh("process", $$("[data-process]", form).map((process) => process.dataset.process));
      const process = copy("#process-template", { __PROCESS__: id });
      $("[data-process-region]", process).value = $("[data-region]", form).value;
      $("#processes").append(process);
      $("[data-process-name]", process).focus();
    },
    remove(button) {
      const block = button.closest("[data-line]") ?? button.closest("[data-process]");
      const next = block.nextElementSibling ?? block.previousElementSibling;
      block.remove();
      (next && $("select, input:not([type=hidden])", next))?.focus();
    },
    fill(button) {
      for (const [path, value] of Object.entries(JSON.parse(button.dataset.fill))) {
        const field = form.querySelector(`[name="${CSS.escape(path)}"]`);
        if (field) field.value = value;
      }
    },
  };

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
      if (answer.ok && body.run_id) return void (location.href = form.dataset.results + body.run_id);
      message.textContent = form.dataset.refused;
      await preview();
      ($("[aria-invalid]", form) ?? message).focus();
    } catch {
      message.textContent = live.dataset.offline;
    }
    button.disabled = false;
  });

  preview();
})();
