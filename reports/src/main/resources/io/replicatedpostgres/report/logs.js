// The lines of the servers' logs in the lists of everything that happened, on and off in all tests at once.
const logs = {
  boxes: [...document.querySelectorAll('input[data-logs]')],
  show(wanted) {
    document.documentElement.toggleAttribute('data-without-logs', !wanted);
    for (const box of logs.boxes) box.checked = wanted;
  },
};
for (const box of logs.boxes) {
  box.closest('p').hidden = false;
  box.addEventListener('change', () => logs.show(box.checked));
}
