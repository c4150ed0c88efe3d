// A grid is one stop of the tab key; the arrows go on from cell to cell, over what is empty.
if (!window.vocGrids) {
  window.vocGrids = true;
  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const ASIDE = 100; // a cell in the same line is nearer than any beside it
  const place = (cell) => [Number(cell.style.gridRowStart), Number(cell.style.gridColumnStart)];
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.(".voc-grid > a");
    const step = ARROWS[event.key];
    if (!cell || !step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const here = place(cell);
    const far = (other) => {
      const away = place(other).map((at, axis) => at - here[axis]);
      const ahead = away[0] * step[0] + away[1] * step[1];
      const aside = Math.abs(away[0] * step[1]) + Math.abs(away[1] * step[0]);
      return ahead > 0 ? ahead + ASIDE * aside : Infinity;
    };
    const [next] = [...cell.parentElement.querySelectorAll("a")].sort((one, other) => far(one) - far(other));
    if (far(next) === Infinity) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
