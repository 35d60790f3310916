// What the review page says to the desk and to its reader; the other scripts of the page build on it.
const desk = (() => {
  const page = document.getElementById("review");
  const form = document.getElementById("answer");
  const announcer = document.getElementById("announcer");
  const WORDS = /^(rating|conclusion|rationale|method|review_by|evidence-.+)$/;

  // For a screen reader. Said again is heard again: an empty moment lies between.
  function say(text) {
    announcer.textContent = "";
    setTimeout(() => { announcer.textContent = text; }, 60);
  }

  // Whoever signs in again in another window has another token: the cookie has the newest.
  function cookie() {
    const named = `; ${document.cookie}`.split(`; ${page.dataset.csrfCookie}=`);
    return named.length === 2 ? named[1].split(";")[0] : "";
  }
  const token = () => cookie() || form.elements.csrfmiddlewaretoken.value;

  // The fields of the answer as the form has them now: pairs of name and value.
  function words() {
    return [...new FormData(form)].filter(([name, value]) => WORDS.test(name) && typeof value === "string");
  }

  // What became of a POST: {kind: "ok", data or html}, "signed-out", "refused" with type and detail, or "silent",
  // when no answer came and whether it arrived is not known.
  async function post(address, fields, { keepalive = false } = {}) {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", token());
    body.set("token", form.elements.token.value);
    body.set("who", form.elements.who.value);
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        body,
        redirect: "manual",
        // A browser takes 64 KB at most along when it leaves a page.
        keepalive: keepalive && body.toString().length < 60000,
        signal: AbortSignal.timeout(20000),
      });
      if (answer.type === "opaqueredirect" || (answer.status === 403 && !cookie())) return { kind: "signed-out" };
      if (answer.status >= 500) return { kind: "silent" };
      const isJson = (answer.headers.get("Content-Type") || "").includes("json");
      const content = isJson ? await answer.json() : await answer.text();
      if (answer.ok) return { kind: "ok", data: content };
      if (isJson && content.type === "other-person") return { kind: "signed-out" };
      const refusal = isJson ? content : { type: "refused", detail: `The desk refused it (${answer.status}).` };
      return { kind: "refused", ...refusal };
    } catch {
      return { kind: "silent" };
    }
  }

  function show(id, isShown = true) {
    const element = document.getElementById(id);
    if (element) element.hidden = !isShown;
    return element;
  }

  page.classList.add("desk-with-scripts");
  return { page, form, say, post, words, token, show, isAnswer: (name) => WORDS.test(name) };
})();
