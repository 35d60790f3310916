// The page of an article that is still to be fetched or read looks again by itself, and opens anew when that is done.
(() => {
  const status = document.getElementById("being-read");
  if (!status) return;
  let pause = 1000;
  async function look() {
    try {
      const answer = await fetch(status.dataset.url, { headers: { Accept: "application/json" } });
      const { status: now } = await answer.json();
      if (answer.ok && now !== status.dataset.status) { location.reload(); return; }
    } catch { /* the desk does not answer just now: it is asked again */ }
    pause = Math.min(pause * 1.5, 15000);
    setTimeout(look, pause);
  }
  setTimeout(look, pause);
})();
