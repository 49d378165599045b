// Runs before the first paint, so that a chosen theme does not flash the other one. See src/shell/theme.ts.
(function () {
  try {
    var theme = localStorage.getItem('countersign.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // storage is refused: the system's theme it is
  }
})();
