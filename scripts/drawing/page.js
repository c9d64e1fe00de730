// What a page of its own does with diagrams: opens them with bpmn-js, lints them with bpmnlint, looks for what is drawn untidily.
(() => {
  "use strict";

  // bpmnlint is written for Node: its files come as texts by name, and are run when another asks for them
  const linterOf = async (files) => {
    const modules = new Map([["min-dash", await asModule(files["min-dash/index.js"])]]);
    const load = (name) => {
      if (!modules.has(name)) {
        if (!(name in files)) throw new Error(`bpmnlint asks for ${name}, which is not among the browser files.`);
        const module = { exports: {} };
        modules.set(name, module.exports);
        const folder = name.slice(0, name.lastIndexOf("/"));
        const run = new Function("require", "module", "exports", files[name]);
        run((asked) => load(path(folder, asked)), module, module.exports);
        modules.set(name, module.exports);
      }
      return modules.get(name);
    };
    const path = (folder, asked) => {
      if (asked === "bpmnlint-utils") return "bpmnlint-utils/index.cjs";
      return asked.startsWith("./") ? `${folder}/${asked.slice(2)}.js` : asked;
    };
    const Linter = load("lib/linter.js");
    const resolver = {
      resolveRule: (_package, name) => load(`rules/${name}.js`),
      resolveConfig: (_package, name) => load(`config/${name}.js`),
    };
    return new Linter({ config: { extends: "bpmnlint:recommended" }, resolver });
  };

  const asModule = async (text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    try {
      return await import(address);
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  const open = async (xml, files) => {
    document.body.replaceChildren();
    const { textRenderer, ready } = window.lettering;
    await ready();
    const viewer = new window.BpmnJS({ container: document.body.appendChild(document.createElement("div")), textRenderer });
    const opened = await viewer.importXML(xml).catch((error) => ({ failed: error.message }));
    if (opened.failed) return { warnings: [opened.failed], lint: [], crossings: [], touching: [], svg: NOTHING };
    const found = await (await linterOf(files)).lint(viewer.getDefinitions());
    const lint = Object.entries(found).flatMap(([rule, reports]) =>
      reports.map((report) => `${rule}: ${report.id}: ${report.message}`),
    );
    const warnings = opened.warnings.map((warning) => warning.message);
    const told = { warnings, lint, ...untidy(viewer), svg: (await viewer.saveSVG()).svg };
    viewer.destroy();
    return told;
  };

  const NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" />';

  // ---- tidiness, measured on what is really drawn: a label takes the room its words need ----

  const APART = 5; // pixels between words and a line or a shape
  const CLOSE = 2; // where they are the line's own

  const untidy = (viewer) => {
    const all = viewer.get("elementRegistry");
    const flows = all.filter((one) => one.waypoints && !one.labelTarget);
    const shapes = all.filter((one) => one.parent && !one.waypoints && !one.labelTarget && !HOLDERS.has(one.type));
    const labels = all.filter((one) => one.labelTarget).map((one) => [one.labelTarget.id, words(one, all)]);
    return {
      crossings: crossings(flows),
      touching: [...onFlows(labels, flows), ...onShapes(labels, shapes), ...doubled(labels)],
    };
  };

  const HOLDERS = new Set(["bpmn:Lane", "bpmn:Participant", "bpmn:SubProcess"]);

  const crossings = (flows) =>
    pairs(flows).flatMap(([one, other]) => {
      const crossed = segments(one).some((a) => segments(other).some((b) => cross(a, b)));
      return crossed ? [`${one.id} crosses ${other.id}`] : [];
    });

  const onFlows = (labels, flows) =>
    labels.flatMap(([id, box]) => {
      const room = (flow) => (flow.id === id ? CLOSE : APART);
      const under = flows.filter((flow) => segments(flow).some((part) => touch(box, around(part), room(flow))));
      return under.map((flow) => `the label of ${id} touches ${flow.id}`);
    });

  const onShapes = (labels, shapes) =>
    labels.flatMap(([id, box]) => {
      const under = shapes.filter((shape) => shape.id !== id && touch(box, shape));
      return under.map((shape) => `the label of ${id} touches ${shape.id}`);
    });

  const doubled = (labels) =>
    pairs(labels).flatMap(([[one, first], [other, second]]) =>
      touch(first, second) ? [`the label of ${one} touches that of ${other}`] : [],
    );

  const pairs = (list) => list.flatMap((one, place) => list.slice(place + 1).map((other) => [one, other]));

  const words = (label, all) => {
    const box = all.getGraphics(label).querySelector("text").getBBox();
    return { x: label.x + box.x, y: label.y + box.y, width: box.width, height: box.height };
  };

  // flows are drawn with right angles; a slanting one is measured by the box around it
  const around = ([a, b]) => ({
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  });

  const touch = (a, b, room = APART) =>
    Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > -room &&
    Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > -room;

  const segments = (flow) => flow.waypoints.slice(1).map((end, place) => [flow.waypoints[place], end]);

  // two flows that meet at a shape, or where one ends, do not cross
  const cross = ([a, b], [c, d]) => {
    const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
  };

  window.diagrams = { open };
})();
