// Tries a changed answer at once: sends the form as its button would, and shows what comes back.
(() => {
  const form = document.querySelector("form[data-trial]");
  const status = form.querySelector("[role=status]");
  let timer;
  let turn = 0;

  async function tryOut() {
    const mine = ++turn;
    let text = status.dataset.failed;
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
      });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (mine !== turn) return;
      if (reply.ok) {
        const shown = document.getElementById("trial");
        for (const { id } of shown.querySelectorAll("details[open]")) {
          page.getElementById(id)?.setAttribute("open", "");
        }
        const focused = shown.contains(document.activeElement) && document.activeElement.parentNode.id;
        shown.innerHTML = page.getElementById("trial").innerHTML;
        if (focused) document.getElementById(focused)?.firstElementChild.focus();
        text = page.querySelector("[role=status]").textContent;
      }
    } catch {
      /* the button says what is the matter */
    }
    if (mine === turn) status.textContent = text;
  }

  function tryOutSoon() {
    clearTimeout(timer);
    timer = setTimeout(tryOut, 200);
  }

  form.addEventListener("change", tryOutSoon);
  // On a slow line an answer may have been changed before this came.
  if (form.querySelector("option:checked:not([selected])")) tryOutSoon();
})();
