// What clients did: each operation as a point, and how many came to their end in each stretch of time.
const clients = {
  // Shapes as well as colours: who sees no colours sees these.
  marks: {
    'acknowledged': { symbol: 'circle', sign: '●', size: 4, colour: 'acknowledged', opacity: 0.55 },
    'acknowledged locally': { symbol: 'emptyCircle', sign: '○', size: 6, colour: 'locally', opacity: 1 },
    'rejected': { symbol: 'triangle', sign: '▲', size: 8, colour: 'rejected', opacity: 1 },
    'unknown': { symbol: 'rect', sign: '■', size: 7, colour: 'unknown', opacity: 1 },
    'lost, told locally': { symbol: 'emptyDiamond', sign: '◇', size: 8, colour: 'lost', opacity: 1 },
    'lost': { symbol: 'diamond', sign: '◆', size: 8, colour: 'lost', opacity: 1 },
  },
  there: data => data.clients.points.length > 0,
  fates: data => Object.keys(data.clients.rates),
  of: (data, fate) => data.clients.points.filter(p => data.clients.names[p[2]] === fate),
  total: (data, fate) => data.clients.rates[fate].reduce((a, b) => a + b, 0),

  legend(data) {
    return clients.fates(data).map(fate => ({
      sign: clients.marks[fate].sign, colour: colour(clients.marks[fate].colour),
      text: format.count(clients.total(data, fate)) + ' ' + fate,
    }));
  },

  operations(data, axis) {
    return clients.fates(data).map((fate, i) => {
      const mark = clients.marks[fate];
      return {
        type: 'scatter', name: fate, xAxisIndex: axis, yAxisIndex: axis, animation: false, symbol: mark.symbol, z: 5 + i,
        symbolSize: p => mark.size + Math.min(5, Math.log2(p[2])),
        data: clients.of(data, fate).map(p => [p[0], Math.max(0.01, p[1]), p[3]]),
        itemStyle: { color: colour(mark.colour), opacity: mark.opacity },
      };
    });
  },

  latencies(data) {
    const all = data.clients.points.map(p => Math.max(0.01, p[1]));
    const decade = (v, round) => 10 ** round(Math.log10(v));
    const low = decade(all.reduce((a, b) => Math.min(a, b), 1), Math.floor);
    return { min: low, max: Math.max(low * 10, decade(all.reduce((a, b) => Math.max(a, b), 1), Math.ceil)) };
  },

  perSecond(data, i, fate) {
    return data.clients.rates[fate][i] * 1000 / data.clients.stretch;
  },

  // One bar for each stretch, built of fates, what is bad on top.
  rates(data, axis) {
    const width = data.clients.stretch;
    return clients.fates(data).map(fate => {
      const mark = clients.marks[fate];
      const below = clients.fates(data).slice(0, clients.fates(data).indexOf(fate));
      const bars = data.clients.rates[fate].map((count, i) => {
        const from = below.reduce((sum, other) => sum + clients.perSecond(data, i, other), 0);
        return [i * width, from, from + clients.perSecond(data, i, fate), count];
      }).filter(bar => bar[3] > 0);
      return {
        type: 'custom', name: fate + ' per second', xAxisIndex: axis, yAxisIndex: axis, clip: true, silent: true, z: 4,
        encode: { x: 0, y: [1, 2] }, data: bars,
        renderItem(params, api) {
          const [x, bottom] = api.coord([api.value(0), api.value(1)]);
          const [right, top] = api.coord([api.value(0) + width, api.value(2)]);
          const shape = lanes.clip(params, { x, y: top, width: Math.max(1, right - x - 1), height: Math.max(1, bottom - top) });
          return shape && { type: 'rect', shape, style: { fill: colour(mark.colour) } };
        },
      };
    });
  },

  rateMax(data) {
    const fates = clients.fates(data);
    const stretches = fates.length ? data.clients.rates[fates[0]].length : 0;
    let most = 1;
    for (let i = 0; i < stretches; i++) most = Math.max(most, fates.reduce((sum, f) => sum + clients.perSecond(data, i, f), 0));
    return most;
  },

  // What is said of operations when the cursor is here: of the stretch, and of the nearest one that was not acknowledged.
  at(data, t, reach) {
    const i = Math.floor(t / data.clients.stretch);
    const counts = clients.fates(data).filter(f => data.clients.rates[f][i]).map(f => data.clients.rates[f][i] + ' ' + f);
    const said = counts.length ? [counts.join(', ') + ' in ' + format.time(data.clients.stretch)] : [];
    const name = n => n < 0 ? '' : data.clients.names[n];
    const near = data.clients.points.filter(p => Math.abs(p[0] - t) < reach)
      .sort((a, b) => (name(a[2]) === 'acknowledged') - (name(b[2]) === 'acknowledged') || Math.abs(a[0] - t) - Math.abs(b[0] - t))[0];
    if (near) {
      said.push(`${name(near[2])}: ${name(near[4])} ${name(near[5])} ${near[6]}, client ${near[7]}`
        + (name(near[8]) ? ' at ' + name(near[8]) : '') + `, ${format.time(near[1])}` + (name(near[9]) ? ', SQLSTATE ' + name(near[9]) : '')
        + (near[3] > 1 ? `, and ${near[3] - 1} like it` : ''));
    }
    return said;
  },
};
