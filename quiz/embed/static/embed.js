// <role-fit>: shows a Role Fit quiz on this page. How it is used: docs/embedding.md.
(() => {
  if (customElements.get("role-fit")) return;

  const base = new URL(".", document.currentScript.src);
  // All that the address of the quiz ever gets.
  const PASSED = ["ref", "sig", "lang", "theme"];
  // Pages say these anew whenever they are seen; they are news once.
  const ONCE = ["ready", "started", "submitted"];

  const make = (name, style, more) => {
    const made = document.createElement(name);
    made.style = `border:0;font:inherit;${style}`;
    return Object.assign(made, more);
  };

  class RoleFit extends HTMLElement {
    static observedAttributes = [...PASSED, "opening", "label", "close", "mode", "pass"];

    connectedCallback() {
      // A frame that comes into the page, or back, begins anew.
      this.shown = 0;
      this.root ??= this.attachShadow({ mode: "open" });
      addEventListener("message", this);
      this.show();
    }

    // Moved by moveBefore, it keeps its frame, and what was answered in it.
    connectedMoveCallback() {}

    disconnectedCallback() {
      removeEventListener("message", this);
    }

    // Frameworks set several attributes, one after the other.
    attributeChangedCallback() {
      queueMicrotask(() => this.isConnected && this.show());
    }

    show() {
      const get = (name) => this.getAttribute(name);
      const opening = get("opening");
      const url = new URL(opening ? `o/${opening}` : "", base);
      const here = new URL(location).searchParams;
      for (const name of PASSED) {
        const value = get(name) ?? (get("pass")?.split(" ").includes(name) && here.get(name));
        if (value) url.searchParams.set(name, value);
      }
      const popup = get("mode") === "popup";
      if (this.shown !== (this.shown = popup + opening + url)) {
        this.build(url, popup);
        // An empty opening is one that somebody forgot to fill in, and not the public quiz.
        if (opening === "") this.root.replaceChildren(this.link);
      }
      const title = get("label") || this.textContent.trim() || "Role Fit";
      this.frame.title = this.button.textContent = this.dialog.ariaLabel = title;
      this.closing.textContent = get("close") || "Close";
    }

    build(src, popup) {
      this.said = {};
      // The link inside shows until a page of the quiz says that it is there.
      this.link = make("slot", "", { onslotchange: () => this.show() });
      const bounds = "width:100%;min-height:150px;max-height:99999px;vertical-align:top";
      this.frame = make("iframe", bounds, {
        part: "frame",
        loading: "lazy",
        referrerPolicy: "no-referrer",
        onload: () => this.greet(),
        src,
      });
      this.frame.style.colorScheme = src.searchParams.get("theme");
      this.dialog = make("dialog", "width:48rem;max-width:100%;padding:0;box-shadow:0 0 0 100vmax#000a");
      this.closing = make("button", "padding:.7em 1.2em;position:sticky;top:0;width:100%;text-align:end", {
        onclick: () => this.dialog.close(),
      });
      this.button = make("button", "padding:.7em 1.2em", {
        part: "button",
        onclick: () => this.dialog.showModal(),
      });
      const quiz = [this.link, this.frame];
      this.dialog.append(this.closing, ...quiz);
      this.root.replaceChildren(...(popup ? [this.button, this.dialog] : quiz));
    }

    // Every page in the frame waits for this, and learns by it where it is.
    greet() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.link.hidden = false;
        this.frame.hidden = !this.said.ready;
        this.tell("error");
      }, 4000);
      this.frame.contentWindow.postMessage({ v: 1, type: "hello" }, base.origin);
    }

    handleEvent({ data, origin, source }) {
      const { frame } = this;
      if (source !== frame.contentWindow || origin !== base.origin || data?.v !== 1) return;
      const { type, detail } = data;
      if (type === "close") this.dialog.close();
      if (type === "resize") frame.height = detail.height;
      if (type === "ready") {
        clearTimeout(this.timer);
        this.link.hidden = true;
        frame.hidden = false;
        const { top } = frame.getBoundingClientRect();
        if (this.said.ready && (top < 0 || top > innerHeight)) frame.scrollIntoView();
      }
      this.tell(type, detail);
    }

    tell(type, detail = {}) {
      if (this.said[type] && ONCE.includes(type)) return;
      this.said[type] = true;
      this.dispatchEvent(new CustomEvent(`role-fit:${type}`, { bubbles: true, detail }));
    }
  }

  customElements.define("role-fit", RoleFit);
})();
