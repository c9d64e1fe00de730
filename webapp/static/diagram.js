// Shows the procedure's diagram with the current step marked. The step list above it says the same in words.
(() => {
  "use strict";

  const place = document.querySelector("[data-diagram]");
  if (!place || !window.BpmnJS) return;
  const tools = document.querySelector("[data-diagram-tools]");
  const words = (name) => (place.dataset[name] || "").split(" ").filter(Boolean);

  // all of it, as wide as print.css lets it be, and no higher than it needs; afterwards as it was looked at
  const onPaper = (canvas) => {
    const WIDTH = 1184;
    const EDGE = 40;
    let looked = null;
    const sized = (width, height) => {
      Object.assign(place.style, { width, height });
      canvas.resized();
    };
    window.addEventListener("beforeprint", () => {
      const { inner, x, y, width, height } = canvas.viewbox();
      looked = { x, y, width, height };
      sized(`${WIDTH}px`, `${Math.min(900, (WIDTH / inner.width) * inner.height + 2 * EDGE)}px`);
      canvas.zoom("fit-viewport", "auto");
      canvas.zoom(canvas.zoom() * 0.94, "auto");
    });
    window.addEventListener("afterprint", () => {
      sized("", "");
      if (looked) canvas.viewbox(looked);
    });
  };

  const show = async () => {
    const response = await fetch(place.dataset.diagram, { credentials: "same-origin" });
    if (!response.ok) return;
    place.hidden = false;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", place.dataset.label);
    // the wheel belongs to the page
    const { textRenderer, ready } = window.lettering;
    const viewer = new window.BpmnJS({ container: place, textRenderer, zoomScroll: { enabled: false } });
    await ready();
    await viewer.importXML(await response.text());
    const canvas = viewer.get("canvas");
    const known = viewer.get("elementRegistry");
    const mark = (ids, name) => ids.filter((id) => known.get(id)).forEach((id) => canvas.addMarker(id, name));
    mark(words("done"), "is-done");
    mark(words("path"), "is-done");
    mark(words("now"), "is-now");
    // a few words below an element: when it was done
    for (const [id, text] of Object.entries(JSON.parse(place.dataset.notes || "{}"))) {
      if (!known.get(id)) continue;
      const note = document.createElement("span");
      note.className = "diagram__note";
      note.textContent = text;
      viewer.get("overlays").add(id, { position: { bottom: -2, left: 0 }, html: note });
    }
    const fit = () => canvas.zoom("fit-viewport", "auto");
    // begin at the current step, large enough to read
    const here = words("now").concat(words("done").slice(-1)).map((id) => known.get(id)).find(Boolean);
    if (here) {
      const scale = 0.85;
      const [width, height] = [place.clientWidth / scale, place.clientHeight / scale];
      const [x, y] = [here.x + here.width / 2 - width / 2, here.y + here.height / 2 - height / 2];
      canvas.viewbox({ x, y, width, height });
    } else fit();
    tools.hidden = false;
    document.querySelector("[data-diagram-without]").hidden = true;
    const acts = { in: () => canvas.zoom(canvas.zoom() * 1.3), out: () => canvas.zoom(canvas.zoom() / 1.3), fit };
    for (const button of tools.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", acts[button.dataset.zoom]);
    }
    onPaper(canvas);
    place.dispatchEvent(new CustomEvent("drawn", { detail: viewer }));
    place.dataset.ready = "yes";
  };
  show();
})();
