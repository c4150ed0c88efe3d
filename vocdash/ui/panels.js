// What a filter can be comes as data, and is drawn when somebody opens its panel. A choice is a new address, which leads on as a link does.
if (!window.vocPanels) {
  window.vocPanels = true;
  const LONG = 12; // so many options are found at a glance
  const made = (name, given = {}, ...parts) => {
    const one = Object.assign(document.createElement(name), given);
    one.append(...parts);
    return one;
  };
  const choose = (field, values) => {
    const said = new URLSearchParams(location.search);
    [field.key, ...field.drops].forEach((key) => said.delete(key));
    values.forEach((value) => said.append(field.key, value));
    history.pushState(null, "", location.pathname + (said.size ? `?${said}` : ""));
    dispatchEvent(new PopStateEvent("popstate"));
  };
  const option = (field, type, value, label, chosen, change) => {
    const input = made("input", { type, name: `voc-${field.key}`, value, checked: chosen });
    input.addEventListener("change", () => change(input));
    return made("label", {}, input, label);
  };
  const one = (field) =>
    field.options.map((value) =>
      option(field, "radio", value, value, field.chosen.includes(value), () => choose(field, value === field.usual ? [] : [value])),
    );
  const many = (field) =>
    field.options.map((value) =>
      option(field, "checkbox", value, value, field.chosen.includes(value), (input) => {
        field.chosen = field.chosen.filter((each) => each !== value).concat(input.checked ? [value] : []);
        choose(field, field.chosen);
      }),
    );
  const day = (field, panel) => {
    const { first: min, last: max } = panel.dataset;
    const input = made("input", { type: "date", name: `voc-${field.key}`, value: field.chosen[0], min, max, required: true });
    input.setAttribute("aria-label", field.label);
    input.addEventListener("change", () => input.checkValidity() && choose(field, [input.value]));
    return input;
  };
  const search = (field, options) => {
    const input = made("input", { type: "search", name: `voc-find-${field.key}`, placeholder: "Search" });
    input.setAttribute("aria-label", `Search in ${field.label}`);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      options.forEach((label) => { label.hidden = !label.textContent.toLowerCase().includes(wanted); });
    });
    return input;
  };
  const drawn = (field, panel) => {
    const parts = [];
    if (field.kind === "day") parts.push(day(field, panel));
    else {
      const options =
        field.kind === "one" ? one(field)
        : field.kind === "many" ? many(field)
        : [option(field, "checkbox", "true", field.hint, field.chosen.length, (input) => choose(field, input.checked ? ["true"] : []))];
      if (options.length > LONG) parts.push(search(field, options));
      parts.push(made("div", { className: "voc-options" }, ...options));
      if (field.kind === "many" && field.chosen.length) {
        const clear = made("button", { type: "button", name: `voc-clear-${field.key}` }, "Clear all");
        clear.addEventListener("click", () => choose(field, (field.chosen = [])));
        parts.push(clear);
      }
    }
    if (field.hint && field.kind !== "switch" && !(field.kind === "many" && field.chosen.length)) parts.push(made("p", { className: "voc-caption" }, field.hint));
    return made("fieldset", {}, made("legend", {}, field.label), ...parts);
  };
  const draw = (panel) => {
    panel.replaceChildren(...JSON.parse(decodeURIComponent(panel.dataset.fields)).map((field) => drawn(field, panel)));
  };
  // What the panels say comes anew after each choice: the open one opens again, as whoever chose left it.
  let open = null;
  let stood = null; // the panel whose button has the focus
  document.addEventListener("focusin", ({ target }) => {
    stood = target.matches(".voc-filters > button") ? target.getAttribute("popovertarget") : null;
  });
  const kept = (panel) => ({
    scrolled: [panel, ...panel.querySelectorAll(".voc-options")].map((each) => each.scrollTop),
    searched: [...panel.querySelectorAll("input[type=search]")].map((each) => [each.name, each.value]),
  });
  const same = (panel, { name, value, type }) =>
    [...panel.querySelectorAll("input, button")].find((each) => each.name === name && (/radio|checkbox/.test(type) ? each.value === value : true));
  const reopen = () => {
    if (!open || open.panel.isConnected) return;
    const { id, focus, state } = open;
    const panel = document.getElementById(id);
    if (!panel) return;
    panel.showPopover();
    for (const [name, value] of state.searched) {
      const input = same(panel, { name, type: "search" });
      if (input && value) {
        input.value = value;
        input.dispatchEvent(new Event("input"));
      }
    }
    [panel, ...panel.querySelectorAll(".voc-options")].forEach((each, at) => { each.scrollTop = state.scrolled[at] ?? 0; });
    const next = focus && (same(panel, focus) ?? panel.querySelector("input"));
    if (next && document.activeElement === document.body) next.focus({ preventScroll: true });
  };
  document.addEventListener("beforetoggle", (event) => {
    const panel = event.target;
    if (!panel.matches?.(".voc-panel")) return;
    if (event.newState !== "open") {
      if (open?.panel === panel) open = null;
      return;
    }
    draw(panel);
    open = { panel, id: panel.id, focus: null, state: kept(panel) };
    const note = () => { if (open?.panel === panel) open.state = kept(panel); };
    panel.addEventListener("scroll", note, true);
    panel.addEventListener("input", note);
    panel.addEventListener("focusin", ({ target }) => { if (open?.panel === panel) open.focus = target; });
    panel.addEventListener("focusout", ({ relatedTarget }) => { if (open?.panel === panel && relatedTarget) open.focus = null; });
    new MutationObserver((_, observer) => {
      if (panel.isConnected) return;
      observer.disconnect();
      reopen();
      if (stood && document.activeElement === document.body)
        document.querySelector(`[popovertarget=${stood}]`)?.focus({ preventScroll: true });
    }).observe(panel.closest("[class*=st-key-voc_head]"), { childList: true, subtree: true });
  }, true);
  // Who opens a panel by a key goes into it, and whoever closes it stands on its button again.
  document.addEventListener("toggle", (event) => {
    const panel = event.target;
    if (!panel.matches?.(".voc-panel")) return;
    const button = panel.previousElementSibling;
    if (event.newState === "open") {
      if (button.matches(":focus-visible")) panel.querySelector("input")?.focus();
    } else if (document.activeElement === document.body || panel.contains(document.activeElement)) button.focus({ preventScroll: true });
  }, true);
}
