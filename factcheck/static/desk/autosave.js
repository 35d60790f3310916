// Keeps the words as a draft while they are typed, and says whether they are safe.
(() => {
  const { page, form } = desk;
  const state = document.getElementById("save-state");
  const EVERY = 3000;
  const holds = Boolean(page.dataset.expires);
  let changed = false;      // there are words that the desk does not have
  let sending = null;       // the promise of the save that is under way
  let unanswered = null;    // words of a save that got no answer: whether they arrived is not known
  let failures = 0;
  let stopped = !holds;     // by a lost lease, or by a newer draft: until the person decides
  let submitted = false;
  let answered = false;     // the desk did, just now
  let lacks = "";           // why it did not, or what it refused to keep
  let timer = 0;

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

  function tell(kind, text) {
    state.textContent = text;
    state.dataset.kind = kind;
  }

  function schedule(after) {
    clearTimeout(timer);
    timer = stopped ? 0 : setTimeout(save, after);
  }

  function wrote() {
    changed = true;
    desk.unsaved.keep(desk.words(), unanswered);
    if (stopped) tell("bad", desk.unsaved.isKept() ? "Kept in this browser only" : "Not saved");
    else if (failures === 0) tell("changed", "Not saved yet");
    if (!timer && !sending) schedule(EVERY);
  }

  function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (sending || stopped || !changed) return sending;
    // A save that got no answer is sent again as it was, so that the desk can tell it from another window's.
    const words = unanswered || desk.words();
    const fields = [...words, ["seen", form.elements.seen.value]];
    sending = desk.post(page.dataset.save, fields, { keepalive }).then((answer) => {
      sending = null;
      take(answer, words);
    });
    return sending;
  }

  function hear(answer) {
    answered = answer.kind !== "silent" && answer.kind !== "signed-out";
    lacks = { silent: "The desk does not answer just now.", "signed-out": "You are signed out: sign in again in another window." }[answer.kind] || "";
    if (answer.kind === "signed-out") desk.show("signed-out-banner");
  }

  function take(answer, words) {
    hear(answer);
    if (answer.kind === "ok") return saved(answer.data, words);
    if (answer.kind === "silent" || answer.kind === "signed-out") {
      unanswered = answer.kind === "silent" ? words : null;
      desk.unsaved.keep(desk.words(), unanswered);
      const isOut = answer.kind === "signed-out";
      if (failures === 0) desk.say(isOut ? "You are signed out." : "Not saved: the desk does not answer. It is tried again.");
      failures += 1;
      tell("bad", isOut ? "Not saved: you are signed out" : "Not saved: the desk does not answer; trying again");
      return schedule(Math.min(1000 * 2 ** failures, 15000));
    }
    desk.unsaved.keep(desk.words());
    unanswered = null;
    if (answer.seen) form.elements.seen.value = answer.seen;
    if (answer.type === "lease-lost") return desk.lose(answer.detail);
    if (answer.type === "newer-draft") {
      stop("Not saved: another window has other words");
      desk.show("newer-banner");
      return undefined;
    }
    lacks = answer.detail;
    tell("bad", `Not saved: ${answer.detail}`);
    if (failures === 0) desk.say(`Not saved: ${answer.detail}`);
    failures += 1;
    return schedule(15000);
  }

  function saved(data, words) {
    form.elements.seen.value = data.seen;
    desk.leased(data.seconds_left);
    desk.show("signed-out-banner", false);
    if (failures > 0) desk.say("Saved again.");
    const wasUnanswered = unanswered !== null;
    unanswered = null;
    failures = 0;
    changed = !same(words, desk.words());
    if (changed) {
      desk.unsaved.keep(desk.words());
      schedule(wasUnanswered ? 0 : EVERY);
    } else {
      desk.unsaved.forget();
      tell("good", `Saved ${clock()}`);
    }
  }

  function stop(text) {
    stopped = true;
    clearTimeout(timer);
    if (changed) tell("bad", text);
  }

  // The lease is over: what is typed from now on stays in this browser until the claim is taken again.
  desk.stopSaving = () => stop("Kept in this browser only");

  form.addEventListener("input", (event) => { if (desk.isAnswer(event.target.name)) wrote(); });
  form.addEventListener("change", (event) => { if (desk.isAnswer(event.target.name)) wrote(); });
  form.addEventListener("desk:put-back", wrote);
  window.addEventListener("online", () => { if (changed) save(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !submitted) save({ keepalive: true }); });
  window.addEventListener("pagehide", () => { if (!submitted) save({ keepalive: true }); });
  window.addEventListener("pageshow", () => { submitted = false; });
  window.addEventListener("beforeunload", (event) => {
    // With the words neither at the desk nor in this browser, leaving would lose them.
    if (changed && !submitted && !desk.unsaved.isKept()) event.preventDefault();
  });

  // What is typed in a small form, a reason say, is in no draft: a step that does not arrive would lose it.
  const hasMore = () => [...form.elements].some((field) => field.matches("textarea, input[type=text]")
    && !desk.isAnswer(field.name) && field.value !== field.defaultValue);
  const knock = () => desk.post(page.dataset.renew, []).then(hear);

  // Whoever stops the browser's loading stays on the page, and nothing tells the page so.
  const LEAVING = 5000;

  // A step goes to the desk once, after what was typed has been saved, and only while the desk answers.
  form.addEventListener("submit", async (event) => {
    form.elements.csrfmiddlewaretoken.value = desk.token();
    if (submitted) return event.preventDefault();
    const asking = sending || save() || ((changed || hasMore()) && !answered ? knock() : null);
    answered = false;
    if (!asking) {
      submitted = true;
      setTimeout(() => { submitted = false; }, LEAVING);
      return undefined;
    }
    event.preventDefault();
    const { submitter } = event;
    submitted = true;
    await asking;
    submitted = false;
    if (lacks) {
      tell("bad", `Not done: ${lacks}`);
      return desk.say(`Not done: ${lacks} What you typed still stands here; try again in a moment.`);
    }
    return form.requestSubmit(submitter);
  });

  desk.unsaved.atFirst();
  // Shown again by the desk with words that it may not have kept.
  if (form.elements.conclusion && !page.dataset.fresh) wrote();
})();
