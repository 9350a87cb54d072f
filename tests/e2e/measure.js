// Measures what is on the screen now. Gives one line for each thing that is not as /ui.md wants it.
// Runs as the body of a function of `rules`: {target, apart, body, smallest, contrast, edge}.
const TARGETS = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [tabindex]:not([tabindex='-1'])";
// What may be below 15 px, never below rules.smallest: tabs and badges, plates over photos, and what is drawn on a map.
const SMALL = ".tabs, .count, .plate, figcaption, svg, .on-map";
const open = [...document.querySelectorAll("dialog[open]")].pop();
const scope = open ?? document.body;
const problems = [];

const say = (what, element, more) => problems.push(`${what}: ${nameOf(element)} ${more}`);
const nameOf = (element) => {
  const words = (element.getAttribute("aria-label") || element.innerText || element.name || "").trim().split("\n")[0].slice(0, 24);
  return `<${element.tagName.toLowerCase()}${element.classList.length ? `.${[...element.classList].join(".")}` : ""}> "${words}"`;
};
const styleOf = (element, pseudo) => getComputedStyle(element, pseudo);
const hidden = (element) => element.closest(".hidden-text, [aria-hidden=true]") !== null || !element.checkVisibility({ opacityProperty: false, visibilityProperty: true });

// ---- targets: what a finger reaches, found by asking what lies under it, so that enlarged touch areas count
const ownerOf = (node) => {
  const found = node?.closest?.(TARGETS) ?? node?.closest?.("label");
  return found ? found.closest("label") ?? found : null;
};
const reach = (target, x, y, dx, dy) => {
  let n = 0;
  while (n < 60 && ownerOf(document.elementFromPoint(x + dx * (n + 1), y + dy * (n + 1))) === target) n += 1;
  return n;
};
const layerOf = (element) => {
  for (let one = element; one && one !== scope; one = one.parentElement) if (["sticky", "fixed"].includes(styleOf(one).position)) return one;
  return scope;
};
// On a map that is moved by its reader most of it lies beyond the frame.
const cutOff = (element) => {
  const frame = element.closest(".leaflet-container");
  if (!frame || frame === element) return false;
  const inner = element.getBoundingClientRect(), outer = frame.getBoundingClientRect();
  return inner.left < outer.left || inner.right > outer.right || inner.top < outer.top || inner.bottom > outer.bottom;
};
const seen = new Set();
const targets = [];
for (const element of scope.querySelectorAll(TARGETS)) {
  const target = element.closest("label") ?? element;
  if (seen.has(target) || hidden(target) || cutOff(target) || styleOf(element).pointerEvents === "none") continue;
  seen.add(target);
  const box = target.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) continue;
  targets.push({ target, box: { left: box.left + scrollX, top: box.top + scrollY, width: box.width, height: box.height }, layer: layerOf(target) });
}
const at = [scrollX, scrollY];
for (const one of targets) {
  if (!one.target.closest(".leaflet-container")) one.target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  else one.target.closest(".leaflet-container").scrollIntoView({ block: "center", behavior: "instant" });
  const box = one.target.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const under = document.elementFromPoint(x, y);
  // A toast goes away by itself.
  if (under?.closest(".toast") && !one.target.closest(".toast")) continue;
  if (ownerOf(under) !== one.target && !one.target.contains(under)) { say("covered", one.target, `by ${under ? nameOf(under) : "nothing"}`); continue; }
  const width = Math.max(box.width, reach(one.target, x, y, -1, 0) + reach(one.target, x, y, 1, 0) + 1);
  const height = Math.max(box.height, reach(one.target, x, y, 0, -1) + reach(one.target, x, y, 0, 1) + 1);
  if (width < rules.target - 0.5 || height < rules.target - 0.5) say("small target", one.target, `${Math.round(width)} × ${Math.round(height)} px`);
  one.box = { left: one.box.left + (box.width - width) / 2, top: one.box.top + (box.height - height) / 2, width, height };
}
scrollTo(...at);

