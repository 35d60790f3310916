// A claim that its reviewer is done with, as a message of this page says: the words kept in this browser go.
for (const told of document.querySelectorAll("[data-done]")) {
  const done = `desk:words:${told.dataset.user}:${told.dataset.done}:`;
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(done)).forEach((key) => localStorage.removeItem(key));
  } catch { /* there is no storage, so nothing in it */ }
}
