// FAB's search panel: rows of field, operator and value, built from the JSON beside the form.
"use strict";
(function () {
  function markup(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  }

  document.querySelectorAll(".js-filters").forEach((form) => {
    const source = form.querySelector('script[type="application/json"]');
    const state = JSON.parse(source.textContent);
    const rows = form.querySelector(".filters");

    function add(column, operator, value) {
      const row = document.createElement("div");
      row.className = "filter-row";
      const label = document.createElement("span");
      label.className = "filter-label";
      label.textContent = state.labels[column];
      const choice = document.createElement("select");
      choice.className = "form-select";
      choice.setAttribute("aria-label", state.labels[column]);
      state.operators[column].forEach((name, index) => choice.add(new Option(name, index, false, name === operator)));
      const field = markup(state.fields[column]);
      const input = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
      input.removeAttribute("id");
      input.setAttribute("aria-label", state.labels[column]);
      if (input.type === "checkbox") { input.value = "y"; input.checked = value === undefined || value === "y" || value === "True"; }
      else if (value !== undefined) input.value = value;
      const name = () => { input.name = `_flt_${choice.value}_${column}`; };
      choice.addEventListener("change", name);
      name();
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn-close";
      remove.setAttribute("aria-label", `${rows.dataset.remove}: ${state.labels[column]}`);
      remove.addEventListener("click", () => row.remove());
      row.append(label, choice, field, remove);
      rows.append(row);
      window.lendboard.enhance(row);
      return input;
    }

    state.active.forEach(([column, operator, value]) => (Array.isArray(value) ? value : [value]).forEach((one) => add(column, operator, one)));
    form.querySelectorAll(".js-add-filter").forEach((button) => button.addEventListener("click", () => add(button.value).focus()));
  });
})();
