// Search, filters and order of the tests. Without this script all tests are there, by theme.
const find = {
  form: document.getElementById('find'),
  flat: document.getElementById('flat'),
  tests: [...document.querySelectorAll('details.test')],
  themes: [...document.querySelectorAll('details.theme')],
  // Which themes were open before the first filter.
  before: null,
  texts: new WeakMap(),

  // What a search looks through: the names, the message, the tags, the words of the scenario and its story.
  text(test) {
    if (!find.texts.has(test)) {
      const parts = [test.querySelector('summary'), ...test.querySelectorAll(':scope > .words, :scope > .story, :scope > .wrong')];
      find.texts.set(test, [...parts.map(part => part.textContent), test.dataset.theme].join('\n').toLowerCase());
    }
    return find.texts.get(test);
  },

  versions: test => test.dataset.versions.split(', ').filter(version => version),
  tags: test => test.querySelector(':scope > .words .tags')?.textContent.split(', ') ?? [],

  // Each must hold. A word that begins with a minus sign must be absent.
  holds(test, wanted) {
    const words = wanted.text.toLowerCase().split(/\s+/).filter(word => word && word !== '-');
    const verdicts = [test.dataset.verdict, test.dataset.flaky, test.dataset.verdict === 'passed' ? '' : 'not-green'];
    return (!wanted.verdict || verdicts.includes(wanted.verdict))
      && (!wanted.theme || test.dataset.theme === wanted.theme)
      && (!wanted.version || find.versions(test).some(version => version === wanted.version || version.startsWith(wanted.version + '.')))
      && (!wanted.tag || find.tags(test).includes(wanted.tag))
      && words.every(word => word[0] === '-' ? !find.text(test).includes(word.slice(1)) : find.text(test).includes(word));
  },

  // What is not known comes last, and never as 0.
  number: (test, name) => test.dataset[name] === undefined ? -1 : Number(test.dataset[name]),
  orders: {
    verdict: (a, b) => find.number(a, 'rank') - find.number(b, 'rank'),
    lost: (a, b) => find.number(b, 'lost') - find.number(a, 'lost'),
    outage: (a, b) => find.number(b, 'outage') - find.number(a, 'outage'),
    time: (a, b) => find.number(b, 'nanos') - find.number(a, 'nanos'),
    name: (a, b) => find.name(a).localeCompare(find.name(b)),
  },
  name: test => test.querySelector('summary h2').textContent,

  arrange(order) {
    if (order) find.flat.append(...[...find.tests].sort(order));
    else for (const theme of find.themes) theme.append(...find.tests.filter(test => test.dataset.theme === theme.dataset.theme));
    find.flat.hidden = !order;
  },

  wanted: () => Object.fromEntries(['text', 'verdict', 'theme', 'version', 'tag', 'sort'].map(name => [name, find.form.elements[name].value])),

  apply() {
    const wanted = find.wanted();
    const isNarrowed = Boolean(wanted.text.trim() || wanted.verdict || wanted.theme || wanted.version || wanted.tag);
    const order = find.orders[wanted.sort];
    if (isNarrowed && !find.before) find.before = find.themes.map(theme => theme.open);
    for (const test of find.tests) test.hidden = !find.holds(test, wanted);
    find.arrange(order);
    find.themes.forEach((theme, i) => {
      const shown = [...theme.querySelectorAll(':scope > details.test')].some(test => !test.hidden);
      theme.hidden = Boolean(order) || !shown;
      if (isNarrowed) theme.open = shown;
      else if (find.before) theme.open = find.before[i];
    });
    if (!isNarrowed) find.before = null;
    const count = find.tests.filter(test => !test.hidden).length;
    find.form.elements.shown.value = count === 0 ? 'No test is like this.' : `${count} of ${find.tests.length} tests`;
  },

  // A link leads to a test also if a filter hides it.
  reveal(element) {
    if (find.form && element.closest('[hidden]') && find.tests.some(test => test.hidden && test.contains(element))) {
      find.form.reset();
      find.apply();
    }
  },

  // Paper shows the line of each test; what was folded is folded again behind that.
  folded: [],
  unfold(wanted) {
    if (wanted) find.folded = find.themes.filter(theme => !theme.open);
    for (const theme of find.folded) theme.open = wanted;
  },

  options(name, values) {
    const select = find.form.elements[name];
    for (const value of values) select.append(new Option(value, value));
    select.closest('label').hidden = values.length < 2;
  },

  // Of very many tags those of one test only are left out: a search finds them.
  manyTags: 40,
  offer() {
    const counted = new Map();
    for (const tag of find.tests.flatMap(find.tags)) counted.set(tag, (counted.get(tag) || 0) + 1);
    const tags = [...counted.keys()].filter(tag => counted.size <= find.manyTags || counted.get(tag) > 1).sort();
    const major = version => /^\d+/.exec(version)?.[0] ?? version;
    find.options('verdict', [...new Set(find.tests.map(test => test.dataset.verdict).concat(find.tests.some(test => test.dataset.flaky) ? ['flaky'] : []))]);
    find.options('theme', [...new Set(find.tests.map(test => test.dataset.theme))].sort());
    find.options('version', [...new Set(find.tests.flatMap(find.versions).map(major))].sort((a, b) => a - b));
    find.options('tag', tags);
  },

  start() {
    if (!find.form) return;
    find.offer();
    find.form.hidden = false;
    find.form.addEventListener('input', find.apply);
    find.form.addEventListener('submit', event => event.preventDefault());
    find.form.addEventListener('reset', () => setTimeout(find.apply));
    // A number in the head of the page shows the tests that it counts.
    for (const link of document.querySelectorAll('a[data-shows]')) {
      link.addEventListener('click', () => {
        find.form.reset();
        find.form.elements.verdict.value = link.dataset.shows;
        find.apply();
      });
    }
    find.apply();
  },
};
find.start();
