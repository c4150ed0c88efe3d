// The list of cases. Every word of it is set as text, never as markup. Rows carry the case's own number, so that nothing ever lands on another row.
export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const list = parentElement.querySelector(".list");
  const focused = () => parentElement.activeElement?.closest?.("li") || list.querySelector(`li[data-id="${list.dataset.at || ""}"]`);
  // Whoever ticks fast is ahead of the server: what it says meanwhile is an earlier state of the ticks, and must not undo the later ones.
  const told = JSON.stringify(data.marked);
  if (list.round !== data.round) list.ticking = [];
  list.round = data.round;
  const ahead = (list.ticking || []).slice((list.ticking || []).lastIndexOf(told) + 1);
  const behind = ahead.length > 0 && (ahead.length < list.ticking.length || told === list.told);
  list.ticking = behind ? ahead : [];
  list.told = told;
  const marked = new Set((behind ? JSON.parse(ahead[ahead.length - 1]) : data.marked).filter((id) => data.rows.some((row) => row.id === id)));

  const make = (name, cls, text) => {
    const element = document.createElement(name);
    if (cls) element.className = cls;
    if (text) element.textContent = text;
    return element;
  };
  const words = (row) => {
    const line = make("span", row.text ? "words" : "words none");
    let at = 0;
    for (const [start, end] of row.spans) {
      line.append(document.createTextNode(row.text.slice(at, start)));
      line.append(make("mark", "", row.text.slice(start, end)));
      at = end;
    }
    line.append(document.createTextNode(row.text ? row.text.slice(at) : row.instead));
    return line;
  };
  // The number of a case stays in one line: browsers break at its dash.
  const where = (row) => {
    const line = make("span", "where");
    row.where.split(/(C-\d+)/).forEach((part, at) => line.append(at % 2 ? make("span", "short", part) : part));
    return line;
  };
  // The drawer cannot give the focus back to a row that was drawn anew meanwhile. A case that left the list leaves it to the one in its place.
  const comeBack = (seen, place, tries = 60) => {
    const there = document.querySelector("[role=dialog]") !== null;
    if (there || (!seen && tries)) return setTimeout(comeBack, 150, seen || there, place, tries - 1);
    const lost = document.activeElement === document.body || document.activeElement === null;
    const rows = [...list.children];
    if (lost && rows.length) (focused() || rows[Math.min(place, rows.length - 1)]).querySelector("button").focus();
  };
  const open = (id, part) => {
    list.dataset.at = id;
    setTriggerValue("open", { id, part });
    comeBack(false, [...list.children].findIndex((row) => row.dataset.id === String(id)));
  };
  const draw = (row) => {
    const item = make("li");
    item.dataset.id = row.id;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = marked.has(row.id);
    box.setAttribute("aria-label", `Choose ${row.name}`);
    box.onchange = () => {
      box.checked ? marked.add(row.id) : marked.delete(row.id);
      list.ticking.push(JSON.stringify([...marked]));
      setStateValue("marked", { round: data.round, ids: [...marked] });
    };
    const label = make("label", "pick");
    label.append(box);
    const button = make("button", "row");
    button.type = "button";
    button.setAttribute("aria-label", `${row.name}, ${row.level}, ${row.status}, ${row.due}: ${row.text || row.instead}`);
    const dot = make("span", `dot ${row.tone}`);
    dot.title = row.level;
    const said = make("span", "said");
    said.append(words(row), where(row));
    const who = make("span", "who");
    who.append(make("span", "owner", row.owner), make("span", "status", row.status));
    const when = make("span", "when");
    when.append(make("span", `due ${row.late}`, row.due), make("span", "ago", row.ago));
    button.append(dot, said, who, when);
    button.onclick = () => open(row.id, "");
    item.append(label, button);
    return item;
  };

  const held = parentElement.activeElement;
  const holder = held?.closest?.("li")?.dataset.id;
  list.replaceChildren(...data.rows.map(draw));
  if (holder) list.querySelector(`li[data-id="${holder}"] ${held.type === "checkbox" ? "input" : "button"}`)?.focus();
  const step = (by) => {
    const rows = [...list.children];
    if (!rows.length) return;
    const now = rows.indexOf(focused());
    const next = rows[Math.min(rows.length - 1, Math.max(0, now < 0 ? 0 : now + by))];
    list.dataset.at = next.dataset.id;
    next.querySelector("button").focus();
  };
  const keys = { j: () => step(1), k: () => step(-1) };
  for (const [key, part] of [["a", "owner"], ["c", "note"]]) {
    keys[key] = () => focused() && open(Number(focused().dataset.id), part);
  }
  keys["/"] = () => document.querySelector(".st-key-case_q input")?.focus();
  keys["x"] = () => focused()?.querySelector("input").click();
  const onKey = (event) => {
    const typing = event.composedPath()[0].closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("[role=dialog]") || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  };
  // This runs again with every new list, and the keys must be heard once.
  document.removeEventListener("keydown", list.onKey);
  list.onKey = onKey;
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
