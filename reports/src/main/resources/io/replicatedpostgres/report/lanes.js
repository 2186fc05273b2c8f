// The lanes: what each node did, and the acts on it. The bands: faults, damages and two primaries, through all pictures.
const lanes = {
  rowHeight: 50,
  barHeight: 24,
  names(data) {
    const names = data.lanes.map(lane => lane.node);
    for (const act of data.acts) if (act.node && !names.includes(act.node)) names.push(act.node);
    if (data.acts.some(act => !act.node)) names.push('cluster');
    return names;
  },
  clip(params, shape) {
    return echarts.graphic.clipRectByRect(shape, params.coordSys);
  },
  roles(data, names) {
    const spans = data.lanes.flatMap(lane => lane.spans.map(span => ({ ...span, row: names.indexOf(lane.node) })));
    return {
      type: 'custom', name: 'roles', clip: true, z: 3,
      encode: { x: [0, 1], y: 2 },
      data: spans.map(span => [span.from, span.to, span.row]),
      renderItem(params, api) {
        const span = spans[params.dataIndex];
        const [x, middle] = api.coord([span.from, span.row]);
        const width = Math.max(2, api.coord([span.to, span.row])[0] - x);
        const shape = lanes.clip(params, { x, y: middle - lanes.rowHeight / 2 + 3, width, height: lanes.barHeight });
        if (!shape) return null;
        return {
          type: 'group',
          children: [
            { type: 'rect', shape: { ...shape, r: 3 },
              style: { fill: colour(span.role), stroke: colour('card'), lineWidth: 1 } },
            { type: 'text', silent: true, x: shape.x + 7, y: shape.y + lanes.barHeight / 2,
              style: { text: shape.width > 26 ? span.label : '', fill: colour(span.role + '-ink'), verticalAlign: 'middle',
                fontSize: 12, fontFamily: typeface(), width: shape.width - 10, overflow: 'truncate' } },
          ],
        };
      },
    };
  },
  // Up to where each act's label may reach: the beginning of the next one in its row.
  rooms(acts, end) {
    const next = new Map();
    return [...acts].reverse().map(act => {
      const room = next.get(act.row) ?? end;
      next.set(act.row, act.from);
      return room;
    }).reverse();
  },
  acts(data, names) {
    const acts = data.acts.map(act => ({ ...act, row: names.indexOf(act.node || 'cluster') }));
    const rooms = lanes.rooms(acts, data.end);
    return {
      type: 'custom', name: 'acts', clip: true, z: 4,
      encode: { x: [0, 1], y: 2 },
      data: acts.map(act => [act.from, act.to, act.row]),
      renderItem(params, api) {
        const act = acts[params.dataIndex];
        const [x, middle] = api.coord([act.from, act.row]);
        const y = middle - lanes.rowHeight / 2 + lanes.barHeight + 6;
        const width = Math.max(3, api.coord([act.to, act.row])[0] - x);
        const shape = lanes.clip(params, { x, y, width, height: 3 });
        if (!shape) return null;
        const free = api.coord([rooms[params.dataIndex], act.row])[0] - x;
        const fill = act.failed ? colour('bad') : colour('act');
        const text = free > 46 ? act.number + ' ' + act.name : free > 9 ? String(act.number) : '';
        return {
          type: 'group',
          children: [
            { type: 'rect', shape, style: { fill } },
            { type: 'text', silent: true, x: shape.x, y: y + 5,
              style: { text, fill, fontSize: 11, fontFamily: typeface(), width: Math.max(12, free - 5), overflow: 'truncate' } },
          ],
        };
      },
    };
  },
  // Transactions that contradict each other: a mark in the lane of the node where each ran.
  circleName: (data, mark) => mark.name + (data.circles.some(other => other.circle > 1) ? ' of ' + mark.circle : ''),
  circles(data, names) {
    const marks = data.circles.map(mark => ({ ...mark, row: names.indexOf(mark.node) }))
      .filter(mark => mark.row >= 0).sort((a, b) => a.from - b.from);
    const rooms = lanes.rooms(marks, data.end);
    return {
      type: 'custom', name: 'circles', clip: true, z: 5,
      encode: { x: [0, 1], y: 2 },
      data: marks.map(mark => [mark.from, mark.to, mark.row]),
      renderItem(params, api) {
        const mark = marks[params.dataIndex];
        const [x, middle] = api.coord([mark.from, mark.row]);
        const width = Math.max(3, api.coord([mark.to, mark.row])[0] - x);
        const shape = lanes.clip(params, { x, y: middle - lanes.rowHeight / 2 + 1, width, height: lanes.barHeight + 4 });
        if (!shape) return null;
        const text = lanes.circleName(data, mark);
        const free = api.coord([rooms[params.dataIndex], mark.row])[0] - x > text.length * 7 + 6;
        const children = [{ type: 'rect', shape, style: { fill: colour('lost'), opacity: 0.75, stroke: colour('card'), lineWidth: 1 } }];
        if (free)
          children.push({ type: 'text', silent: true, x: shape.x + shape.width + 2, y: shape.y + lanes.barHeight / 2 + 2,
            style: { text, fill: colour('lost'), stroke: colour('card'), lineWidth: 3, verticalAlign: 'middle', fontSize: 11,
              fontWeight: 600, fontFamily: typeface() } });
        return { type: 'group', children };
      },
    };
  },
  // Which row of labels above the lanes each band gets, so that no two overlap; none where there are too many.
  levelsMax: 5,
  levels(items, width, end) {
    const free = [];
    return items.map(item => {
      const from = item.from / end * width;
      const level = free.findIndex(until => until <= from);
      const row = level < 0 ? free.length : level;
      if (row >= lanes.levelsMax) return -1;
      free[row] = from + Math.max(item.label.length * 6.6 + 12, (item.to - item.from) / end * width);
      return row;
    });
  },
  bands(items, axis, top) {
    return {
      type: 'custom', name: 'bands', xAxisIndex: axis, yAxisIndex: axis, clip: false, silent: true, z: 1,
      encode: { x: [0, 1] },
      data: items.map(item => [item.from, item.to]),
      renderItem(params, api) {
        const item = items[params.dataIndex];
        const area = params.coordSys;
        const x = api.coord([item.from, 0])[0];
        const width = Math.max(2, api.coord([item.to, 0])[0] - x);
        const labelled = top !== undefined && top[params.dataIndex] !== undefined;
        const lift = labelled ? top[params.dataIndex] * 18 + 22 : 6;
        const shape = echarts.graphic.clipRectByRect({ x, y: area.y - lift, width, height: area.height + lift },
          { x: area.x, y: area.y - lift, width: area.width, height: area.height + lift });
        if (!shape) return null;
        const edge = { stroke: item.colour, lineWidth: 1, lineDash: item.dash };
        const children = [{ type: 'rect', shape, style: { fill: item.colour, opacity: item.opacity } }];
        for (const side of [shape.x, shape.x + shape.width])
          children.push({ type: 'line', shape: { x1: side, y1: shape.y, x2: side, y2: shape.y + shape.height }, style: edge });
        const late = shape.x > area.x + area.width * 0.85;
        if (labelled)
          children.push({ type: 'text', x: shape.x + (late ? -5 : 5), y: shape.y + 2,
            style: { text: item.label, align: late ? 'right' : 'left', fill: item.colour, fontSize: 12, fontFamily: typeface(), fontWeight: 600 } });
        return { type: 'group', children };
      },
    };
  },
};
