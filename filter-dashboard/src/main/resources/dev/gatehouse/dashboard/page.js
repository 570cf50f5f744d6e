'use strict';

const EVERY_MILLIS = 2000;
const byId = id => document.getElementById(id);
const numbers = new Intl.NumberFormat();

let chart;
let period = 'hour';
let asking = 0;
let token = '';

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function time(millis, step) {
  const options = step >= 6 * 3600e3
    ? { month: 'short', day: 'numeric', hour: '2-digit' }
    : step < 60e3 ? { hour: '2-digit', minute: '2-digit', second: '2-digit' } : { hour: '2-digit', minute: '2-digit' };
  return new Date(millis).toLocaleString(undefined, options);
}

const filled = {};

/** Fills a table; a cell is a text, a number or an element. What has not changed stays, and so does the focus. */
function fill(id, source, cellsOf) {
  const now = JSON.stringify(source);
  if (filled[id] === now) return;
  filled[id] = now;
  const rows = source.map(cellsOf);
  const body = byId(id).tBodies[0];
  const focused = document.activeElement?.dataset?.key;
  body.replaceChildren(...rows.map(cells => {
    const row = element('tr');
    for (const cell of cells) {
      const td = element('td', undefined, typeof cell === 'number' ? 'number' : undefined);
      td.append(typeof cell === 'number' ? numbers.format(cell) : cell);
      row.append(td);
    }
    return row;
  }));
  if (rows.length === 0) {
    const row = element('tr');
    const td = element('td', 'Nothing yet');
    td.colSpan = byId(id).tHead.rows[0].cells.length;
    row.append(td);
    body.append(row);
  }
  if (focused) body.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

/** A button that does something for good or ill: it says what and to whom. */
function button(text, about, fields) {
  const made = element('button', text);
  made.type = 'button';
  made.setAttribute('aria-label', `${text}: ${about}`);
  made.dataset.key = JSON.stringify(fields);
  made.addEventListener('click', () => act(`${text}: ${about}`, fields));
  return made;
}

async function act(what, fields) {
  let text = `${what} – done`;
  try {
    const answer = await fetch('actions', {
      method: 'POST', headers: { 'X-Usage-Token': token }, body: new URLSearchParams(fields),
    });
    if (!answer.ok) text = `${what} – not done: ${await answer.text()}`;
  } catch (trouble) {
    text = `${what} – not done: ${trouble.message}`;
  }
  byId('done').textContent = text;
  ask();
}

function actions(caller) {
  const fields = { filter: caller.filter, rule: caller.rule, subject: caller.id };
  const about = `${caller.name} under ${nameOf(caller.rule)}`;
  const all = element('div');
  all.append(
    button('Reset', about, { ...fields, action: 'reset' }),
    button('Block for 10 minutes', about, { ...fields, action: 'block', seconds: 600 }));
  return all;
}

function mode(rule) {
  const all = element('div', `${rule.mode || 'no longer there'} `);
  const fields = { filter: rule.filter, rule: rule.name };
  if (rule.mode === 'enforce') {
    all.append(button('Shadow', nameOf(rule.name), { ...fields, action: 'shadow' }));
  } else if (rule.mode) {
    all.append(button('As the policy says', nameOf(rule.name), { ...fields, action: 'unshadow' }));
  }
  return all;
}

function nameOf(rule) {
  return rule || 'the only rule';
}

function limits(caller) {
  const all = element('div');
  for (const limit of caller.limits || []) {
    const line = element('div');
    const bar = element('progress');
    bar.max = limit.most;
    bar.value = limit.used;
    bar.setAttribute('aria-label', `${limit.name}, used by ${caller.name}`);
    line.append(bar, ` ${numbers.format(limit.used)} of ${limit.name}`);
    all.append(line);
  }
  return all;
}

function drawTotals(data) {
  const outcomes = data.totals.outcomes;
  const shown = [['Requests', data.totals.requests], ['Refused', outcomes.refused]];
  for (const [outcome, label] of [
    ['unlimited', 'Not limited'], ['uncounted', 'Not counted: no store'], ['unavailable', '503: no store'],
    ['unknown_key', '401: unknown key'], ['too_many_records', '413: too many records'],
    ['too_many_bodies', '503: too many bodies']]) {
    if (outcomes[outcome] > 0) shown.push([label, outcomes[outcome]]);
  }
  const entries = shown.map(([label, number]) => [label, numbers.format(number)]);
  if (data.peak) {
    entries.push(['Peak', `${numbers.format(data.peak.requests)} at ${time(data.peak.at, data.stepMillis)}`]);
  }
  byId('totals').replaceChildren(...entries.map(([label, text]) => {
    const both = element('div');
    both.append(element('dt', label), element('dd', text));
    return both;
  }));
}

function drawCurve(data) {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const labels = data.curve.map(each => time(each.at, data.stepMillis));
  const line = (label, values, name, dash) => ({
    label, data: values, borderColor: colour(name), backgroundColor: colour(name), borderDash: dash, borderWidth: 2,
    pointRadius: 0, tension: 0.2,
  });
  const datasets = [
    line('Requests', data.curve.map(each => each.requests), '--requests', []),
    line('Refused', data.curve.map(each => each.refused), '--refused', [6, 3]),
  ];
  const axis = { ticks: { color: colour('--quiet') }, grid: { color: colour('--line') } };
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches || chart;
  const options = {
    animation: still ? false : { duration: 300 },
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    plugins: { legend: { labels: { color: colour('--ink') } } },
    scales: {
      x: { ...axis, ticks: { ...axis.ticks, maxRotation: 0, autoSkip: true, maxTicksLimit: 8 } },
      y: { ...axis, beginAtZero: true, ticks: { ...axis.ticks, precision: 0 } },
    },
  };
  if (chart) {
    chart.data = { labels, datasets };
    chart.options = options;
    chart.update();
  } else {
    chart = new Chart(byId('chart'), { type: 'line', data: { labels, datasets }, options });
  }
  fill('curve', data.curve.filter(each => each.requests > 0),
    each => [time(each.at, data.stepMillis), each.requests, each.refused]);
}

let policies = '';

function drawPolicy(filters) {
  // Else whoever reads it would lose the place every two seconds.
  const now = JSON.stringify(filters);
  if (now === policies) return;
  policies = now;
  byId('policy').replaceChildren(...filters.flatMap(filter => {
    const text = element('pre', filter.policy.join('\n'));
    text.tabIndex = 0;
    text.setAttribute('role', 'group');
    text.setAttribute('aria-label', `Policy of ${filter.name}`);
    return [element('h3', filter.name), text];
  }));
}

function drawCors(cors) {
  const labels = {
    same_origin: 'Same origin, or none', allowed: 'Allowed', passed: 'Passed without headers',
    preflight_allowed: 'Preflights granted', origin_refused: 'Origin refused', method_refused: 'Method refused',
    headers_refused: 'Headers refused', preflight_malformed: 'Malformed preflights',
  };
  byId('cors').replaceChildren(...Object.entries(cors).filter(([, number]) => number > 0).map(([outcome, number]) => {
    const both = element('div');
    both.append(element('dt', labels[outcome] || outcome), element('dd', numbers.format(number)));
    return both;
  }));
}

function draw(data) {
  token = data.token;
  drawTotals(data);
  drawCurve(data);
  fill('rules', data.rules, each => [nameOf(each.name), each.requests, each.refused, each.wouldRefuse, mode(each)]);
  fill('plans', data.plans, each => [each.name, each.requests, each.refused]);
  fill('endpoints', data.endpoints, each => [each.name, each.requests, each.refused]);
  fill('busiest', data.busiest, each =>
    [each.name, nameOf(each.rule), each.requests, each.refused, limits(each), actions(each)]);
  fill('mostRefused', data.mostRefused, each =>
    [each.name, nameOf(each.rule), each.refused, each.requests, limits(each), actions(each)]);
  drawCors(data.cors);
  fill('origins', data.origins, each => [each.origin, each.outcome.replace('_', ' '), each.requests]);
  fill('store', data.filters, each => [each.name, each.store.is, each.store.answers ? 'yes' : 'no', each.store.nodes]);
  drawPolicy(data.filters.map(each => ({ name: each.name, policy: each.policy })));
}

async function ask() {
  const mine = ++asking;
  try {
    const answer = await fetch(`data?period=${period}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    const data = await answer.json();
    // Somebody may have chosen another period meanwhile.
    if (mine !== asking) return;
    draw(data);
    tell(`As of ${new Date().toLocaleTimeString()}`, false);
  } catch (trouble) {
    if (mine === asking) tell(`No numbers: ${trouble.message}`, true);
  }
}

function tell(text, isTrouble) {
  const state = byId('state');
  state.classList.toggle('trouble', isTrouble);
  if (isTrouble || state.textContent.startsWith('No') || state.textContent.startsWith('Load')) {
    state.textContent = text;
  }
  state.title = text;
  document.documentElement.dataset.asOf = String(Date.now());
}

byId('periods').addEventListener('change', event => {
  period = event.target.value;
  ask();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ask);
setInterval(() => {
  if (!document.hidden) ask();
}, EVERY_MILLIS);
ask();
