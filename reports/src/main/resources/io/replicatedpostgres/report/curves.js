// The curves: WAL positions by node, and WAL retained by slot with its limit.
const curves = {
  line(line, index, axis, colourOf) {
    return {
      type: 'line', name: line.name, xAxisIndex: axis, yAxisIndex: axis, data: line.points, connectNulls: false,
      showSymbol: line.points.length < 40, symbol: 'circle', symbolSize: 4, sampling: undefined, animation: false,
      lineStyle: { width: 2, color: colourOf, type: index === 0 ? 'solid' : [6, 3] },
      itemStyle: { color: colourOf },
      endLabel: { show: true, formatter: '{a}', color: colourOf, fontSize: 12, distance: 10 },
      z: 5,
    };
  },
  limit(line, axis) {
    return {
      type: 'line', name: line.name + ' limit', xAxisIndex: axis, yAxisIndex: axis, data: line.limit, showSymbol: false,
      step: 'end', animation: false, lineStyle: { width: 1.5, type: 'dotted', color: colour('bad') },
      itemStyle: { color: colour('bad') },
      endLabel: { show: true, formatter: 'limit', color: colour('bad'), fontSize: 12, distance: 10 }, z: 5,
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
  keepLabelsApart(lines, scale) {
    const ends = lines.map(line => line.data.at(-1)).map((end, i) => ({ i, end })).filter(e => e.end && e.end[1] !== null);
    ends.sort((a, b) => b.end[1] - a.end[1]);
    let last = -Infinity;
    for (const { i, end } of ends) {
      const y = (scale.max - end[1]) / (scale.max - scale.min) * 150;
      const shown = Math.max(y, last + 15);
      lines[i].endLabel.offset = [0, shown - y];
      last = shown;
    }
  },
  positions(data, axis) {
    const lines = data.positions.map((line, i) => curves.line(line, i, axis, series(i)));
    curves.keepLabelsApart(lines, curves.scale(data.positions.flatMap(l => l.points), 0));
    return lines;
  },
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
