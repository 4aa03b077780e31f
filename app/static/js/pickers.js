// Pickers: Tom Select on every choice; `data-pick-url` asks the server for matches, which applies the user's rights.
"use strict";
(function () {
  function options(select) {
    const plugins = select.multiple ? { remove_button: {} } : {};
    if (!select.multiple && !select.required) plugins.clear_button = {};
    return {
      plugins, maxOptions: 500, allowEmptyOption: false, hideSelected: select.multiple, copyClassesToDropdown: false,
      placeholder: select.dataset.placeholder || "", dropdownParent: select.closest("dialog") ? null : "body",
      onInitialize() {
        for (const name of ["aria-describedby", "aria-invalid"]) {
          if (select.hasAttribute(name)) this.control_input.setAttribute(name, select.getAttribute(name));
        }
      },
    };
  }

  function remote(select) {
    let latest = 0;
    return {
      ...options(select), valueField: "id", labelField: "text", searchField: [], sortField: [{ field: "$order" }],
      preload: "focus", loadThrottle: 200, shouldLoad: () => true,
      load(query, done) {
        const turn = ++latest;
        const address = new URL(select.dataset.pickUrl, location.href);
        address.searchParams.set("q", query);
        fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
          .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
          .then((body) => {
            if (turn !== latest) return done();
            this.clearOptions((option) => this.items.includes(String(option.id)));
            done(body.results);
          })
          .catch(() => { done(); window.lendboard.notify("", "danger"); });
      },
      render: {
        option(data, escape) {
          const note = data.note ? `<small class="text-secondary">${escape(data.note)}</small>` : "";
          return `<div>${escape(data.text)} ${note}</div>`;
        },
        no_results: () => `<div class="no-results">${select.dataset.noResults || "–"}</div>`,
      },
    };
  }

  function enhance(scope) {
    scope.querySelectorAll("select[data-pick-url], select.my_select2, select.js-picker").forEach((select) => {
      if (select.tomselect || !window.TomSelect) return;
      select.classList.remove("form-control");
      select.classList.add("form-select");
      select.style.removeProperty("width");
      // FAB names the empty choice of its relation fields "__None".
      const none = [...select.options].find((option) => option.value === "__None");
      if (none) none.textContent = "–";
      new TomSelect(select, select.dataset.pickUrl ? remote(select) : options(select));
    });
    // FAB's date widgets expect a jQuery plugin; browsers have their own picker for plain dates.
    scope.querySelectorAll(".appbuilder_date input").forEach((input) => { input.type = "date"; });
    scope.querySelectorAll(".appbuilder_datetime input").forEach((input) => { input.placeholder = "2026-12-31 23:59:00"; });
    scope.querySelectorAll(".input-group-addon").forEach((addon) => addon.remove());
  }
  enhance(document);
  window.lendboard.enhance = enhance;
})();
