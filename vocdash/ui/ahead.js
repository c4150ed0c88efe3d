// What draws charts is large: it comes while the browser waits for the first numbers, or has nothing to do, and not after them.
if (!window.vocAhead && window.vocCharts) {
  window.vocAhead = true;
  const own = document.querySelector('script[type="module"][src*="static/js/"]');
  if (own) (window.requestIdleCallback ?? setTimeout)(() => import(new URL(window.vocCharts, own.src)).catch(() => {}));
}
