// Runs in the page of a trace: opens everything, then checks that each byte has one leaf, and that text contrasts.
(() => {
  const faults = [];
  everything(true);
  everything(true);
  let wire = 0;
  const seen = new Set();
  for (const details of document.querySelectorAll("details.record")) {
    const index = /record (\d+)/.exec(details.querySelector("summary").textContent)[1];
    if (seen.has(index)) continue;
    seen.add(index);
    wire += details.querySelector(".hex").querySelectorAll("i").length;
  }
  if (seen.size !== trace.records.length) faults.push(seen.size + " of " + trace.records.length + " records are shown");
  for (const box of document.querySelectorAll(".annotated")) {
    const items = [...box.querySelectorAll("li[data-node]")];
    const leaves = items.filter(item => !item.querySelector("ul")).map(item => item.dataset.node);
    for (const span of box.querySelectorAll(".hex i")) {
      if (span.dataset.leaf === undefined) faults.push("a byte without a field: " + box.querySelector(".hex").getAttribute("aria-label"));
      else if (!leaves.includes(span.dataset.leaf)) faults.push("a byte whose field has parts");
    }
  }
  // In the data: leaves follow each other without gaps and without overlap.
  function leavesOf(field) { return field.children ? field.children.flatMap(leavesOf) : [field]; }
  function covered(field, count, what) {
    let next = 0;
    for (const leaf of leavesOf(field)) { if (leaf.start !== next) { faults.push(what + ": gap or overlap at " + next); return; } next = leaf.end; }
    if (next !== count) faults.push(what + ": ends at " + next + " of " + count);
  }
  for (const record of trace.records) {
    covered(record.fields, record.raw.length / 2, "record " + record.index);
    if (record.inner) covered(record.inner, record.content.length / 2 + 1 + record.padding, "inside record " + record.index);
  }
  // WCAG 2.1, Success Criterion 1.4.3.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function rgba(colour) { const parts = colour.match(/[\d.]+/g).map(Number); return parts.length === 3 ? [...parts, 1] : parts; }
  function over(top, bottom) { return [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1); }
  function background(node) {
    let layers = [];
    for (; node; node = node.parentElement) { const colour = rgba(getComputedStyle(node).backgroundColor); if (colour[3] > 0) { layers.push(colour); if (colour[3] === 1) break; } }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  }
  const channel = value => { value /= 255; return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
  const luminance = colour => 0.2126 * channel(colour[0]) + 0.7152 * channel(colour[1]) + 0.0722 * channel(colour[2]);
  const cache = new Map();
  let measured = 0;
  function measure(node) {
    const style = getComputedStyle(node), ground = background(node), text = over(rgba(style.color), ground);
    const key = style.color + ground + style.fontSize + style.fontWeight;
    if (!cache.has(key)) {
      const a = luminance(text), b = luminance(ground);
      cache.set(key, [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node]);
    }
    measured++;
  }
  // One of each kind lit up, as under a pointer.
  for (const box of [...document.querySelectorAll(".annotated")].slice(0, 3)) {
    const span = box.querySelector("i[data-leaf]");
    if (span) span.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  }
  if (trace.keySchedule.length) showStep(0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) continue;
    measure(node);
  }
  for (const [ratio, node] of cache.values())
    if (ratio < 4.5) faults.push("contrast " + ratio.toFixed(2) + ": " + node.tagName + "." + node.className + " " + node.textContent.slice(0, 30));
  if (measured < 100) faults.push("too little text to measure");
  // A narrow page scrolls down alone: what is wide scrolls in its own box.
  if (document.documentElement.scrollWidth > innerWidth)
    faults.push("the page is " + document.documentElement.scrollWidth + " wide, of " + innerWidth);
  // Who uses a keyboard reaches everything.
  const grid = document.querySelector(".hex");
  grid.focus();
  grid.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  if (!document.querySelector(".hex i.at")) faults.push("arrow keys do not move over bytes");
  for (const button of document.querySelectorAll("button")) if (!button.textContent.trim()) faults.push("a button without a name");
  document.documentElement.dataset.wire = wire;
  document.documentElement.dataset.check = faults.length ? faults.slice(0, 12).join("; ") : "passed";
  everything(false);
  const first = document.querySelector("details.arrow");
  first.open = true;
})();
