// What a mark says stands beside the pointer while it is there.
if (!window.vocTips) {
  window.vocTips = true;
  const GAP_PX = 14;
  const tip = Object.assign(document.createElement("div"), { className: "voc-tip", popover: "manual" });
  tip.setAttribute("aria-hidden", "true"); // whoever cannot point reads the table
  let shown = null;
  const hide = () => { if (shown) { shown = null; tip.hidePopover(); } };
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (!mark) return hide();
    if (shown !== mark) {
      shown = mark;
      tip.textContent = mark.dataset.tip;
      if (!tip.isConnected) document.body.append(tip);
      tip.showPopover();
    }
    const left = event.clientX + GAP_PX + tip.offsetWidth > innerWidth ? event.clientX - GAP_PX - tip.offsetWidth : event.clientX + GAP_PX;
    const top = event.clientY + GAP_PX + tip.offsetHeight > innerHeight ? event.clientY - GAP_PX - tip.offsetHeight : event.clientY + GAP_PX;
    Object.assign(tip.style, { left: `${Math.max(4, left)}px`, top: `${Math.max(4, top)}px` });
  });
  ["scroll", "click"].forEach((what) => document.addEventListener(what, hide, true));
  document.documentElement.addEventListener("pointerleave", hide);
  addEventListener("popstate", hide);
}
