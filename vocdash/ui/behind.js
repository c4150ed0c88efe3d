// The table behind a picture comes as a file, and is drawn when somebody opens it.
if (!window.vocBehind) {
  window.vocBehind = true;
  // A record a line, cells parted by commas; what holds a comma, a quote or a line break stands in quotes.
  const records = (file) => {
    const found = [[]];
    for (const [, quoted, plain, end] of file.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\n]*))(,|\n|$)/g)) {
      found.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end === "\n") found.push([]);
    }
    return found.filter((cells) => cells.length > 1 || cells[0]);
  };
  const filled = (name, parts) => {
    const made = document.createElement(name);
    made.append(...parts);
    return made;
  };
  // One decimal is enough to read; a very small number keeps two digits that say something, and the file has all of them.
  const written = (number) => {
    const digits = Math.abs(number) < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 };
    return number.toLocaleString(undefined, digits).replace("-", "−");
  };
  const asRead = (cell, at, numbers, days) => {
    if (cell && numbers.has(at)) return written(Number(cell));
    if (cell && days.has(at)) return new Date(`${cell}T00:00`).toLocaleDateString();
    return /^'[-=+@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell;  // the apostrophe is for spreadsheets
  };
  const draw = (place) => {
    const file = decodeURIComponent(place.dataset.csv);
    const [numbers, days] = ["numbers", "days"].map((kind) => new Set(place.dataset[kind]?.split(" ").map(Number)));
    const [head, ...rows] = records(file).map((cells, row) =>
      filled("tr", cells.map((cell, at) => {
        const made = filled(row ? "td" : "th", [row ? asRead(cell, at, numbers, days) : cell]);
        if (!row) made.scope = "col";
        if (numbers.has(at)) made.className = "voc-right";
        return made;
      })),
    );
    const table = filled("table", [filled("thead", [head]), filled("tbody", rows)]);
    table.className = "voc-rows-table";
    table.setAttribute("aria-label", place.dataset.alt);
    const button = filled("button", ["Download as CSV"]);
    button.type = "button";
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([file], { type: "text/csv" }));
      link.download = place.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    place.replaceChildren(table, button);
  };
  // A line is an address, which holds no blank, and a name.
  const lead = (place) => {
    const links = decodeURIComponent(place.dataset.links).split("\n").map((line) => {
      const made = filled("a", [line.slice(line.indexOf(" ") + 1)]);
      made.href = line.slice(0, line.indexOf(" "));
      made.target = "_self";
      return made;
    });
    place.replaceChildren("Open: ", ...links.flatMap((link, at) => (at ? [" · ", link] : [link])));
  };
  document.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    event.target.querySelectorAll?.(".voc-rows:not(:has(table))").forEach(draw);
    event.target.querySelectorAll?.(".voc-ways:not(:has(a))").forEach(lead);
  }, true);
}
