// In a frame on another site: tells the page around it how high this page is, and where in the
// quiz it is. Never an answer, a result or an address: docs/decisions/0015 says why.
(() => {
  const { sites, told } = document.currentScript.dataset;
  if (parent === self) return;

  const root = document.documentElement;
  let host; // the origin around this page, once it has said hello

  // As `frame-ancestors` reads a site: https is as good as http, and * stands for names before.
  const allowed = (origin) =>
    sites.split(" ").some((site) => {
      const [start, end] = site.split("*");
      return [origin, origin.replace(/^https/, "http")].some((each) =>
        end === undefined ? each === site : each.startsWith(start) && each.endsWith(end),
      );
    });
  const tell = (type, detail = {}) => host && parent.postMessage({ v: 1, type, detail }, host);
  const measure = () => tell("resize", { height: Math.ceil(root.getBoundingClientRect().height) });

  addEventListener("message", ({ data, origin, source }) => {
    if (source !== parent || data?.v !== 1 || data.type !== "hello" || !allowed(origin)) return;
    host = origin;
    measure();
    tell("ready");
    for (const [type, detail] of JSON.parse(told || "[]")) tell(type, detail);
  });
  new ResizeObserver(measure).observe(root);
  addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) tell("close");
  });
})();
