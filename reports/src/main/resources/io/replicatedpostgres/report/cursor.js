// One cursor through all pictures of an attempt: by the mouse, by a finger, by the arrow keys.
const cursor = {
  mouseX: 0,
  at: new WeakMap(),

  // What is known of one moment, a line each.
  lines(data, t) {
    const lines = [];
    for (const lane of data.lanes) {
      const span = lane.spans.find(s => s.from <= t && t <= s.to);
      const at = curves.valueAt((data.positions.find(l => l.name === lane.node) || { points: [] }).points, t);
      const lag = curves.valueAt((data.lags.find(l => l.name === lane.node) || { points: [] }).points, t);
      if (span) lines.push(lane.node + ': ' + span.label + (at == null ? '' : ' at ' + format.lsn(data.base, at))
        + (lag == null || span.role !== 'standby' ? '' : ', ' + format.bytes(lag) + ' behind'));
    }
    for (const slot of data.slots) {
      const retained = curves.valueAt(slot.points, t);
      const limit = curves.valueAt(slot.limit, t);
      if (retained != null) lines.push('slot ' + slot.name + ' retains ' + format.bytes(retained) + (limit == null ? '' : ' of ' + format.bytes(limit)));
    }
    for (const band of data.bands) if (band.from <= t && t <= band.to) lines.push(band.kind + ': ' + band.name);
    for (const [from, to] of data.twoPrimaries) if (from <= t && t <= to) lines.push('two primaries');
    for (const act of data.acts) if (act.from <= t && t <= act.to) lines.push(act.number + ' ' + act.name + ' ' + act.node);
    const reach = (data.end || 1) / 200;
    for (const mark of data.circles) if (mark.from - reach <= t && t <= mark.to + reach) lines.push(lanes.circleName(data, mark) + ' ' + mark.node + ': ' + mark.text);
    return clients.there(data) ? lines.concat(clients.at(data, t, (data.end || 1) / 100)) : lines;
  },

  // Built of text nodes: nothing in a journal is ever read as HTML.
  box(data, t) {
    const box = document.createElement('div');
    box.className = 'cursor';
    box.appendChild(document.createElement('b')).append(format.time(t));
    for (const line of cursor.lines(data, t)) box.appendChild(document.createElement('div')).append(line);
    return box;
  },

  // The time under the mouse. The library's own value is that of the nearest beginning of an act or a fault.
  timeAt(element, chart, end) {
    const x = cursor.mouseX - element.getBoundingClientRect().left;
    return Math.min(end, Math.max(0, chart.convertFromPixel({ xAxisIndex: 0 }, x)));
  },

  move(element, chart, data, t) {
    const at = Math.min(data.end, Math.max(0, t));
    const x = chart.convertToPixel({ xAxisIndex: 0 }, at);
    cursor.at.set(element, at);
    cursor.mouseX = x + element.getBoundingClientRect().left;
    chart.dispatchAction({ type: 'showTip', x, y: 60 });
    element.nextElementSibling.textContent = format.time(at) + ' · ' + cursor.lines(data, at).join(' · ');
  },

  key(event, element, chart, data) {
    const [from, to] = zoom.shown(chart, data);
    const now = cursor.at.get(element) ?? (from + to) / 2;
    const step = (to - from) / (event.shiftKey ? 10 : 100);
    const where = { ArrowLeft: now - step, ArrowRight: now + step, Home: from, End: to }[event.key];
    if (where !== undefined) cursor.move(element, chart, data, Math.min(to, Math.max(from, where)));
    else if (event.key === '+' || event.key === '-') zoom.by(chart, data, event.key === '+' ? 'in' : 'out');
    else if (event.key === 'Escape') chart.dispatchAction({ type: 'hideTip' });
    else return;
    event.preventDefault();
  },
};
// Capturing, so as to come before the library's own listener.
for (const kind of ['pointermove', 'pointerdown']) addEventListener(kind, event => { cursor.mouseX = event.clientX; }, true);
