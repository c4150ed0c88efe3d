// A link to a page leads on within the session: Streamlit follows the address as on the browser's way back.
if (!window.vocLinks) {
  window.vocLinks = true;
  const LINK = ".voc-nav a, .stHtml a[href]";
  const isPage = (to) => [...document.querySelectorAll(".voc-nav a")].some((each) => each.pathname === to.pathname);
  // What is on the page is new once the other page is there: whoever came by a key goes on, for three seconds at most, from the same
  // link of the pages, or, where a link within a page led on, from the top of what it led to.
  const stay = (path, within, tries = 30) => {
    const pages = [...document.querySelectorAll(".voc-nav a")];
    const next = within ? document.querySelector("[data-testid=stMain]") : pages.find((each) => each.pathname === path);
    if (next && document.activeElement === document.body) next.focus({ preventScroll: true });
    if (tries) setTimeout(() => stay(path, within, tries - 1), 100);
  };
  // What the browser does by itself: a new tab, a menu.
  const isOwn = (event) =>
    event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const follow = (event, to) => {
    event.preventDefault();
    event.stopPropagation();
    // A popover that stays on the page would stand open over what was asked for.
    event.target.closest("[data-testid='stPopoverBody']")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    if (to.href !== location.href) history.pushState(null, "", to.href);
    dispatchEvent(new PopStateEvent("popstate"));
    if (!event.detail) stay(to.pathname, !event.target.closest(".voc-nav"));
  };
  document.addEventListener("click", (event) => {
    if (isOwn(event)) return;
    // New links may have come between the press and the release; then the click is told to what holds them.
    const over = event.target.closest?.(".stHtml") && document.elementFromPoint(event.clientX, event.clientY);
    const link = event.target.closest?.(LINK) ?? over?.closest(LINK);
    if (link && link.origin === location.origin && isPage(link)) follow(event, link);
  });
}
