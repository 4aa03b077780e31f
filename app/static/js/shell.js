// The shell: theme, sidebar groups, confirmation, one submission a form, notices, keyboard.
"use strict";
(function () {
  const root = document.documentElement;
  const remember = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window: nothing to keep */ } },
  };

  document.querySelectorAll(".js-theme").forEach((button) => button.addEventListener("click", () => {
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    remember.set("lb:theme", theme);
    document.dispatchEvent(new CustomEvent("lb:theme", { detail: theme }));
  }));

  document.querySelectorAll("details.nav-group").forEach((group) => {
    const key = "lb:group:" + group.dataset.group;
    if (!group.open && remember.get(key) === "open") group.open = true;
    group.addEventListener("toggle", () => remember.set(key, group.open ? "open" : "closed"));
  });

  document.querySelectorAll(".js-back").forEach((button) => button.addEventListener("click", () => history.back()));

  // Wide tables scroll inside their card: a keyboard user can reach the area, and its edge fades where more follows.
  const edge = (area) => area.classList.toggle("more-right", area.scrollLeft + area.clientWidth < area.scrollWidth - 1);
  const resized = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    edge(target);
  }));
  function watchTables(part) {
    part.querySelectorAll(".table-responsive").forEach((area) => {
      area.addEventListener("scroll", () => edge(area), { passive: true });
      resized.observe(area);
    });
  }
  watchTables(document);

  const dialog = document.getElementById("confirm-dialog");
  function confirmed(text) {
    dialog.querySelector(".js-confirm-text").textContent = text;
    dialog.returnValue = "cancel";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true }));
  }

  const sent = new WeakSet();
  const agreed = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.method === "dialog" || event.defaultPrevented) return;
    const question = button && button.dataset.confirm;
    if (question && dialog && !agreed.has(button)) {
      event.preventDefault();
      confirmed(question).then((yes) => {
        if (!yes) return button.focus();
        agreed.add(button);
        form.requestSubmit(button);
      });
      return;
    }
    if (!form.hasAttribute("data-submit-once")) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    if (button) button.classList.add("btn-loading");
  });
  // A page taken back from the browser's memory may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  const bars = "summary.nav-link, .js-theme";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches && event.target.matches(bars)) event.target.blur();
  });

  // A long way of states shows where the record stands.
  document.querySelectorAll(".path-here").forEach((step) => {
    step.parentElement.scrollLeft = step.offsetLeft - (step.parentElement.clientWidth - step.offsetWidth) / 2;
  });

  // The tab that a link's fragment names is the one shown; choosing a tab changes the address.
  document.querySelectorAll('[data-bs-toggle="tab"]').forEach((tab) => {
    tab.addEventListener("shown.bs.tab", () => history.replaceState(null, "", tab.dataset.bsTarget));
    if (tab.dataset.bsTarget === location.hash) window.addEventListener("load", () => tab.click());
  });

  // The browser's own form checks are off (`novalidate`): the server names every fault at once; take the user there.
  const wrong = document.querySelector(".has-error input, .has-error select, .has-error textarea, [aria-invalid=true]");
  if (wrong) wrong.focus();

  function notify(text, kind) {
    const area = document.getElementById("toast-area");
    if (!area) return;
    const notice = document.createElement("div");
    notice.className = "alert alert-" + (kind || "info");
    notice.textContent = text || area.dataset.failed;
    area.append(notice);
    setTimeout(() => notice.remove(), 8000);
  }
  window.lendboard = { notify, confirmed, watchTables };
})();
