// What the dashboards need in the browser beside Dash: clicks on charts, date inputs, languages of plotly.
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

  // Dash has no date input; the browser's own knows every language and keyboard.
  function dress(root) {
    root.querySelectorAll(".js-date input:not([type=date]), input.js-date:not([type=date])").forEach(function (input) {
      input.type = "date";
    });
    root.querySelectorAll(".filter-bar .dash-dropdown:not([aria-labelledby])").forEach(function (control) {
      const label = document.querySelector('label[for="' + control.id + '"]');
      if (label && !control.getAttribute("aria-label")) {
        control.setAttribute("aria-label", label.textContent);
      }
    });
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

  const MONTHS_VI = Array.from({ length: 12 }, function (_, i) { return "Tháng " + (i + 1); });
  const SHORT_VI = Array.from({ length: 12 }, function (_, i) { return "Thg " + (i + 1); });
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
