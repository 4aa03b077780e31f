// Ctrl-K: the search over everything in a dialog; arrows move between the hits, Enter opens one.
"use strict";
(function () {
  const dialog = document.getElementById("search-dialog");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const results = dialog.querySelector(".search-results");
  let turn = 0;
  let waiting;

  function open() {
    if (!dialog.open) dialog.showModal();
    input.select();
    if (!results.childElementCount) ask();
  }

  function ask() {
    const address = new URL(dialog.dataset.src, location.href);
    address.searchParams.set("q", input.value.trim());
    address.searchParams.set("part", "1");
    const asked = ++turn;
    fetch(address, { credentials: "same-origin" })
      .then((answer) => { if (!answer.ok || answer.redirected) throw new Error(String(answer.status)); return answer.text(); })
      .then((html) => { if (asked === turn) results.innerHTML = html; })
      .catch(() => { if (asked === turn) window.lendboard.notify("", "danger"); });
  }

  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 200); });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...results.querySelectorAll(".search-hit")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.querySelectorAll("[data-open-search]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  }));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
})();
