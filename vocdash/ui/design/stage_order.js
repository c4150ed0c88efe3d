// The stages in their order, to be dragged into another one. Names are set as text; what is said is the order of their codes.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const list = parentElement.querySelector(".order");
  let held = null;

  const codes = () => [...list.children].map((item) => item.dataset.code);
  const settle = () => {
    if (codes().join("\n") !== data.stages.map((stage) => stage.code).join("\n")) setTriggerValue("order", codes());
  };
  const number = () => [...list.children].forEach((item, at) => (item.querySelector(".number").textContent = at + 1));
  const move = (item, by) => {
    const beside = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!beside) return;
    by < 0 ? beside.before(item) : beside.after(item);
    number();
    item.focus();
  };
  const make = (stage) => {
    const item = document.createElement("li");
    item.dataset.code = stage.code;
    item.tabIndex = 0;
    item.setAttribute("role", "option");
    item.setAttribute("aria-label", `${stage.name}. Alt with an arrow moves it, Enter keeps the order.`);
    for (const [cls, text] of [["grip", "⠿"], ["number", ""], ["name", stage.name]]) {
      const part = document.createElement("span");
      part.className = cls;
      part.textContent = text;
      if (cls !== "name") part.setAttribute("aria-hidden", "true");
      item.append(part);
    }
    item.onkeydown = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by && event.altKey) move(item, by);
      else if (by) (by < 0 ? item.previousElementSibling : item.nextElementSibling)?.focus();
      else if (event.key === "Enter") settle();
      else return;
      event.preventDefault();
    };
    return item;
  };

  // The list holds the pointer: a row that is moved in the page would lose it.
  list.onpointerdown = (event) => {
    held = event.button ? null : event.target.closest("li");
    if (!held) return;
    held.classList.add("held");
    list.setPointerCapture(event.pointerId);
  };
  list.onpointermove = (event) => {
    if (!held) return;
    const [before, after] = [held.previousElementSibling, held.nextElementSibling];
    const middle = (other) => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
    if (before && event.clientY < middle(before)) before.before(held);
    else if (after && event.clientY > middle(after)) after.after(held);
    else return;
    number();
  };
  list.onpointerup = list.onpointercancel = () => {
    held?.classList.remove("held");
    if (held) settle();
    held = null;
  };

  list.replaceChildren(...data.stages.map(make));
  number();
}
