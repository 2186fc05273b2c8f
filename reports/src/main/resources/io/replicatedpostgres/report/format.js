// Texts of times, sizes and positions, and the colours of the style sheet.
'use strict';
const format = {
  time(ms) {
    return ms < 1000 ? ms.toFixed(ms < 10 ? 1 : 0) + ' ms' : (ms / 1000).toFixed(3) + ' s';
  },
  latency: ms => ms < 1 ? +ms.toPrecision(2) * 1000 + ' µs' : ms < 1000 ? ms + ' ms' : ms / 1000 + ' s',
  axisTime(ms) {
    return ms === 0 ? '0' : +(ms / 1000).toFixed(3) + ' s';
  },
  count: n => String(n).replace(/\B(?=(\d{3})+$)/g, ','),
  bytes(n) {
    const size = Math.abs(n);
    if (size < 10240) return Math.round(n) + ' bytes';
    if (size < 10485760) return Math.round(n / 1024) + ' kB';
    return (n / 1048576).toFixed(1) + ' MB';
  },
  lsn(base, delta) {
    const position = BigInt(base) + BigInt(Math.round(delta));
    const hex = n => n.toString(16).toUpperCase();
    return hex(position >> 32n) + '/' + hex(position & 0xffffffffn);
  },
};
const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const series = i => colour('series-' + (i % 6 + 1));

// Widths of texts are measured on a canvas, which knows no 'inherit'.
const typeface = () => getComputedStyle(document.body).fontFamily;
