// How long the claim is still one's own: counted down in sight, begun anew by work, and told plainly when it is over.
(() => {
  const { page } = desk;
  const state = document.getElementById("lease-state");
  let ends = Infinity;
  let whole = 0;
  let worked = false;
  let isLost = false;
  let renewing = false;
  let warned = false;

  desk.leased = (secondsLeft) => {
    ends = Date.now() + secondsLeft * 1000;
    whole = Math.max(whole, secondsLeft);
    worked = false;
    warned = false;
    if (!isLost) tick();
  };

  desk.lose = (why) => {
    if (isLost) return;
    isLost = true;
    desk.stopSaving();
    const banner = desk.show("lost-banner");
    if (banner && why) banner.querySelector("span").textContent = why;
    page.classList.add("desk-is-lost");
    state.textContent = "Not yours now";
    state.dataset.kind = "bad";
  };

  function tick() {
    if (isLost) return;
    const left = Math.round((ends - Date.now()) / 1000);
    if (left <= 0) return desk.lose("Its time ran out.");
    const minutes = Math.floor(left / 60);
    state.textContent = left >= 300 ? `${minutes} min left` : `${minutes}:${String(left % 60).padStart(2, "0")} left`;
    state.dataset.kind = left < 120 ? "bad" : "good";
    if (left < 120 && !warned) {
      warned = true;
      desk.say("Less than two minutes left on this claim. Anything you do keeps it.");
    }
    if (worked && left < whole * 0.8) renew();
    return undefined;
  }

  async function renew() {
    if (renewing) return;
    renewing = true;
    const answer = await desk.post(page.dataset.renew, []);
    renewing = false;
    if (answer.kind === "ok") desk.leased(answer.data.seconds_left);
    else if (answer.type === "lease-lost") desk.lose(answer.detail);
    // Without an answer the clock goes on, and the next thing done asks again.
    worked = false;
  }

  if (!page.dataset.expires) return;
  for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(kind, () => { worked = true; }, { passive: true });
  }
  whole = Number(page.dataset.leaseMinutes) * 60;
  desk.leased((Date.parse(page.dataset.expires) - Date.parse(page.dataset.now)) / 1000);
  setInterval(tick, 1000);
  // A timer sleeps with the machine.
  document.addEventListener("visibilitychange", tick);
})();
