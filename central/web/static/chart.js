/* global uPlot */
// Draws a table as lines: each column of numbers is one, its colour and dashes named by its heading. The table stays: it
// is what people hear, print and copy. Drawn again when the window or its colours change.

const COLOURS = { good: "--good", bad: "--bad" };
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const labels = rows.map((row) => row.querySelector("[data-label]").textContent.trim());
  const heads = [...table.tHead.rows[0].querySelectorAll("[data-tone]")];
  const columns = heads.map((_, at) => rows.map((row) => Number(row.querySelectorAll("[data-value]")[at].dataset.value)));
  return { labels, heads, columns };
}

function draw(place) {
  const { labels, heads, columns } = read(document.getElementById(place.dataset.chart));
  const ink = style("--pico-muted-color");
  const axis = { stroke: ink, grid: { stroke: style("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui" };
  const lines = heads.map((head) => ({
    label: head.textContent,
    stroke: style(COLOURS[head.dataset.tone]),
    width: 2,
    dash: "dashed" in head.dataset ? [6, 4] : undefined,
    points: { size: 5 },
  }));
  place.replaceChildren();
  const options = {
    width: place.clientWidth,
    height: 220,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(high, 4)] } },
    axes: [{ ...axis, values: (_, at) => at.map((number) => labels[number] ?? "") }, { ...axis, size: 44 }],
    series: [{}, ...lines],
  };
  new uPlot(options, [labels.map((_, number) => number), ...columns], place);
}

const places = [...document.querySelectorAll("[data-chart]")];
const drawAll = () => places.forEach(draw);
drawAll();
addEventListener("resize", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
