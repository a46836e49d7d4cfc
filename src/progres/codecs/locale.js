// Numbers and dates as American English in UTC, which is what codecs were tried with.
// Loaded only where a codec mentions toLocale…; the engine itself knows no locales.
(function () {
  "use strict";
  const { floor, abs } = Math;
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const two = (value) => String(value).padStart(2, "0");

  Number.prototype.toLocaleString = function (_locale, options) {
    const value = Number(this);
    if (!isFinite(value) || abs(value) >= 1e21) return String(value);
    const { minimumFractionDigits: least = 0, maximumFractionDigits: most = Math.max(least, 3) } = options || {};
    const [whole, fraction = ""] = abs(value).toFixed(most).split(".");
    const kept = fraction.replace(/0+$/, "").padEnd(least, "0");
    return (value < 0 ? "-" : "") + grouped(whole) + (kept ? "." + kept : "");
  };

  const day = (date) => [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCFullYear()].join("/");
  function time(date) {
    const hours = date.getUTCHours();
    const clock = [hours % 12 || 12, two(date.getUTCMinutes()), two(floor(date.getUTCSeconds()))].join(":");
    return clock + (hours < 12 ? " AM" : " PM");
  }
  const shown = (format) =>
    function () {
      return isNaN(this) ? "Invalid Date" : format(this);
    };
  Date.prototype.toLocaleDateString = shown(day);
  Date.prototype.toLocaleTimeString = shown(time);
  Date.prototype.toLocaleString = shown((date) => day(date) + ", " + time(date));
})();
