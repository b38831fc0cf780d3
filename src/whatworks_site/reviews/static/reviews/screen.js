/* Keys for the screening page. Each key presses a button or follows a link that stands on the page: what can
   be done with a key can be done without. */
(function () {
  "use strict";

  var record = document.getElementById("record-title");
  var live = document.getElementById("said-live");
  var said = document.getElementById("said");

  if (record && said && document.activeElement !== record) { record.focus(); }
  if (live && said) {
    window.setTimeout(function () { live.textContent = said.textContent; }, 150);
  }

  function isTyping(at) {
    return at.isContentEditable || /^(TEXTAREA|SELECT)$/.test(at.tagName) ||
      (at.tagName === "INPUT" && !/^(button|submit|checkbox|radio)$/.test(at.type));
  }

  function shown(all) {
    return Array.prototype.filter.call(all, function (one) { return !one.disabled; })[0];
  }

  function press(one) {
    if (one.tagName === "DETAILS") {
      one.open = true;
      var field = one.querySelector("textarea") || one.querySelector("summary");
      field.focus();
    } else {
      if (one.form) { one.form.dataset.sent = "yes"; }
      one.click();
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) { return; }
    if (event.target instanceof Element && isTyping(event.target)) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    var key = event.key.toLowerCase();
    if (key.length !== 1) { return; }
    var found = shown(document.querySelectorAll('[data-key="' + CSS.escape(key) + '"]'));
    if (!found || (found.form && found.form.dataset.sent)) { return; }
    event.preventDefault();
    press(found);
  });

  /* A page that comes back from the browser's memory can be used again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form").forEach(function (form) { delete form.dataset.sent; });
  });
})();
