// The curves: WAL positions by node, and WAL retained by slot with its limit.
const curves = {
  line(line, index, axis, colourOf) {
    return {
      type: 'line', name: line.name, xAxisIndex: axis, yAxisIndex: axis, data: line.points, connectNulls: false,
      showSymbol: line.points.length < 40, symbol: 'circle', symbolSize: 4, sampling: undefined, animation: false,
      lineStyle: { width: 2, color: colourOf, type: index === 0 ? 'solid' : [6, 3] },
      itemStyle: { color: colourOf },
      z: 5,
    };
  },
  limit(line, axis) {
    return {
      type: 'line', name: line.name + ' limit', xAxisIndex: axis, yAxisIndex: axis, data: line.limit, showSymbol: false,
      step: 'end', animation: false, lineStyle: { width: 1.5, type: 'dotted', color: colour('bad') },
      itemStyle: { color: colour('bad') }, z: 5,
    };
  },
  // Steps of a power of two, so that sizes and positions have round names; offset is what lies below zero.
  scale(points, offset) {
    const values = points.map(p => p[1]).filter(v => v !== null);
    if (!values.length) return {};
    const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
    const interval = 2 ** Math.ceil(Math.log2(Math.max(high - low, 4096) / 3));
    const min = Math.floor((low + offset) / interval) * interval - offset;
    return { min, max: min + Math.max(1, Math.ceil((high - min) / interval)) * interval, interval };
  },
  there: lines => lines.some(line => line.points.length > 0),
  legend: (lines, first) => lines.map((line, i) => ({ sign: '━', colour: series(i + first), text: line.name })),
  slotLegend(data) {
    const limited = data.slots.some(line => line.limit.length);
    return [...curves.legend(data.slots, 2), ...(limited ? [{ sign: '┈', colour: colour('bad'), text: 'limit' }] : [])];
  },
  positions: (data, axis) => data.positions.map((line, i) => curves.line(line, i, axis, series(i))),
  // A standby has the colour that its position has.
  lagColour: (data, line) => series(Math.max(0, data.positions.findIndex(p => p.name === line.name))),
  lags: (data, axis) => data.lags.map(line => {
    const lag = curves.line(line, 0, axis, curves.lagColour(data, line));
    lag.areaStyle = { opacity: 0.12 };
    return lag;
  }),
  slots(data, axis) {
    return data.slots.flatMap((line, i) => {
      const retained = curves.line(line, 0, axis, series(i + 2));
      retained.areaStyle = { opacity: 0.12 };
      return line.limit.length ? [retained, curves.limit(line, axis)] : [retained];
    });
  },
  // The last point that is not later; points are in order of time.
  valueAt(points, t) {
    let value;
    for (const [at, v] of points) {
      if (at > t) break;
      value = v;
    }
    return value;
  },
};
