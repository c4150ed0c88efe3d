// A popover stands at the end of the document: whoever opened it by a key would have to go through the whole page to get into it.
if (!window.vocKeys) {
  window.vocKeys = true;
  const STOPS = "input:not([type=hidden]), button, select, textarea, a[href], summary, [tabindex]";
  const WAIT_MS = 100;
  let opener = null;
  const stops = () =>
    [...document.querySelectorAll(`[data-testid=stPopoverBody] :is(${STOPS})`)].filter(
      (stop) => !stop.disabled && stop.tabIndex >= 0 && stop.getClientRects().length,
    );
  // What stands in it may still be on its way from the server, for three seconds at most.
  const enter = (tries = 30, seen = 0) => {
    if (document.activeElement !== opener || opener.getAttribute("aria-expanded") === "false") return;
    const running = document.querySelector("[data-testid=stApp][data-test-script-state=running]");
    const found = stops();
    if (found.length && ((found.length === seen && !running) || !tries)) found[0].focus();
    else if (tries) setTimeout(() => enter(tries - 1, found.length), WAIT_MS);
  };
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest?.("[data-testid=stPopoverButton]");
    if (button && (event.key === "Enter" || event.key === " ")) {
      opener = button;
      setTimeout(() => enter(), WAIT_MS);
    }
    const body = event.target.closest?.("[data-testid=stPopoverBody]");
    if (event.key !== "Tab" || !body || !opener?.isConnected) return;
    setTimeout(() => {
      if (!body.contains(document.activeElement)) opener.focus();
    });
  });
}
// Escape in a date field of a drawer would close the drawer, and what somebody was typing would be lost with it. It closes the calendar,
// where that is open; else it leaves the field, and stays in it while a day is being typed. From outside of it, it closes the drawer.
if (!window.vocDays) {
  window.vocDays = true;
  const dayField = (event) => event.composedPath()[0].closest?.("[role=dialog] [data-testid=stDateInputField]");
  const typed = (field) => [...field.querySelectorAll("[role=spinbutton]")].map((part) => part.textContent).join(" ");
  document.addEventListener("focusin", (event) => {
    const field = dayField(event);
    if (field && !field.contains(event.relatedTarget)) field.vocBegan = typed(field);
  });
  const leave = (event) => {
    const field = event.key === "Escape" && dayField(event);
    if (!field || document.querySelector("[data-testid=stDateInputCalendar]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field.vocBegan === typed(field)) field.closest("[role=dialog]").querySelector("button[aria-label=Close]")?.focus();
  };
  window.addEventListener("keydown", leave, true);
}
