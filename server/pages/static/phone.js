/* What the telephone pages share. Plain ECMAScript 5 on purpose, as on the ticket's own page. */
(function () {
  "use strict";

  var ANSWER_WITHIN_MS = 20000; /* photographs go out over a telephone's slow line */

  function element(name) {
    return document.getElementById(name);
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return values[name] === undefined ? whole : values[name];
    });
  }

  /* One intention, one key: the same press sent again is carried out once. */
  function newKey() {
    var bytes = [];
    var i;
    if (window.crypto && window.crypto.getRandomValues) {
      bytes = window.crypto.getRandomValues(new Uint8Array(16));
    } else {
      for (i = 0; i < 16; i += 1) bytes.push(Math.floor(Math.random() * 256));
    }
    return Array.prototype.map
      .call(bytes, function (byte) {
        return (byte < 16 ? "0" : "") + byte.toString(16);
      })
      .join("");
  }

  function request(method, path, body, key, answered) {
    var ask = new XMLHttpRequest();
    ask.open(method, path);
    ask.timeout = ANSWER_WITHIN_MS;
    ask.setRequestHeader("Accept", "application/json");
    if (method === "POST") {
      ask.setRequestHeader("Content-Type", "application/json");
      if (key) ask.setRequestHeader("Idempotency-Key", key);
    }
    ask.onload = function () {
      var found = null;
      try {
        found = JSON.parse(ask.responseText);
      } catch (unreadable) {
        found = null;
      }
      answered(ask.status, found);
    };
    ask.onerror = ask.ontimeout = function () {
      answered(0, null);
    };
    ask.send(method === "POST" ? JSON.stringify(body) : null);
  }

  window.phonePage = {
    element: element,
    fill: fill,
    newKey: newKey,
    request: request,
    words: {
      zh: JSON.parse(document.body.getAttribute("data-zh")),
      en: JSON.parse(document.body.getAttribute("data-en"))
    }
  };
})();
