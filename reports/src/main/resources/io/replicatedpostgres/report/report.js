// Puts the pictures of an attempt together, under one cursor, and draws them when they are first seen.
const report = {
  mouseX: 0,
  failureItems: data => data.failures.map(f => ({
    from: f.at, to: f.at, label: '✕ assertion failed', colour: colour('bad'), opacity: 1, dash: null })),
  faultItems: data => data.bands.map(b => ({
    from: b.from, to: b.to, label: b.name + (b.nodes.length ? ' · ' + b.nodes.join(', ') : ''),
    colour: b.kind === 'damage' ? colour('bad') : colour('fault'), opacity: b.kind === 'damage' ? 0.08 : 0.14, dash: [4, 3] })),
  twoItems: data => data.twoPrimaries.map(([from, to]) => ({
    from, to, label: 'two primaries', colour: colour('two'), opacity: 0.1, dash: null })),

  layout(data, items, width) {
    const names = lanes.names(data);
    const levels = lanes.levels(items, width - 220, data.end || 1);
    const grids = [{ what: 'lanes', top: 26 + (levels.reduce((a, b) => Math.max(a, b), -1) + 1) * 18, height: names.length * lanes.rowHeight }];
    const next = () => grids.at(-1).top + grids.at(-1).height + 44;
    if (data.positions.some(l => l.points.length)) grids.push({ what: 'positions', top: next(), height: 150 });
    if (data.slots.some(l => l.points.length)) grids.push({ what: 'slots', top: next(), height: 120 });
    return { names, levels, grids, height: next() - 44 + 30 };
  },

  highest: layout => layout.levels.reduce((a, b) => Math.max(a, b), -1),

  axes(data, layout) {
    const soft = { color: colour('soft'), fontSize: 12 };
    const split = { show: true, lineStyle: { color: colour('line') } };
    const scale = {
      positions: () => curves.scale(data.positions.flatMap(l => l.points), Number(BigInt(data.base) % 0x40000000n)),
      slots: () => curves.scale(data.slots.flatMap(l => [...l.points, ...l.limit, [0, 0]]), 0),
    };
    const title = { lanes: '', positions: 'WAL position', slots: 'WAL retained by slots' };
    const text = { positions: v => format.lsn(data.base, v), slots: format.bytes };
    return {
      grid: layout.grids.map(g => ({ left: 96, right: 124, top: g.top, height: g.height, containLabel: false })),
      xAxis: layout.grids.map((g, i) => ({
        gridIndex: i, type: 'value', min: 0, max: data.end || 1, axisLine: { lineStyle: { color: colour('line') } },
        axisTick: { show: false }, splitLine: { show: i > 0, lineStyle: { color: colour('line'), opacity: 0.6 } },
        axisLabel: { ...soft, show: i === layout.grids.length - 1, formatter: format.axisTime, hideOverlap: true },
        axisPointer: { show: true, snap: false, label: { show: false }, lineStyle: { color: colour('ink'), type: 'solid', width: 1 } },
      })),
      yAxis: layout.grids.map((g, i) => g.what === 'lanes'
        ? { gridIndex: i, type: 'category', data: layout.names, inverse: true, axisLine: { show: false }, axisTick: { show: false },
            axisLabel: { color: colour('ink'), fontWeight: 600, fontSize: 13, padding: [0, 0, 21, 0] }, axisPointer: { show: false } }
        : { gridIndex: i, type: 'value', name: title[g.what], nameLocation: 'end', nameGap: 12, ...scale[g.what](),
            nameTextStyle: { ...soft, align: 'left', padding: [0, 0, 0, -84] }, splitLine: split,
            axisLabel: { ...soft, formatter: text[g.what] }, axisPointer: { show: false } }),
    };
  },

  series(data, layout, items) {
    return layout.grids.flatMap((g, i) => {
      const bands = lanes.bands(items, i, g.what === 'lanes' ? layout.levels.map(l => l < 0 ? undefined : report.highest(layout) - l) : undefined);
      if (g.what === 'lanes') return [bands, lanes.roles(data, layout.names), lanes.acts(data, layout.names)];
      return [bands, ...(g.what === 'positions' ? curves.positions(data, i) : curves.slots(data, i))];
    });
  },

  // What is known of one moment. Built of text nodes: nothing in a journal is ever read as HTML.
  stateAt(data, t) {
    const box = document.createElement('div');
    box.className = 'cursor';
    const say = (text, tag = 'div') => box.appendChild(document.createElement(tag)).append(text);
    say(format.time(t), 'b');
    for (const lane of data.lanes) {
      const span = lane.spans.find(s => s.from <= t && t <= s.to);
      const at = curves.valueAt((data.positions.find(l => l.name === lane.node) || { points: [] }).points, t);
      if (span) say(lane.node + ': ' + span.label + (at == null ? '' : ' at ' + format.lsn(data.base, at)));
    }
    for (const slot of data.slots) {
      const retained = curves.valueAt(slot.points, t);
      if (retained != null) say('slot ' + slot.name + ' retains ' + format.bytes(retained));
    }
    for (const band of data.bands) if (band.from <= t && t <= band.to) say(band.kind + ': ' + band.name);
    for (const act of data.acts) if (act.from <= t && t <= act.to) say(act.number + ' ' + act.name + ' ' + act.node);
    return box;
  },

  // The time under the mouse. The library's own value is that of the nearest beginning of an act or a fault.
  timeAt(element, chart, clientX, end) {
    const x = clientX - element.getBoundingClientRect().left;
    return Math.min(end, Math.max(0, chart.convertFromPixel({ xAxisIndex: 0 }, x)));
  },

  draw(element) {
    const data = JSON.parse(document.getElementById(element.dataset.of).textContent);
    const items = [...report.failureItems(data), ...report.faultItems(data), ...report.twoItems(data)];
    const layout = report.layout(data, items, element.clientWidth);
    element.style.height = layout.height + 'px';
    const old = echarts.getInstanceByDom(element);
    if (old) old.dispose();
    const chart = echarts.init(element, null, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', color: colour('ink') },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      tooltip: {
        trigger: 'axis', confine: true, backgroundColor: colour('card'), borderColor: colour('line'),
        textStyle: { color: colour('ink'), fontSize: 13 }, transitionDuration: 0,
        formatter: () => report.stateAt(data, report.timeAt(element, chart, report.mouseX, data.end)),
      },
      dataZoom: [{ type: 'inside', xAxisIndex: layout.grids.map((g, i) => i), filterMode: 'none',
        zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false }],
      ...report.axes(data, layout),
      series: report.series(data, layout, items),
    });
  },

  drawAll(again) {
    for (const element of document.querySelectorAll('.pictures')) {
      const seen = element.clientWidth > 0;
      const drawn = echarts.getInstanceByDom(element);
      if (seen && (again || !drawn)) report.draw(element);
      if (!seen && again && drawn) drawn.dispose();
    }
  },

  openAddressed() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    if (target) target.scrollIntoView();
  },
};
// Capturing, so as to come before the library's own listener.
addEventListener('pointermove', event => { report.mouseX = event.clientX; }, true);
addEventListener('pointerdown', event => { report.mouseX = event.clientX; }, true);
document.addEventListener('toggle', () => report.drawAll(false), true);
addEventListener('hashchange', report.openAddressed);
addEventListener('resize', () => report.drawAll(true));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => report.drawAll(true));
report.openAddressed();
report.drawAll(false);
