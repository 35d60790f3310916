// Words that the desk does not have yet, kept in this browser for one person, claim and window, until it has them.
desk.unsaved = (() => {
  const { page, form } = desk;
  const mine = `desk:words:${page.dataset.user}:`;
  const ofClaim = `${mine}${page.dataset.claim}:`;
  const key = `${ofClaim}${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const KEPT_FOR = 30 * 24 * 3600 * 1000;
  let isKept = true;

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // `sent`: what was on its way when the page was left, in case it arrived.
  function keep(words, sent = null) {
    try {
      const entry = { words, sent, seen: form.elements.seen.value, at: Date.now() };
      localStorage.setItem(key, JSON.stringify(entry));
      isKept = true;
    } catch {
      isKept = false;
    }
  }

  function forget(name = key) {
    try { localStorage.removeItem(name); } catch { /* there is no storage, so nothing in it */ }
  }

  function entries(prefix) {
    let names;
    try { names = Object.keys(localStorage); } catch { return []; }
    return names.filter((name) => name.startsWith(prefix)).flatMap((name) => {
      try { return [{ name, ...JSON.parse(localStorage.getItem(name)) }]; } catch { return []; }
    });
  }

  function putBack(words) {
    const rows = Number(words.find(([name]) => name === "evidence-TOTAL_FORMS")?.[1] || 0);
    desk.growRows(rows);
    for (const field of form.elements) {
      if (!desk.isAnswer(field.name) || field.type === "hidden") continue;
      const values = words.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
      if (field.value && field.closest("#evidence-rows details") && field.type === "text") field.closest("details").open = true;
    }
    form.dispatchEvent(new CustomEvent("desk:put-back"));
  }

  function offer(entry) {
    const banner = desk.show("unsaved-banner");
    const at = new Date(entry.at);
    banner.querySelector("time").textContent = `on ${at.toLocaleDateString()} at ${at.toLocaleTimeString()}`;
    const decided = (uses) => {
      if (uses) putBack(entry.words);
      forget(entry.name);
      banner.hidden = true;
      lookForMore();
    };
    document.getElementById("unsaved-back").onclick = () => decided(true);
    document.getElementById("unsaved-away").onclick = () => decided(false);
  }

  function lookForMore() {
    const now = desk.words();
    const left = entries(ofClaim).filter((entry) => entry.name !== key).sort((one, other) => other.at - one.at);
    for (const entry of left) {
      if (same(entry.words, now)) forget(entry.name);
      else return entry;
    }
    return null;
  }

  function atFirst() {
    entries("desk:words:").filter((entry) => Date.now() - entry.at > KEPT_FOR).forEach((entry) => forget(entry.name));
    const entry = form.elements.conclusion && lookForMore();
    if (!entry) return;
    const isNext = entry.seen === form.elements.seen.value || (entry.sent && same(entry.sent, desk.words()));
    if (isNext && page.dataset.fresh) {
      putBack(entry.words);
      forget(entry.name);
      desk.say("What you typed here last, and the desk did not have, is back.");
      page.dataset.putBack = "1";
    } else {
      offer(entry);
    }
  }

  return { keep, forget, atFirst, isKept: () => isKept };
})();
