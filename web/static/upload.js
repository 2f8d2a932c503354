/* Evidence files go to the service as they are, with a bar while they do; what comes back names their hash. */
const page = document.documentElement;

export function send(file, bar) {
  bar.hidden = false;
  bar.value = 0;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Accept-Language", page.lang);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
    request.addEventListener("loadend", () => {
      bar.hidden = true;
      let body = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        return reject(new Error(""));
      }
      if (request.status < 300) return resolve(body);
      reject(new Error(body.problems?.map((problem) => problem.what).join(" ") || body.detail));
    });
    request.send(file);
  });
}

/* The page of the files: one after another, then the list anew. */
const form = document.querySelector("form[data-upload]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [input, bar, said] = ["input", "progress", "[role=alert]"].map((what) => form.querySelector(what));
  said.replaceChildren();
  let refused = 0;
  for (const file of input.files) {
    try {
      await send(file, bar);
    } catch (error) {
      refused += 1;
      said.append(Object.assign(document.createElement("p"), { textContent: `${file.name}: ${error.message || form.dataset.offline}` }));
    }
  }
  if (input.files.length && !refused) location.reload();
});

/* The page of imports: the form as it is, with a bar; the answer is the page of the job, or this one with what is wrong. */
const importing = document.querySelector("form[data-import]");
importing?.addEventListener("submit", (event) => {
  event.preventDefault();
  const [bar, said, button] = ["progress", "[role=alert]", ".button"].map((what) => importing.querySelector(what));
  const tell = (texts) =>
    said.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  const request = new XMLHttpRequest();
  request.open("POST", importing.action);
  request.upload.addEventListener("progress", (told) => told.lengthComputable && (bar.value = told.loaded / told.total));
  request.addEventListener("loadend", () => {
    bar.hidden = true;
    button.disabled = false;
    if (request.status === 200) return location.assign(request.responseURL);
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const texts = [...answer.querySelectorAll(".notice.error")].map((one) => one.textContent);
    let detail = "";
    try {
      detail = JSON.parse(request.responseText).detail;
    } catch {
      /* a page, or nothing at all */
    }
    tell(texts.length ? texts : [detail || importing.dataset.offline]);
  });
  tell([]);
  bar.value = 0;
  bar.hidden = false;
  button.disabled = true;
  request.send(new FormData(importing));
});
