// Lists: select all, count what is selected, offer bulk actions only when something is.
"use strict";
(function () {
  function boxes(name) { return [...document.querySelectorAll(`.js-check[form="${CSS.escape(name)}"]`)]; }

  document.querySelectorAll(".js-bulk").forEach((bulk) => {
    const name = bulk.dataset.form;
    const rows = boxes(name);
    const all = rows[0] && rows[0].closest("table") && rows[0].closest("table").querySelector(".js-check-all");
    const count = bulk.querySelector(".js-bulk-count");
    function refresh() {
      const chosen = rows.filter((box) => box.checked);
      rows.forEach((box) => (box.closest("tr") || box.parentElement).classList.toggle("table-active", box.checked));
      bulk.querySelectorAll("button").forEach((button) => { button.disabled = chosen.length === 0; });
      if (count) { count.hidden = chosen.length === 0; count.textContent = chosen.length; }
      if (all) { all.checked = rows.length > 0 && chosen.length === rows.length; all.indeterminate = chosen.length > 0 && !all.checked; }
    }
    rows.forEach((box) => box.addEventListener("change", refresh));
    if (all) all.addEventListener("change", () => { rows.forEach((box) => { box.checked = all.checked; }); refresh(); });
    refresh();
  });

  // A click anywhere on a row opens it, as its first link does; selecting text or using a control does not.
  document.querySelectorAll("tr[data-href]").forEach((row) => row.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input, label, form, details") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href); else location.href = row.dataset.href;
  }));

  // Panels that a button opens and closes; a filter panel in use starts open on a wide screen.
  document.querySelectorAll("[data-toggle-panel]").forEach((button) => button.addEventListener("click", () => {
    const panel = document.getElementById(button.dataset.togglePanel);
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) { const first = panel.querySelector("input:not([type=hidden]), select, .ts-control input"); if (first) first.focus(); }
  }));

  // Empty inputs of a filter panel need not stand in the address.
  document.querySelectorAll(".filter-panel").forEach((panel) => panel.addEventListener("submit", () => {
    panel.querySelectorAll("input, select").forEach((input) => { if (!input.value) input.disabled = true; });
  }));

  // Related lists and the history are read when they are opened.
  document.querySelectorAll("details[data-src]").forEach((part) => part.addEventListener("toggle", () => {
    if (!part.open || part.dataset.loaded) return;
    part.dataset.loaded = "1";
    const body = part.querySelector(".section-body");
    fetch(part.dataset.src, { credentials: "same-origin" })
      .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
      .then((html) => {
        const link = body.querySelector("a");
        body.innerHTML = html;
        window.lendboard.watchTables(body);
        if (link && body.querySelector("table")) body.append(link);
      })
      .catch(() => { delete part.dataset.loaded; part.open = false; window.lendboard.notify("", "danger"); });
  }));

  document.querySelectorAll("[data-reveal]").forEach((button) => button.addEventListener("click", () => {
    const dialog = document.getElementById(button.dataset.openDialog);
    const form = dialog.querySelector("form");
    form.action = button.dataset.reveal;
    // A file is saved and the page stays: its dialog closes by itself and may be sent again.
    const download = "download" in button.dataset;
    form.toggleAttribute("data-submit-once", !download);
    form.onsubmit = download ? () => setTimeout(() => { dialog.close(); form.reset(); }) : null;
    dialog.querySelector(".js-reveal-label").textContent = button.dataset.label;
    dialog.querySelectorAll(".js-reveal-act").forEach((text) => { text.textContent = button.title; });
  }));

  // A file too large to be taken is said at once, before it has travelled.
  document.querySelectorAll(".js-file").forEach((input) => input.addEventListener("change", () => {
    const field = input.closest(".field");
    field.querySelectorAll(".field-error").forEach((old) => old.remove());
    const large = [...input.files].some((file) => file.size > Number(input.dataset.largest));
    field.classList.toggle("has-error", large);
    if (!large) return;
    const said = document.createElement("div");
    said.className = "field-error";
    said.setAttribute("role", "alert");
    said.textContent = input.dataset.tooLarge;
    field.append(said);
    input.value = "";
  }));

  // What was revealed is seen for its time only, not again from the history, and not later in a tab that slept.
  document.querySelectorAll("[data-hide-after]").forEach((shown) => {
    const milliseconds = Number(shown.dataset.hideAfter) * 1000;
    const until = Date.now() + milliseconds;
    const hide = () => { shown.textContent = shown.dataset.masked || ""; };
    setTimeout(hide, milliseconds);
    document.addEventListener("visibilitychange", () => { if (Date.now() >= until) hide(); });
    window.addEventListener("pagehide", hide);
  });

  document.querySelectorAll("dialog[data-open]").forEach((dialog) => dialog.showModal());
  document.querySelectorAll("[data-open-dialog]").forEach((button) => button.addEventListener("click", () => {
    const target = document.getElementById(button.dataset.openDialog);
    if (!target) return;
    // The dialogs of a list share its form: only the inputs of the one that is open may be sent.
    target.querySelectorAll("button[form]").forEach((send) => {
      document.querySelectorAll(`dialog [name][form="${CSS.escape(send.getAttribute("form"))}"]`).forEach((input) => {
        input.disabled = !target.contains(input);
      });
    });
    target.showModal();
  }));
  document.querySelectorAll("[data-close-dialog]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));
})();
