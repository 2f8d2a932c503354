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
