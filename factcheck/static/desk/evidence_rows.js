// Rows of evidence: added without a way to the desk and back, and told what the page at their address calls itself.
(() => {
  const { form } = desk;
  const rows = document.getElementById("evidence-rows");
  const pattern = document.getElementById("evidence-row");
  const MOST = 50;

  function addRow() {
    const total = form.elements["evidence-TOTAL_FORMS"];
    const number = Number(total.value);
    if (number >= MOST) return null;
    const row = pattern.content.cloneNode(true).firstElementChild;
    for (const element of row.querySelectorAll("*")) {
      for (const name of ["id", "name", "for"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace("__prefix__", number));
      }
    }
    row.querySelector("summary span").textContent = number + 1;
    rows.append(row);
    total.value = number + 1;
    return row;
  }

  desk.growRows = (count) => {
    while (rows && rows.children.length < Math.min(count, MOST)) addRow();
  };

  if (!rows) return;

  // To the first row that is free, which is made if there is none.
  function openFreeRow() {
    const free = [...rows.children].find((row) => !row.querySelector("[name$='-url']").value) || addRow();
    if (!free) return;
    free.open = true;
    free.querySelector("[name$='-url']").focus();
  }

  // --- The title of what is cited, which a worker of the desk looks up

  const PATIENCE = 20; // times asked, a second apart

  function ask(method, url) {
    const address = desk.page.dataset.cited;
    return method === "GET"
      ? fetch(`${address}?${new URLSearchParams({ url })}`)
      : fetch(address, {
          method,
          headers: { "Content-Type": "application/json", "X-CSRFToken": desk.token() },
          body: JSON.stringify({ url }),
        });
  }

  async function lookUp(row, url) {
    const field = (name) => row.querySelector(`[name$='-${name}']`);
    const hint = row.querySelector("[data-title-state]");
    const isWanted = () => field("url").value === url && !field("title").value;
    const told = (text) => { if (field("url").value === url) hint.textContent = text; };
    try {
      told("Looking up its title …");
      let answer = await (await ask("POST", url)).json();
      for (let times = 0; answer.status === "waiting" && times < PATIENCE && isWanted(); times += 1) {
        await new Promise((resolve) => { setTimeout(resolve, 1000); });
        answer = await (await ask("GET", url)).json();
      }
      if (answer.status !== "read" || !answer.title) return told(`Its title could not be had: type it. ${answer.error || ""}`.trim());
      told("");
      if (!isWanted()) return undefined;
      field("title").value = answer.title;
      if (!field("publisher").value) field("publisher").value = answer.publisher;
      return field("title").dispatchEvent(new Event("input", { bubbles: true }));
    } catch {
      return told("");
    }
  }

  rows.addEventListener("change", (event) => {
    if (!event.target.name.endsWith("-url")) return;
    const row = event.target.closest("details");
    const url = event.target.value;
    row.querySelector("[data-title-state]").textContent = "";
    if (!/^https?:\/\/./i.test(url)) return;
    const read = row.querySelector("[name$='-accessed_at']");
    if (!read.value) read.value = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    if (!row.querySelector("[name$='-title']").value) lookUp(row, url);
  });

  document.getElementById("more-rows").addEventListener("click", (event) => {
    event.preventDefault();
    const row = addRow();
    if (row) row.querySelector("[name$='-url']").focus();
  });
  document.getElementById("evidence-title").addEventListener("desk:key", (event) => {
    event.preventDefault();
    openFreeRow();
  });
})();
