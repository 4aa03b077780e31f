// What is typed into a form survives a reload or a lost session in this tab; secrets and files are never kept.
"use strict";
(function () {
  const user = document.body.dataset.user;
  const prefix = "lb:form:";
  const store = (() => { try { return window.sessionStorage; } catch { return null; } })();
  if (!store) return;

  function forget() { Object.keys(store).filter((key) => key.startsWith(prefix)).forEach((key) => store.removeItem(key)); }
  // Another person may sign in on this machine next.
  document.querySelectorAll(".js-sign-out").forEach((link) => link.addEventListener("click", forget));

  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    const key = `${prefix}${user}:${location.pathname}:${form.dataset.version || ""}`;
    const kept = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && !("sensitive" in field.dataset);
    const fields = () => [...form.elements].filter(kept);
    const value = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked
      : field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value;
    // What the server sent, not what stands there by now: people type before scripts run.
    const atStart = (field) => field.type === "checkbox" || field.type === "radio" ? field.defaultChecked
      : field.options ? (field.multiple ? [...field.options].filter((o) => o.defaultSelected).map((o) => o.value)
        : ([...field.options].find((o) => o.defaultSelected) || field.options[0] || { value: "" }).value)
      : field.defaultValue;
    const touched = (field) => JSON.stringify(value(field)) !== JSON.stringify(atStart(field));

    // A page that the server sent back with its errors already holds what was typed.
    const answered = form.querySelector(".has-error") || form.dataset.autosave === "answered";
    let typed = null;
    try { typed = JSON.parse(store.getItem(key)); } catch { store.removeItem(key); }
    const earlier = answered && typed ? typed : {};

    function save() {
      const now = {};
      fields().forEach((field) => {
        if (!touched(field) && !(field.name in earlier)) return;
        now[field.name] = { value: value(field), text: field.selectedOptions ? [...field.selectedOptions].map((o) => o.text) : null };
      });
      if (Object.keys(now).length) store.setItem(key, JSON.stringify(now)); else store.removeItem(key);
    }

    function fill(field, saved) {
      if (field.tomselect) {
        const values = Array.isArray(saved.value) ? saved.value : [saved.value];
        values.forEach((one, i) => one && field.tomselect.addOption({ id: one, value: one, text: (saved.text || [])[i] || one }));
        field.tomselect.setValue(saved.value, true);
      } else if (field.type === "checkbox" || field.type === "radio") field.checked = saved.value;
      else field.value = saved.value;
    }

    if (typed && !answered) {
      fields().forEach((field) => { if (typed[field.name] && !touched(field)) fill(field, typed[field.name]); });
      const notice = form.querySelector(".js-restored");
      if (notice) {
        notice.hidden = false;
        notice.querySelector("button").addEventListener("click", () => { store.removeItem(key); location.reload(); });
      }
    }
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) { save(); form.dataset.sent = "1"; } });
    // Leaving by a successful save makes the copy worthless; the next page says so.
    window.addEventListener("pagehide", () => { if (form.dataset.sent) store.setItem(prefix + "sent", key); });
  });

  const sent = store.getItem(prefix + "sent");
  if (sent) {
    store.removeItem(prefix + "sent");
    const failed = document.querySelector(".has-error, form[data-autosave=answered], .error-page, .js-signed-out");
    if (!failed) store.removeItem(sent);
  }
})();
