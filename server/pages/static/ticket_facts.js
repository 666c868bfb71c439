/* The facts below a ticket's number: windows, area, wait, appointment, when it was taken. Plain
   ECMAScript 5, as the ticket page itself.

   ticketFacts({words, fill, clock}) gives a function that draws a view's facts into a list. */
window.ticketFacts = function (about) {
  "use strict";

  var words = about.words;
  var fill = about.fill;
  var clock = about.clock;

  /* `10:30-10:45`, and whether its holder came in time. */
  function slot(view) {
    var own = view.appointment;
    var time = clock(own.starts_at, view) + "\u2013" + clock(own.ends_at, view);
    return fill(words.zh[own.arrival], { time: time });
  }

  function waitInWords(wait) {
    var told = window.toldWait(wait);
    return told ? fill(words.zh["wait_" + told.kind], told) : words.zh.wait_unknown;
  }

  function fact(key, value) {
    var row = document.createElement("div");
    var term = document.createElement("dt");
    var english = document.createElement("small");
    var meaning = document.createElement("dd");
    term.textContent = words.zh[key] + " ";
    english.textContent = words.en[key];
    english.setAttribute("lang", "en");
    term.appendChild(english);
    meaning.textContent = value;
    row.appendChild(term);
    row.appendChild(meaning);
    return row;
  }

  return function (list, view) {
    var rows = [];
    var numbers = [];
    var i;
    for (i = 0; i < view.windows.length; i += 1) numbers.push(view.windows[i].number);
    if (view.state === "called" && view.window && view.window.place) {
      rows.push(["place", view.window.place]);
    } else if (view.state === "waiting") {
      if (view.wait !== undefined && view.heard !== "by_voice") rows.push(["wait", waitInWords(view.wait)]);
      if (numbers.length) {
        rows.push(["windows", fill(words.zh.windows_value, { windows: numbers.join("、") })]);
      }
      if (view.zone) {
        rows.push(["area", view.zone.name + (view.zone.place ? " · " + view.zone.place : "")]);
      }
    }
    if (view.appointment) rows.push(["appointment", slot(view)]);
    rows.push(["issued", clock(view.issued_at, view)]);
    list.textContent = "";
    for (i = 0; i < rows.length; i += 1) list.appendChild(fact(rows[i][0], rows[i][1]));
    list.hidden = false;
  };
};
