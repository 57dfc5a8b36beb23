(() => {
  "use strict";
  // Sorts and filters the table of students. Reads text and writes order, `hidden` and counts; never HTML.
  const table = document.getElementById("all");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const box = document.getElementById("filter");
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const key = (row, column, isNumber) => {
    const text = row.cells[column].textContent.trim();
    return isNumber ? parseFloat(text) : text;
  };
  const isEmpty = (value) => value === "" || Number.isNaN(value);

  const sortBy = (column, direction) => {
    const isNumber = heads[column].classList.contains("num");
    const keyed = rows.map((row, place) => ({ row, place, value: key(row, column, isNumber) }));
    if (direction !== "none") {
      const sign = direction === "ascending" ? 1 : -1;
      keyed.sort((a, b) => {
        // Whoever has nothing there stands at the end, whichever way the others go.
        if (isEmpty(a.value) || isEmpty(b.value)) return isEmpty(a.value) - isEmpty(b.value) || a.place - b.place;
        const order = isNumber ? a.value - b.value : collator.compare(a.value, b.value);
        return sign * order || a.place - b.place;
      });
    }
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    if (direction !== "none") heads[column].setAttribute("aria-sort", direction);
    body.append(...keyed.map((item) => item.row));
  };

  const next = { ascending: "descending", descending: "none" };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sortBy(column, next[head.getAttribute("aria-sort")] || "ascending"));
  });

  let texts = null;
  const filter = () => {
    texts = texts || rows.map((row) => plain(row.textContent));
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, place) => {
      const shown = words.every((word) => texts[place].includes(word));
      row.hidden = !shown;
      count += shown;
    });
    document.getElementById("shown").textContent = String(count);
  };
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    const row = target && target.closest("tr");
    if (row && row.hidden) {
      box.value = "";
      filter();
      target.scrollIntoView();
    }
  });
  document.getElementById("tools").hidden = false;
})();
