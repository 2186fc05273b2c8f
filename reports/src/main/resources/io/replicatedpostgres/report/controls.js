// Zoom by buttons and keys, and light or dark.
const zoom = {
  shown(chart, data) {
    const { start, end } = chart.getOption().dataZoom[0];
    return [start * data.end / 100, end * data.end / 100];
  },
  by(chart, data, how) {
    const { start, end } = chart.getOption().dataZoom[0];
    const width = end - start, middle = (start + end) / 2;
    const wanted = { in: width / 2, out: Math.min(100, width * 2), all: 100 }[how] ?? width;
    const centre = middle + ({ left: -width / 2, right: width / 2 }[how] ?? 0);
    const from = Math.min(100 - wanted, Math.max(0, centre - wanted / 2));
    chart.dispatchAction({ type: 'dataZoom', start: from, end: from + wanted });
  },
};
const theme = {
  // In a file that is opened from disk there may be nothing to remember it in.
  remembered() {
    try { return localStorage.getItem('resilience-report-theme'); } catch (nowhere) { return null; }
  },
  remember(value) {
    try { localStorage.setItem('resilience-report-theme', value); } catch (nowhere) { /* then for this time only */ }
  },
  set(value) {
    if (value === 'light' || value === 'dark') document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
    document.querySelector('#theme span').textContent = { light: 'light', dark: 'dark' }[value] || 'as the system';
  },
  next() {
    const order = ['system', 'light', 'dark'];
    const value = order[(order.indexOf(document.documentElement.dataset.theme || 'system') + 1) % 3];
    theme.remember(value);
    theme.set(value);
    report.drawAll(true);
  },
};
