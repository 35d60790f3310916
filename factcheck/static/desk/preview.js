// What the public will read, made by the desk from the words as they stand, while it is open.
(() => {
  const preview = document.getElementById("preview");
  const body = document.getElementById("preview-body");
  if (!preview) return;
  let timer = 0;
  let latest = 0;

  async function refresh() {
    const asked = ++latest;
    const answer = await desk.post(desk.page.dataset.preview, desk.words());
    if (asked !== latest) return;
    // Escaped by the desk's template, as every page is.
    if (answer.kind === "ok") body.innerHTML = answer.data;
    else if (!body.hasChildNodes()) body.textContent = "The desk does not answer just now.";
  }

  function soon(after) {
    if (!preview.open) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, after);
  }

  preview.addEventListener("toggle", () => soon(0));
  desk.form.addEventListener("input", () => soon(700));
})();