// 8 px between what has just the least size; rows and tabs that are larger may touch, for their middles are apart all the same.
const gap = (a, b, from, size) => Math.max(a[from], b[from]) - Math.min(a[from] + a[size], b[from] + b[size]);
const spare = (a, b, size) => (Math.max(0, a[size] - rules.target) + Math.max(0, b[size] - rules.target)) / 2;
for (const [i, one] of targets.entries()) for (const other of targets.slice(i + 1)) {
  if (one.layer !== other.layer || one.target.contains(other.target) || other.target.contains(one.target)) continue;
  const x = gap(one.box, other.box, "left", "width"), y = gap(one.box, other.box, "top", "height");
  const apart = x > y ? x + spare(one.box, other.box, "width") : y + spare(one.box, other.box, "height");
  if (apart < rules.apart - 0.5) say("too close", one.target, `and ${nameOf(other.target)}: ${apart.toFixed(1)} px`);
}

// ---- text: sizes and contrast
const colour = (text) => {
  const found = /^(?:rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:(?:,| \/) ([\d.]+))?\)|color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\))$/.exec(text);
  if (!found) return null;
  const [r, g, b] = found[1] !== undefined ? [found[1], found[2], found[3]].map(Number) : [found[5], found[6], found[7]].map((part) => part * 255);
  return { r, g, b, a: Number(found[4] ?? found[8] ?? 1) };
};
const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
const groundOf = (element) => {
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    const ground = colour(styleOf(one).backgroundColor);
    if (ground && ground.a > 0) layers.push(ground);
    if (ground?.a === 1) break;
  }
  return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
};
const light = ({ r, g, b }) => [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
const opacityOf = (element) => { let all = 1; for (let one = element; one; one = one.parentElement) all *= Number(styleOf(one).opacity); return all; };

const told = new Set();
const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element || told.has(element) || element.closest("script, style, noscript, option")) continue;
  if (hidden(element) || opacityOf(element) === 0) continue;
  told.add(element);
  const style = styleOf(element), size = parseFloat(style.fontSize), least = element.closest(SMALL) ? rules.smallest : Math.min(15, rules.body);
  if (size < least - 0.01) say("small text", element, `${size} px`);
  const ink = colour(element.closest("svg") ? style.fill : style.color), ground = groundOf(element);
  if (!ink) continue;
  const found = ratio(over({ ...ink, a: ink.a * opacityOf(element) }, ground), ground);
  if (found < rules.contrast) say("weak contrast", element, `${found.toFixed(2)} : 1`);
}
if (parseFloat(styleOf(document.body).fontSize) < rules.body) say("small body text", document.body, styleOf(document.body).fontSize);
for (const field of scope.querySelectorAll("input:not([type=radio]):not([type=checkbox]):not([type=file]), select, textarea")) {
  if (hidden(field)) continue;
  if (parseFloat(styleOf(field).fontSize) < rules.body) say("small text", field, styleOf(field).fontSize);
  const hint = colour(styleOf(field, "::placeholder").color);
  if (field.placeholder && hint && ratio(over(hint, groundOf(field)), groundOf(field)) < rules.contrast) say("weak contrast", field, "placeholder");
}

// ---- borders of controls, where the border is what shows the control
const fields = [...scope.querySelectorAll("input:not([type=radio]):not([type=file]), select, textarea")].filter((one) => !hidden(one));
for (const target of new Set([...targets.map((one) => one.target), ...fields])) {
  const style = styleOf(target), edge = colour(style.borderTopColor);
  const around = groundOf(target.parentElement), own = groundOf(target);
  if (!edge || edge.a === 0 || parseFloat(style.borderTopWidth) < 1.4 || parseFloat(style.borderBottomWidth) < 1.4) continue;
  if (target.closest(".tile") || ratio(own, around) >= rules.edge) continue;
  const found = ratio(over(edge, around), around);
  if (found < rules.edge) say("weak border", target, `${found.toFixed(2)} : 1`);
}
return problems;
