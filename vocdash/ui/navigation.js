// A link of the navigation leads on within the session: Streamlit follows the address as on the browser's way back.
if (!window.vocLinks) {
  window.vocLinks = true;
  const LINK = ".voc-nav a";
  // The links are new once the other page is there: whoever came by a key goes on from where they were, for three seconds at most.
  const stay = (path, tries = 30) => {
    const link = [...document.querySelectorAll(LINK)].find((each) => each.pathname === path);
    if (link && document.activeElement === document.body) link.focus({ preventScroll: true });
    if (tries) setTimeout(() => stay(path, tries - 1), 100);
  };
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    // New links may have come between the press and the release; then the click is told to what holds them.
    const over = event.target.closest?.(".stHtml") && document.elementFromPoint(event.clientX, event.clientY);
    const link = event.target.closest?.(LINK) ?? over?.closest(LINK);
    if (!link) return;
    event.preventDefault();
    if (link.href !== location.href) history.pushState(null, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
    if (!event.detail) stay(link.pathname);
  });
}
