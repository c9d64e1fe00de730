// Counts of cases on the elements of a drawing that diagram.js shows. The table of the page says the same.
(() => {
  "use strict";

  const place = document.querySelector("[data-heat]");
  if (!place) return;

  const badge = (name, count, word) => {
    const shown = document.createElement("span");
    shown.className = `heat-badge heat-badge--${name}`;
    shown.textContent = `${count} ${word}`.trim();
    return shown;
  };

  // on the longest stretch of an arrow, where there is most room
  const onFlow = (overlays, { id, waypoints }, html) => {
    const [left, top] = ["x", "y"].map((axis) => Math.min(...waypoints.map((point) => point[axis])));
    const stretches = waypoints.slice(1).map((to, place) => [waypoints[place], to]);
    const length = ([from, to]) => Math.hypot(to.x - from.x, to.y - from.y);
    const [from, to] = stretches.reduce((longest, one) => (length(one) > length(longest) ? one : longest));
    const middle = { left: (from.x + to.x) / 2 - left - 12, top: (from.y + to.y) / 2 - top - 10 };
    overlays.add(id, { html, position: middle, show: { minZoom: 0.3 }, scale: { min: 0.75, max: 1.25 } });
  };

  // all of it, with room for the badges of what stands at an edge
  const fit = (canvas) => {
    canvas.zoom("fit-viewport", "auto");
    canvas.zoom(canvas.zoom() * 0.94, "auto");
  };

  place.addEventListener("drawn", ({ detail: viewer }) => {
    const [canvas, known, overlays] = ["canvas", "elementRegistry", "overlays"].map((part) => viewer.get(part));
    for (const [element, level, here, passed] of JSON.parse(place.dataset.heat)) {
      const shape = known.get(element);
      if (!shape || !level) continue;
      if (shape.waypoints) {
        onFlow(overlays, shape, badge("flow", passed, ""));
        continue;
      }
      canvas.addMarker(element, `heat-${level}`);
      // on a drawing too small to be read they would only hide each other: its colours stay
      const show = { minZoom: 0.3 };
      const add = (html, position) => overlays.add(element, { html, position, show, scale: { min: 0.75, max: 1.25 } });
      if (here) add(badge("here", here, place.dataset.here), { top: -26, left: -6 });
      if (passed) add(badge("passed", passed, place.dataset.passed), { bottom: 0, left: -6 });
    }
    fit(canvas);
  });
})();
