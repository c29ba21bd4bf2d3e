// Keys 1 to 6 choose a point, others skip: for the one statement in sight, or the one in focus.
(() => {
  const box = document.querySelector(".aids [name=keys]");
  if (!box) return;

  function statement() {
    const shown = document.querySelectorAll("fieldset:not([hidden])");
    return shown.length === 1 ? shown[0] : document.activeElement.closest("fieldset");
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    // A key held down would answer statement after statement.
    if (!box.checked || event.repeat || event.isComposing || key.length !== 1) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) return;
    const value = box.dataset.skip.includes(key.toLowerCase()) ? "skip" : key;
    const found = [...(statement()?.elements ?? [])].find((each) => each.value === value);
    if (!found) return;
    event.preventDefault();
    found.focus();
    found.click();
  });
})();
