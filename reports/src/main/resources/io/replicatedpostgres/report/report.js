// Puts the pictures of an attempt together, under one cursor and on one axis of time, and draws them as soon as their test is open.
const report = {
  failureItems: data => data.failures.map(f => ({
    from: f.at, to: f.at, label: '✕ assertion failed', colour: colour('bad'), opacity: 1, dash: null })),
  faultItems: data => data.bands.map(b => ({
    from: b.from, to: b.to, label: b.name + (b.nodes.length ? ' · ' + b.nodes.join(', ') : ''),
    colour: b.kind === 'damage' ? colour('bad') : colour('fault'), opacity: b.kind === 'damage' ? 0.08 : 0.14, dash: [4, 3] })),
  twoItems: data => data.twoPrimaries.map(([from, to]) => ({
    from, to, label: 'two primaries', colour: colour('two'), opacity: 0.1, dash: null })),

  // Each picture but the first: what it is called, how high it is, what it is made of.
  pictures(data) {
    const there = [];
    const base = Number(BigInt(data.base) % 0x40000000n);
    const sized = lines => curves.scale(lines.flatMap(l => [...l.points, ...l.limit, [0, 0]]), 0);
    if (clients.there(data)) {
      there.push({ title: 'Operations by latency', legend: clients.legend(data), height: 150, series: clients.operations,
        axis: { type: 'log', ...clients.latencies(data) }, label: format.latency });
      there.push({ title: 'Operations per second', legend: [], height: 70, series: clients.rates,
        axis: { max: clients.rateMax(data), splitNumber: 2, min: 0 }, label: v => format.count(Math.round(v)) });
    }
    if (curves.there(data.positions)) there.push({ title: 'WAL position', legend: curves.legend(data.positions, 0), height: 130,
      series: curves.positions, axis: curves.scale(data.positions.flatMap(l => l.points), base), label: v => format.lsn(data.base, v) });
    if (curves.there(data.lags)) there.push({ title: 'Not yet replayed', height: 80, series: curves.lags, axis: sized(data.lags),
      legend: data.lags.map(l => ({ sign: '━', colour: curves.lagColour(data, l), text: l.name })), label: format.bytes });
    if (curves.there(data.slots)) there.push({ title: 'WAL retained by slots', legend: curves.slotLegend(data), height: 90,
      series: curves.slots, axis: sized(data.slots), label: format.bytes });
    return there;
  },

  layout(data, items, width) {
    const names = lanes.names(data);
    const side = width < 560 ? { left: 74, right: 10 } : { left: 96, right: 20 };
    const levels = lanes.levels(items, width - side.left - side.right, data.end || 1);
    const grids = [{ top: 26 + (levels.reduce((a, b) => Math.max(a, b), -1) + 1) * 18, height: Math.max(1, names.length) * lanes.rowHeight }];
    const next = () => grids.at(-1).top + grids.at(-1).height + 40;
    for (const picture of report.pictures(data)) grids.push({ ...picture, top: next() });
    return { names, levels, grids, side, narrow: width < 560, width, height: next() - 40 + 70 };
  },

  highest: layout => layout.levels.reduce((a, b) => Math.max(a, b), -1),

  // The name of a picture, and which mark means what.
  titles(layout) {
    return layout.grids.slice(1).map(g => {
      const rich = { t: { fontWeight: 600, fontSize: 12, color: colour('ink') }, n: { fontSize: 12, color: colour('soft') } };
      g.legend.forEach((entry, i) => { rich['s' + i] = { color: entry.colour, fontSize: 12 }; });
      const legend = g.legend.map((entry, i) => `{s${i}|${entry.sign}} {n|${entry.text.replace(/[{}|]/g, '·')}}`).join('   ');
      return { text: `{t|${g.title}}   ${legend}`, left: 0, top: g.top - 28, padding: 0,
        textStyle: { rich, width: layout.width, overflow: layout.narrow ? 'truncate' : 'none' } };
    });
  },

  // No picture may give way to its labels: then it would have another scale than those above it.
  axes(data, layout) {
    const soft = { color: colour('soft'), fontSize: layout.narrow ? 11 : 12 };
    const split = { show: true, lineStyle: { color: colour('line') } };
    return {
      title: report.titles(layout),
      grid: layout.grids.map(g => ({ ...layout.side, top: g.top, height: g.height, containLabel: false, outerBoundsMode: 'none' })),
      xAxis: layout.grids.map((g, i) => ({
        gridIndex: i, type: 'value', min: 0, max: data.end || 1, axisLine: { lineStyle: { color: colour('line') } },
        axisTick: { show: false }, splitLine: { show: i > 0, lineStyle: { color: colour('line'), opacity: 0.6 } },
        axisLabel: { ...soft, show: i === layout.grids.length - 1, formatter: format.axisTime, hideOverlap: true, alignMaxLabel: 'right' },
        axisPointer: { show: true, snap: false, label: { show: false }, lineStyle: { color: colour('ink'), type: 'solid', width: 1 } },
      })),
      yAxis: layout.grids.map((g, i) => i === 0
        ? { gridIndex: 0, type: 'category', data: layout.names, inverse: true, axisLine: { show: false }, axisTick: { show: false },
            axisLabel: { color: colour('ink'), fontWeight: 600, fontSize: layout.narrow ? 12 : 13, padding: [0, 0, 21, 0],
              width: layout.side.left - 10, overflow: 'truncate' }, axisPointer: { show: false } }
        : { gridIndex: i, type: 'value', splitNumber: 3, ...g.axis, splitLine: split,
            axisLabel: { ...soft, formatter: g.label, hideOverlap: true }, axisPointer: { show: false } }),
    };
  },

  series(data, layout, items) {
    return layout.grids.flatMap((g, i) => {
      const tops = i === 0 ? layout.levels.map(l => l < 0 ? undefined : report.highest(layout) - l) : undefined;
      const drawn = i === 0 ? [lanes.roles(data, layout.names), lanes.acts(data, layout.names), lanes.circles(data, layout.names)] : g.series(data, i);
      return [lanes.bands(items, i, tops), ...drawn];
    });
  },

  zooms(layout) {
    const all = layout.grids.map((g, i) => i);
    const slider = { type: 'slider', xAxisIndex: all, filterMode: 'none', height: 20, bottom: 8, ...layout.side, showDetail: false,
      brushSelect: false, borderColor: colour('edge'), fillerColor: 'transparent', dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
      selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
      handleStyle: { color: colour('card'), borderColor: colour('soft') }, moveHandleSize: 5, moveHandleStyle: { color: colour('edge') } };
    // A finger scrolls the page; a wheel too, unless Ctrl is held.
    const inside = { type: 'inside', xAxisIndex: all, filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, moveOnMouseMove: true };
    return matchMedia('(pointer: coarse)').matches ? [slider] : [slider, inside];
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
      textStyle: { fontFamily: typeface(), color: colour('ink') },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      tooltip: {
        trigger: 'axis', confine: true, backgroundColor: colour('card'), borderColor: colour('line'),
        textStyle: { color: colour('ink'), fontSize: 13 }, transitionDuration: 0,
        formatter: () => cursor.box(data, cursor.timeAt(element, chart, data.end)),
      },
      dataZoom: report.zooms(layout),
      ...report.axes(data, layout),
      series: report.series(data, layout, items),
    });
    element.onkeydown = event => cursor.key(event, element, chart, data);
    const controls = document.querySelector(`[data-for="${element.id}"]`);
    controls.hidden = false;
    controls.onclick = event => event.target.dataset.zoom && zoom.by(chart, data, event.target.dataset.zoom);
  },

  isOpen: element => !element.parentElement.closest('details:not([open])'),

  // All that is in what is open, seen or not: nobody scrolls to an empty frame.
  drawOpen(within) {
    for (const element of within.querySelectorAll('.pictures'))
      if (report.isOpen(element) && element.clientWidth > 0 && !echarts.getInstanceByDom(element)) report.draw(element);
  },

  drawAll(again) {
    for (const element of document.querySelectorAll('.pictures')) {
      const drawn = echarts.getInstanceByDom(element);
      if (drawn && again && report.isOpen(element) && element.clientWidth > 0) report.draw(element);
      else if (drawn && again) drawn.dispose();
    }
  },

  drawForPaper(wanted) {
    if (wanted) document.documentElement.dataset.printing = '';
    else delete document.documentElement.dataset.printing;
    find.unfold(wanted);
    theme.set(wanted ? 'light' : theme.remembered());
    for (const element of document.querySelectorAll('.pictures')) if (element.clientWidth > 0) report.draw(element);
  },

  openAddressed() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    find.reveal(target);
    if (target.matches('.raw')) logs.show(true);
    for (let e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    report.drawOpen(document);
    target.scrollIntoView();
  },
};
theme.set(theme.remembered());
document.getElementById('theme').hidden = false;
document.getElementById('theme').addEventListener('click', theme.next);
report.drawOpen(document);
addEventListener('toggle', event => event.target.open && report.drawOpen(event.target), true);
addEventListener('hashchange', report.openAddressed);
addEventListener('beforeprint', () => report.drawForPaper(true));
addEventListener('afterprint', () => report.drawForPaper(false));
let width = innerWidth;
addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; report.drawAll(true); } });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => report.drawAll(true));
report.openAddressed();
