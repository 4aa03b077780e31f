// Amounts: thousands are separated as the reader's language does, when the input is left; anything else stays as typed.
"use strict";
(function () {
  const parts = new Intl.NumberFormat(document.documentElement.lang || "en").formatToParts(1234567.5);
  const part = (type) => (parts.find((one) => one.type === type) || { value: "" }).value;
  const group = part("group");
  const decimal = part("decimal");
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const grouped = new RegExp(`^-?\\d{1,3}(${escaped(group)}\\d{3})+(${escaped(decimal)}\\d*)?$`);
  const plain = new RegExp(`^-?\\d+(${escaped(decimal)}\\d*)?$`);

  document.addEventListener("focusout", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches("input[data-amount]")) return;
    const text = input.value.trim();
    const digits = grouped.test(text) ? text.split(group).join("") : text;
    if (!plain.test(digits)) return;
    const [whole, rest] = digits.split(decimal);
    const shown = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group) + (rest === undefined ? "" : decimal + rest);
    if (shown === input.value) return;
    input.value = shown;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
