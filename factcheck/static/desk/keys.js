// One key each for all that the page can do. The elements say their keys themselves, in data-key; so does the list.
(() => {
  const { page, form } = desk;
  const dialog = document.getElementById("keys");
  const isOn = document.getElementById("keys-on");
  const OFF = "desk:keys-off";
  // Where a letter is text, or chooses: there no key of ours fires.
  const TYPING = "textarea, select, [contenteditable]:not([contenteditable='false']), input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=hidden])";

  const isSeen = (element) => element.checkVisibility();
  const keyed = () => [...page.querySelectorAll("[data-key]")].filter((element) => isSeen(element));

  function focus(field) {
    field.focus();
    field.scrollIntoView({ block: "nearest" });
  }

  function press(element) {
    if (!element.dispatchEvent(new CustomEvent("desk:key", { cancelable: true, bubbles: true }))) return;
    if (element.matches("details")) {
      element.open = true;
      // A choice has been made already; what is to be typed has not.
      const first = element.querySelector("input:not([type=hidden], [type=radio]), textarea, select, button");
      focus(first || element.querySelector("summary"));
    } else if (element.matches("label")) {
      const { control } = element;
      if (control.type === "radio" || control.type === "checkbox") {
        control.click();
        control.scrollIntoView({ block: "nearest" });
        desk.say(control.checked ? element.textContent.trim() : `Not: ${element.textContent.trim()}`);
      } else {
        focus(control);
      }
    } else {
      element.click();
    }
  }

  // The letter in the key's place where the keyboard writes another alphabet.
  function letter(event) {
    return event.key.length === 1 && event.key > "\x7f" && /^Key[A-Z]$/.test(event.code)
      ? event.code.slice(3).toLowerCase()
      : event.key;
  }

  function doWhatTheFieldIsFor(field) {
    const step = field.closest("details.desk-step:not(#preview)");
    const button = step ? step.querySelector("button[type=submit]") : keyed().find((element) => element.dataset.key === "v");
    if (button) button.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const { target } = event;
    const types = target instanceof Element && target.matches(TYPING);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && page.contains(target)) {
      event.preventDefault();
      doWhatTheFieldIsFor(target);
    } else if (event.key === "Escape") {
      if (types) target.blur();
      else if (!desk.unchoose()) document.activeElement?.closest("details.desk-step")?.removeAttribute("open");
    } else if (!types && !event.ctrlKey && !event.altKey && !event.metaKey && isOn.checked) {
      const pressed = letter(event);
      const element = keyed().find((one) => one.dataset.key === pressed);
      if (!element || event.repeat) return;
      event.preventDefault();
      press(element);
    }
  });

  // --- The list, made anew when it is opened: a page without a lease has fewer

  const says = (element) => element.dataset.says || [...element.childNodes]
    .filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("").replace(/\s+/g, " ").trim();

  document.getElementById("keys-button").addEventListener("click", () => {
    const list = document.getElementById("keys-list");
    list.replaceChildren(...keyed().map((element) => {
      const line = document.createElement("div");
      const key = document.createElement("dt");
      const what = document.createElement("dd");
      key.append(Object.assign(document.createElement("kbd"), { textContent: element.dataset.key }));
      what.textContent = says(element);
      line.append(key, what);
      return line;
    }));
    dialog.showModal();
  });

  function remember() {
    page.classList.toggle("desk-with-keys", isOn.checked);
  }
  try { isOn.checked = localStorage.getItem(OFF) === null; } catch { /* on, then */ }
  isOn.addEventListener("change", () => {
    remember();
    try {
      if (isOn.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch { /* for this page, then */ }
  });
  remember();

  for (const element of page.querySelectorAll("[data-key]")) {
    (element.control || element).setAttribute("aria-keyshortcuts", element.dataset.key);
  }

  // To what is wrong first, if anything is.
  const wrong = form.querySelector(".desk-field-wrong");
  if (wrong) {
    wrong.closest("details")?.setAttribute("open", "");
    focus(wrong.querySelector("input:not([type=hidden]), textarea, select"));
  }
})();
