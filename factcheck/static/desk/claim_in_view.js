// A page that answers a form has no "#claim" in its address: bring the claim into view all the same.
window.addEventListener("load", () => {
  const claim = document.getElementById("claim");
  const scroll = claim && claim.closest(".desk-scroll");
  if (scroll && !location.hash) {
    const above = claim.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += above - scroll.clientHeight / 3;
  }
});
