// Rows of evidence are added without a way to the desk and back.
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
