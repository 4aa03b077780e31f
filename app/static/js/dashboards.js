// What the dashboards need in the browser beside Dash: clicks on charts, views of a panel, dates, lost connections.
(function () {
  "use strict";

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lendboard: {
      // Opens the records behind the mark that was clicked; the address travels with the mark.
      open: function (clicks) {
        const hit = (clicks || []).find(Boolean);
        const address = hit && hit.points && hit.points[0] && hit.points[0].customdata;
        if (typeof address === "string" && address.startsWith("/dash/")) {
          window.location.assign(address);
        }
        return window.dash_clientside.no_update;
      },
    },
  });

  // An element with its inner markup, escaped by the server: see dashboards/components/flat.py.
  window.lendboard_parts = {
    Element: function (props) {
      const said = Object.assign({}, props.attributes, { dangerouslySetInnerHTML: { __html: props.inner } });
      return window.React.createElement(props.tag, said);
    },
  };

  // Views: which part of a panel is shown stands behind the # of the address, as 3.view.1, so that a link keeps it.
  function picked() {
    const found = {};
    window.location.hash.slice(1).split(",").forEach(function (part) {
      const [panel, what, number] = part.split(".");
      if (number) { found[panel + "." + what] = number; }
    });
    return found;
  }
  function remember(panel, what, number) {
    const all = picked();
    if (number === "0") { delete all[panel + "." + what]; } else { all[panel + "." + what] = number; }
    const text = Object.keys(all).map(function (key) { return key + "." + all[key]; }).join(",");
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search + (text ? "#" + text : ""));
  }
  function show(panel) {
    const all = picked(), name = panel.dataset.panel;
    ["view", "form"].forEach(function (what) {
      const number = all[name + "." + what] || "0";
      panel.querySelectorAll("[data-" + what + "]").forEach(function (part) {
        if (part.dataset.pick) { return; }
        const alone = what === "form" && part.parentElement.querySelectorAll(":scope > [data-form]").length < 2;
        part.hidden = !alone && part.dataset[what] !== number;
      });
      panel.querySelectorAll('[data-pick="' + what + '"]').forEach(function (button) {
        button.setAttribute("aria-pressed", String(button.dataset.number === number));
      });
    });
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-pick]");
    if (!button) { return; }
    const panel = button.closest("[data-panel]");
    remember(panel.dataset.panel, button.dataset.pick, button.dataset.number);
    show(panel);
    window.dispatchEvent(new Event("resize"));
  });

  // Tables are sorted by their heads; numbers by what they are and not by how they are written.
  function valueOf(row, column) {
    const cell = row.cells[column];
    return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent;
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest(".figure-sort");
    if (!button) { return; }
    const head = button.parentElement, body = head.closest("table").tBodies[0], column = head.cellIndex;
    const numeric = head.classList.contains("num");
    const up = head.getAttribute("aria-sort") === (numeric ? "descending" : "none");
    Array.from(head.parentElement.cells).forEach(function (cell) { cell.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const language = document.documentElement.lang;
    Array.from(body.rows).sort(function (one, other) {
      const a = valueOf(one, column), b = valueOf(other, column);
      if (numeric && (one.cells[column].dataset.value === undefined || other.cells[column].dataset.value === undefined)) {
        return (one.cells[column].dataset.value === undefined) - (other.cells[column].dataset.value === undefined);
      }
      const order = numeric ? Number(a) - Number(b) : a.localeCompare(b, language);
      return up ? order : -order;
    }).forEach(function (row) { body.appendChild(row); });
  });

  // Dates are typed and shown as the reader writes them; the browser's calendar is a button beside.
  document.addEventListener("click", function (event) {
    const button = event.target.closest(".date-button");
    if (!button) { return; }
    let calendar = button.querySelector("input");
    if (!calendar) {
      calendar = document.createElement("input");
      calendar.type = "date";
      calendar.tabIndex = -1;
      calendar.addEventListener("change", function () {
        const field = button.parentElement.querySelector("input[type=text]");
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, calendar.value);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
        field.blur();
      });
      button.append(calendar);
    }
    if (event.target !== calendar) { calendar.showPicker(); }
  });

  function dress(root) {
    root.querySelectorAll(".filter-bar .dash-dropdown:not([aria-labelledby])").forEach(function (control) {
      const label = document.querySelector('label[for="' + control.id + '"]');
      if (label && !control.getAttribute("aria-label")) {
        control.setAttribute("aria-label", label.textContent);
      }
    });
    root.querySelectorAll("[data-panel]:not([data-shown])").forEach(function (panel) {
      panel.dataset.shown = "1";
      show(panel);
    });
    const filters = root.querySelector(".filters:not([data-shown])");
    if (filters) {
      filters.dataset.shown = "1";
      filters.open = !window.matchMedia("(max-width: 575.98px)").matches;
    }
  }
  new MutationObserver(function () { dress(document); }).observe(document.documentElement, { childList: true, subtree: true });

  // One open definition at a time, closed by a click elsewhere or Escape.
  function close(except) {
    document.querySelectorAll(".dashboard-body details.figure-about[open]").forEach(function (each) {
      if (each !== except) { each.open = false; }
    });
  }
  document.addEventListener("click", function (event) { close(event.target.closest("details.figure-about")); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { close(null); } });

  // A question that got no answer is said so: figures that look current must not be those of other filters.
  const ask = window.fetch;
  window.fetch = function (address) {
    const isQuestion = String(address && address.url || address).includes("_dash-update-component");
    const answer = ask.apply(this, arguments);
    if (isQuestion) {
      answer.then(function (response) { lost(!response.ok && response.status !== 204); }, function () { lost(true); });
    }
    return answer;
  };
  function lost(yes) {
    const notice = document.querySelector(".dashboard-lost");
    const body = document.querySelector(".dashboard-body");
    if (notice) { notice.hidden = !yes; }
    if (body) { body.hidden = yes; }
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest(".dashboard-lost button")) { window.location.reload(); }
  });

  const MONTHS_VI = Array.from({ length: 12 }, function (_, i) { return "Tháng " + (i + 1); });
  const SHORT_VI = Array.from({ length: 12 }, function (_, i) { return "T" + (i + 1); });
  const MONTHS_ZH = Array.from({ length: 12 }, function (_, i) { return (i + 1) + "月"; });
  function register(name, months, shortMonths, days, separators) {
    window.Plotly.register({
      moduleType: "locale", name: name, dictionary: {},
      format: { months: months, shortMonths: shortMonths, days: days, shortDays: days, date: "%d/%m/%Y",
        decimal: separators[0], thousands: separators[1], grouping: [3] },
    });
  }
  if (window.Plotly) {
    register("vi", MONTHS_VI, SHORT_VI, ["CN", "T2", "T3", "T4", "T5", "T6", "T7"], [",", "."]);
    register("zh-CN", MONTHS_ZH, MONTHS_ZH, ["周日", "周一", "周二", "周三", "周四", "周五", "周六"], [".", ","]);
  }
})();
