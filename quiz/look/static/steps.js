// Shows the page one statement at a time. The page is whole without it, and on request with it.
(() => {
  const MOMENT = 450; // milliseconds in which a choice is seen before the next statement comes
  const form = document.querySelector("form[data-save]");
  const template = document.getElementById("steps");
  if (!form || !template) return;

  // Where the visit keeps nothing (a sandboxed frame refuses), choices last as long as the page.
  const recall = (name) => {
    try {
      return sessionStorage.getItem(`role-fit:${name}`);
    } catch {
      return null;
    }
  };
  const remember = (name, value) => {
    try {
      sessionStorage.setItem(`role-fit:${name}`, value);
    } catch {
      /* see recall */
    }
  };

  const main = form.closest("main");
  const statements = [...form.querySelectorAll("fieldset")];
  const last = statements.length - 1;
  const on = form.querySelector("[name=go][value=on]");
  const back = form.querySelector("[name=go][value=back]");
  const lead = main.querySelector("h1 + .lead");
  const count = document.getElementById("progress");
  const bar = main.querySelector("progress");
  const status = main.querySelector(".saved");
  const actions = form.querySelector(".actions");
  const page = { text: count.textContent, value: bar.value, max: bar.max };
  const { first, total, count: counted } = template.dataset;
  // Whoever comes from the review came for one statement, and wants to go back there.
  const returning = Boolean(form.elements.from);

  const added = template.content.cloneNode(true);
  const next = added.querySelector("[data-step='1']");
  const previous = added.querySelector("[data-step='-1']");
  const view = added.querySelector("[data-view]");
  const advance = added.querySelector("[name=advance]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const box of added.querySelectorAll("[type=checkbox]")) {
    const usual = box === advance && calm ? "off" : "on";
    box.checked = (recall(box.name) ?? usual) === "on";
    box.addEventListener("change", () => remember(box.name, box.checked ? "on" : "off"));
  }
  on.before(next);
  on.after(previous);
  form.after(added.querySelector(".aids"));

  let one = recall("view") !== "page";
  let at = 0;
  let timer;
  let touch = ""; // the last key, or "pointer"

  const open = () => statements.findIndex((each) => !each.querySelector(":checked"));

  function show(place, focus = true) {
    clearTimeout(timer);
    at = place;
    const number = Number(first) + at;
    main.classList.toggle("one", one);
    statements.forEach((each, index) => (each.hidden = one && index !== at));
    next.hidden = !one || returning || at === last;
    previous.hidden = !one || returning || at === 0;
    on.hidden = !next.hidden;
    if (back) back.hidden = one && at > 0;
    if (lead) lead.hidden = one && at > 0;
    count.textContent = one
      ? counted.replace("{number}", number).replace("{total}", total)
      : page.text;
    const above = one ? bar : actions;
    if (above.nextElementSibling !== status) above.after(status);
    bar.max = one ? total : page.max;
    bar.value = one ? number : page.value;
    view.textContent = one ? view.dataset.page : view.dataset.one;
    advance.closest("p").hidden = !one || returning;
    if (!focus) return;
    const legend = statements[at].querySelector("legend");
    legend.tabIndex = -1;
    legend.focus();
  }

  function goOn() {
    if (at < last) show(at + 1);
    else if (open() >= 0) show(open());
    else form.requestSubmit(on);
  }

  next.addEventListener("click", () => show(at + 1));
  previous.addEventListener("click", () => show(at - 1));
  view.addEventListener("click", () => {
    one = !one;
    remember("view", one ? "one" : "page");
    show(one && open() >= 0 ? open() : at);
  });

  // Keyboard users walk through the answers with the arrow keys: what these choose never moves on.
  addEventListener("pointerdown", () => {
    clearTimeout(timer);
    touch = "pointer";
  }, true);
  addEventListener("keydown", (event) => {
    clearTimeout(timer);
    touch = event.key;
    const answer = event.target.matches?.("[type=radio]");
    if (event.key === "Enter" && answer && !next.hidden) {
      event.preventDefault(); // it would press Continue, which is not in sight
      show(at + 1);
    }
  }, true);
  form.addEventListener("click", (event) => {
    const chosen = event.target.matches("[type=radio]") && /^(pointer|\w)$/.test(touch);
    if (chosen && one && !returning && advance.checked) timer = setTimeout(goOn, MOMENT);
  });

  // The list of what is missing links to answers that may be hidden.
  const linked = (hash = "") => {
    const target = document.getElementById(hash.slice(1));
    return statements.findIndex((each) => each.contains(target));
  };
  main.addEventListener("click", (event) => {
    const place = linked(event.target.closest("a")?.hash);
    if (place >= 0) show(place, false);
  });

  // Going from page to page is moving, too. Who comes back stands at the end of the page.
  form.addEventListener("submit", (event) => {
    if (one) remember("came", event.submitter?.value ?? "on");
  });
  const came = recall("came");
  remember("came", "");
  const { type } = performance.getEntriesByType("navigation")[0] ?? {};
  const end = came === "back" || type === "reload" || type === "back_forward" ? last : 0;
  const named = linked(location.hash);
  const start = named >= 0 ? named : open() >= 0 ? open() : end;
  const summary = main.querySelector(".error-summary");
  show(start, one && !summary && Boolean(came || named >= 0));
})();
