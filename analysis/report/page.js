// The charts of a page and its buttons. Without scripts the tables and texts are all there.
(function () {
'use strict';

const root = document.documentElement;
const failures = [];
const views = [];
window.soukFailures = failures;

// Arrays under columns, or lines of equal length, to rows.
function rowsOf(data) {
  if (data.table) {
    const columns = data.table.columns;
    return data.table.rows.map(row => Object.fromEntries(columns.map((c, i) => [c, row[i]])));
  }
  const {x, names, v, low, high} = data.lines;
  return names.flatMap((who, n) => x.map((at, i) => {
    const row = {x: at, who, v: v[n][i]};
    if (low) { row.low = low[n][i]; row.high = high[n][i]; }
    return row;
  }));
}

function expand(spec) {
  if (spec.data && (spec.data.table || spec.data.lines)) spec.data = {values: rowsOf(spec.data)};
  for (const part of spec.layer || []) expand(part);
  return spec;
}

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
const config = {
  background: 'transparent', font, padding: 2, view: {stroke: null},
  axis: {labelColor: 'var(--muted)', titleColor: 'var(--muted)', titleFontWeight: 'normal', titleFontSize: 12,
    labelFontSize: 11, gridColor: 'var(--grid)', domainColor: 'var(--line)', tickColor: 'var(--line)',
    titlePadding: 8, labelLimit: 220},
  legend: {labelColor: 'var(--ink)', titleColor: 'var(--muted)', labelFontSize: 12, titleFontSize: 12,
    titleFontWeight: 'normal', labelLimit: 240, symbolStrokeWidth: 2.5},
  text: {color: 'var(--ink)', fontSize: 11, font}, bar: {color: 'var(--c1)'}, rect: {color: 'var(--c1)'},
  line: {color: 'var(--c1)'}, area: {color: 'var(--c1)'}, point: {color: 'var(--c1)'}, rule: {color: 'var(--muted)'},
  axisX: {grid: false}, axisY: {domain: false, ticks: false, labelPadding: 6},
};

async function draw(figure) {
  const spec = expand(JSON.parse(figure.querySelector('script').textContent));
  const place = figure.querySelector('.plot');
  spec.config = config;
  try {
    const made = await vegaEmbed(place, spec, {actions: false, renderer: 'svg', ast: true,
      expr: window.expressionInterpreter, tooltip: {theme: 'custom', disableDefaultStyle: false}});
    const picture = place.querySelector('svg');
    if (picture) {
      picture.setAttribute('aria-label', figure.dataset.title);
      const words = figure.querySelector('.seen');
      if (words) picture.setAttribute('aria-describedby', words.id);
    }
    addSave(figure, made.view);
    views.push([figure, made.view]);
  } catch (error) {
    failures.push(figure.id + ': ' + error.message);
    place.textContent = 'This chart could not be drawn: ' + error.message + '. Its numbers are in the table below.';
  }
  figure.dataset.drawn = '1';
}

// The picture as a file of its own: the variables of the style become the colours they stand for, and it has a title.
async function svgOf(figure, view) {
  const style = getComputedStyle(root);
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = figure.dataset.title;
  return (await view.toSVG())
    .replace(/var\((--[a-z0-9-]+)\)/g, (all, name) => style.getPropertyValue(name).trim())
    .replace(/^<svg[^>]*>/, start => start + new XMLSerializer().serializeToString(title));
}

function addSave(figure, view) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'save';
  button.textContent = 'Save as SVG';
  button.setAttribute('aria-label', 'Save the chart "' + figure.dataset.title + '" as SVG');
  button.addEventListener('click', async () => {
    const svg = await svgOf(figure, view);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([svg], {type: 'image/svg+xml'}));
    link.download = figure.dataset.name + '.svg';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  figure.querySelector('.tools').append(button);
}

function makeSortable(table) {
  table.querySelectorAll('thead th').forEach((title, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener('click', () => {
      const up = title.getAttribute('aria-sort') !== 'ascending';
      table.querySelectorAll('th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
      title.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const key = row => {
        const cell = row.children[column];
        if (!cell.classList.contains('n')) return cell.textContent;
        return cell.dataset.v === undefined ? NaN : +cell.dataset.v;
      };
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => {
        const x = key(a), y = key(b);
        if (typeof x === 'string') return up ? x.localeCompare(y) : y.localeCompare(x);
        if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
        return up ? x - y : y - x;
      });
      table.tBodies[0].append(...rows);
    });
  });
}

// Light, dark, or as the system has it.
function addTheme() {
  const button = document.getElementById('theme');
  const words = {auto: 'Colours: auto', light: 'Colours: light', dark: 'Colours: dark'};
  const order = ['auto', 'light', 'dark'];
  button.hidden = false;
  button.textContent = words.auto;
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(root.dataset.theme || 'auto') + 1) % 3];
    root.dataset.theme = next;
    button.textContent = words[next];
  });
}

// Charts one after the other, so that the page can be read and scrolled meanwhile.
async function drawAll() {
  for (const figure of document.querySelectorAll('figure.chart')) {
    await draw(figure);
    await new Promise(done => setTimeout(done));
  }
  root.dataset.drawn = '1';
}

window.addEventListener('error', event => failures.push(String(event.message)));
document.querySelectorAll('table.sortable').forEach(makeSortable);
addTheme();
const drawing = drawAll();

// For souk report --figures: every picture once all are drawn, with its size in pixels.
window.soukFigures = async () => {
  await drawing;
  return Promise.all(views.map(async ([figure, view]) => {
    const box = figure.querySelector('.plot svg').viewBox.baseVal;
    return {name: figure.dataset.name, svg: await svgOf(figure, view), width: box.width, height: box.height};
  }));
};
})();
