/* global L */
// Draws the places of a table on a map: an area or a point for each row whose outline is known, and a link that leads where
// the row says. The table stays: it is what people hear, print without colours and copy. Whatever needs somebody is hatched
// and says how many; colour alone says nothing.

const SVG = "http://www.w3.org/2000/svg";
const NEAREST = 19; // zoom; what tiles reach, and some houses fill the window
const PRINTED = "map-printed";

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const coarse = matchMedia("(pointer: coarse)").matches;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// What a row says of its place.
function read(row) {
  const counts = [...row.querySelectorAll("[data-count]")];
  const words = counts.map((cell) => [...cell.children].map((part) => part.textContent.trim()).join(" "));
  const name = row.querySelector("[data-name]").dataset.name;
  return { name, words, href: row.dataset.href, trouble: Number(row.dataset.trouble) };
}

function layerOf(feature, options) {
  const pointToLayer = (_, position) => L.circleMarker(position, { radius: 8 });
  const layer = L.GeoJSON.geometryToLayer(feature, { pointToLayer });
  L.setOptions(layer, options);
  return layer;
}

// The pattern of what needs somebody, in the map's own picture.
function hatch(svg) {
  const pattern = document.createElementNS(SVG, "pattern");
  for (const [name, value] of Object.entries({ id: "map-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" }))
    pattern.setAttribute(name, value);
  for (const [kind, name, value] of [["rect", "width", 8], ["path", "d", "M-2 10 10-2M-2 2 2-2M6 10l4-4"]]) {
    const part = document.createElementNS(SVG, kind);
    part.setAttribute(name, value);
    if (kind === "rect") part.setAttribute("height", value);
    pattern.append(part);
  }
  const defs = document.createElementNS(SVG, "defs");
  defs.append(pattern);
  svg.prepend(defs);
}

function labelOf(said) {
  const label = element("div", said.trouble ? "map-words map-words-trouble" : "map-words");
  label.append(element("strong", "map-name", said.name));
  if (said.trouble) label.append(" ", element("span", "map-trouble-count", `⚠ ${said.trouble}`));
  const more = element("ul", "map-more");
  more.append(...said.words.map((words) => element("li", "", words)));
  label.append(more);
  return label;
}

class Area {
  constructor(map, feature, said) {
    const className = said.trouble ? "map-area map-trouble" : "map-area";
    const fill = said.trouble ? { fillColor: "url(#map-hatch)" } : {};
    this.map = map;
    this.layer = layerOf(feature, { className, fillOpacity: 1, ...fill }).addTo(map);
    this.label = labelOf(said);
    const beside = feature.geometry.type === "Point" ? { direction: "top", offset: [0, -8] } : { direction: "center" };
    this.layer.bindTooltip(this.label, { permanent: true, className: "map-label", ...beside });
    this.link(said);
    this.wide = this.label.offsetWidth;
    this.high = this.label.offsetHeight;
  }

  // The shape becomes a link like any other: Tab reaches it, Enter and a click open it.
  link(said) {
    const path = this.layer.getElement();
    const link = document.createElementNS(SVG, said.href ? "a" : "g");
    if (said.href) link.setAttribute("href", said.href);
    else link.setAttribute("role", "img");
    link.setAttribute("class", "map-link");
    link.setAttribute("aria-label", [said.name, ...said.words].join(", "));
    path.replaceWith(link);
    link.append(path);
    for (const [begin, end] of [["mouseenter", "mouseleave"], ["focus", "blur"]]) {
      link.addEventListener(begin, () => this.show(true));
      link.addEventListener(end, () => this.show(false));
    }
  }

  show(isShown) {
    this.layer.getTooltip().getElement().classList.toggle("map-label-shown", isShown);
    this.layer.getTooltip().update();
  }

  // A name that is longer than its place would cover others: it is there when somebody points at the place.
  fit() {
    const bounds = L.featureGroup([this.layer]).getBounds();
    const size = this.map.latLngToLayerPoint(bounds.getSouthEast()).subtract(this.map.latLngToLayerPoint(bounds.getNorthWest()));
    const fits = size.x > 1.25 * this.wide && size.y > this.high;
    this.layer.getTooltip().getElement().classList.toggle("map-label-short", !fits);
    this.layer.getTooltip().update();
  }
}

function mapOn(frame) {
  frame.hidden = false;
  const map = L.map(frame, {
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    maxZoom: NEAREST,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    // The wheel and one finger go on moving the page.
    scrollWheelZoom: false,
    dragging: !coarse,
    renderer: L.svg({ padding: 1 }),
  });
  L.control.zoom({ zoomInTitle: frame.dataset.wordNearer, zoomOutTitle: frame.dataset.wordFarther }).addTo(map);
  map.getPane("tooltipPane").setAttribute("aria-hidden", "true");
  // A drag that ends on a place does not open it; Enter (detail 0) always does.
  const dragged = (event) => event.detail && map.dragging.moved() && event.preventDefault();
  frame.addEventListener("click", dragged, true);
  return map;
}

function beneath(map, frame) {
  if (!frame.dataset.tiles) return;
  L.tileLayer(frame.dataset.tiles, { maxZoom: NEAREST }).addTo(map);
  frame.classList.add("map-tiled");
  document.querySelector("[data-map-credit]").hidden = false;
}

function draw(frame, features) {
  const rows = [...document.getElementById(frame.dataset.map).querySelectorAll("[data-place]")];
  const known = new Map(features.map((feature) => [String(feature.properties.place_id), feature]));
  const shown = rows.filter((row) => known.has(row.dataset.place));
  if (!features.length) return;
  const map = mapOn(frame);
  const whole = L.featureGroup(features.map((feature) => layerOf(feature, {}))).getBounds();
  const look = () => map.fitBounds(whole, { padding: [16, 16], animate: false });
  look();
  beneath(map, frame);
  const numbers = new Set(rows.map((row) => row.dataset.place));
  const around = features.filter((feature) => !numbers.has(String(feature.properties.place_id)));
  around.forEach((feature) => layerOf(feature, { className: "map-around", interactive: false, fill: false }).addTo(map));
  const areas = shown.map((row) => new Area(map, known.get(row.dataset.place), read(row)));
  const svg = frame.querySelector("svg");
  if (svg) hatch(svg);
  const fit = () => areas.forEach((area) => area.fit());
  fit();
  map.on("zoomend", fit);
  const print = (isPrinted) => {
    frame.classList.toggle(PRINTED, isPrinted);
    map.invalidateSize({ animate: false });
    look();
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { redirect: "error" });
    return answer.ok ? (await answer.json()).features : null;
  } catch {
    return null;
  }
}

async function load(frame) {
  const features = await fetched(frame.dataset.outlines);
  if (features) draw(frame, features);
  else document.querySelector("[data-map-failed]").hidden = false;
}

document.querySelectorAll("[data-map]").forEach(load);
