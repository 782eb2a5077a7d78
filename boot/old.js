// Read only by browsers without module scripts, which will never run boot.js; hence the old syntax.
document.addEventListener("DOMContentLoaded", function () {
  document.getElementById("boot").textContent =
    "浏览器版本过旧：需要 Chrome/Edge 123、Safari 17.5 或 Firefox 128 以上版本。 " +
    "This browser is too old: Chrome or Edge 123, Safari 17.5 or Firefox 128 is needed, or newer.";
});
