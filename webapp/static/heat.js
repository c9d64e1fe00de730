// Counts of cases on the elements of a drawing that diagram.js shows. The table of the page says the same.
(() => {
  "use strict";

  const place = document.querySelector("[data-heat]");
  if (!place) return;

  const badge = (name, count, word) => {
    const shown = document.createElement("span");
    shown.className = `heat-badge heat-badge--${name}`;
    shown.textContent = `${count} ${word}`;
    return shown;
  };

  // all of it, with room for the badges of what stands at an edge
  const fit = (canvas) => {
    canvas.zoom("fit-viewport", "auto");
    canvas.zoom(canvas.zoom() * 0.94, "auto");
  };

  place.addEventListener("drawn", ({ detail: viewer }) => {
    const [canvas, known, overlays] = ["canvas", "elementRegistry", "overlays"].map((part) => viewer.get(part));
    for (const [element, level, here, passed] of JSON.parse(place.dataset.heat)) {
      if (!known.get(element) || !level) continue;
      canvas.addMarker(element, `heat-${level}`);
      // on a drawing too small to be read they would only hide each other: its colours stay
      const show = { minZoom: 0.3 };
      const add = (html, position) => overlays.add(element, { html, position, show, scale: { min: 0.75, max: 1.25 } });
      if (here) add(badge("here", here, place.dataset.here), { top: -26, left: -6 });
      if (passed) add(badge("passed", passed, place.dataset.passed), { bottom: 0, left: -6 });
    }
    fit(canvas);

    const paper = () => Object.assign(place.style, { width: "17cm", height: "11cm" });
    const screen = () => Object.assign(place.style, { width: "", height: "" });
    for (const [moment, sized] of [["beforeprint", paper], ["afterprint", screen]]) {
      window.addEventListener(moment, () => {
        sized();
        canvas.resized();
        fit(canvas);
      });
    }
  });
})();
