// Saves answers as they are given. The form works on its own: where this cannot run, or cannot
// make sense of a reply, the page's button sends everything as it always did.
(() => {
  const form = document.querySelector("form[data-save]");
  // A sandboxed frame could send answers, but may not read what became of them.
  if (!form || origin === "null") return;

  const SLOW = 400; // milliseconds until "Saving…" is worth saying
  const TOO_SLOW = 15000;
  const LONGEST_WAIT = 30000;
  const status = document.querySelector(".saved");
  const items = [...form.querySelectorAll("fieldset")].map((each) => each.id);
  const word = (point) => String(point ?? "skip");

  let stored = chosen(); // as the page came
  let unsure = []; // what was sent without a reply: if the server has it, it is ours
  let sending = null;
  let underway = {}; // what was sent last
  let worked = false;
  let over = false; // from here on the form speaks for itself
  let wait = 0;
  let timer;

  function chosen() {
    const found = items.map((item) => [item, form.elements[item].value]);
    return Object.fromEntries(found.filter(([, value]) => value));
  }
  const unsaved = () => Object.entries(chosen()).some(([item, value]) => stored[item] !== value);

  // The text changes only when there is news, so that a screen reader hears "Saved" once and
  // not 28 times.
  function say(state) {
    const text = status.dataset[state] ?? "";
    if (status.textContent !== text) status.textContent = text;
    status.dataset.state = state;
  }

  function send(answers, more) {
    const body = new URLSearchParams({ ...answers, ...more, seen: form.elements.seen.value });
    const headers = { Accept: "application/json" };
    const signal = AbortSignal.timeout?.(TOO_SLOW);
    // keepalive: a save under way outlives the page.
    return fetch(form.dataset.save, { method: "POST", body, headers, signal, keepalive: true });
  }

  // One at a time, each with the `seen` that the one before brought.
  const save = () => (sending ??= saveAll().finally(() => (sending = null)));

  async function saveAll() {
    clearTimeout(timer);
    while (!over && unsaved()) {
      const sent = (underway = chosen());
      const slow = setTimeout(say, SLOW, "saving");
      status.dataset.state = "saving";
      let reply;
      let told;
      try {
        reply = await send(sent);
        told = reply.status < 500 ? await reply.json() : null;
      } catch {
        told = null;
      }
      clearTimeout(slow);
      if (told) take(reply.status, told, sent);
      else {
        unsure.push(sent);
        return tryLater(reply);
      }
    }
    return !over;
  }

  function take(code, told, sent) {
    const revision = told.revision;
    if (code === 200 && agrees(told.answers, sent)) {
      form.elements.seen.value = revision;
      [unsure, worked, wait] = [[], true, 0];
      say("saved");
    } else if (code === 409 && told.stored && isOurs(told.stored)) {
      form.elements.seen.value = revision;
    } else {
      over = true;
      say("refused");
      // Sent with the old `seen`, the form brings the page that shows both and asks.
      if (code === 200 || code === 409) form.requestSubmit();
    }
  }

  // What another tab answered is shown where nothing was chosen here. Anything else that this
  // page does not show must not pass for seen.
  function agrees(answers, sent) {
    const here = chosen();
    const known = {};
    for (const [item, point] of Object.entries(answers)) {
      known[item] = word(point);
      if ((sent[item] ?? here[item] ?? known[item]) !== known[item]) return false;
    }
    for (const item of items) {
      if (known[item] && !here[item]) form.elements[item].value = known[item];
    }
    stored = known;
    return true;
  }

  const isOurs = (answers) =>
    Object.entries(answers).every(([item, point]) =>
      unsure.some((sent) => sent[item] === word(point)),
    );

  function tryLater(reply) {
    say(reply ? "trouble" : "lost");
    wait = Math.min(2 * wait || 1000, LONGEST_WAIT);
    timer = setTimeout(save, wait);
    return false;
  }

  form.addEventListener("change", save);
  addEventListener("offline", () => !over && say("lost"));
  addEventListener("online", async () => {
    if (await save()) say(worked ? "saved" : "");
  });
  form.addEventListener("submit", async (event) => {
    if (over || (!sending && !unsaved() && navigator.onLine)) return;
    event.preventDefault();
    if (!navigator.onLine) stored = {}; // asks the server once more before the page is left
    // Where saving never worked although there is a connection, something on the way is in
    // its way: then the form goes as it does without script.
    if ((await save()) || (!worked && navigator.onLine)) {
      over = true;
      form.requestSubmit(event.submitter);
    }
  });
  addEventListener("beforeunload", (event) => {
    if (!over && unsure.length && unsaved()) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    // It cannot wait for the save under way, so it names what that one brings: no other tab's.
    const mine = Object.entries(underway).map((pair) => pair.join(":")).join(" ");
    if (!over && unsaved()) send(chosen(), { mine }).catch(() => {});
  });
})();
