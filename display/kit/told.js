/* How a wait is told: the one place in the browser where it is rounded. Plain ECMAScript 5, so
   that the ticket page on an old phone can load it as it is; other pages go through wait.js.
   Its twin is kiosk/agent/wait_words.py: both are held to the same table by the tests.

   toldWait({low_s, high_s}) gives one of
     {kind: "less", n}           less than n minutes
     {kind: "about", n}          about n minutes
     {kind: "between", low, high}
     {kind: "more", n}           more than n hours
   or null when nothing is known. The low end is rounded down and the high end up: to whole
   minutes, and to five from ten minutes on. */
(function () {
  "use strict";

  function roundedDown(minutes) {
    return minutes < 10 ? Math.floor(minutes) : Math.floor(minutes / 5) * 5;
  }

  function roundedUp(minutes) {
    return minutes <= 10 ? Math.ceil(minutes) : Math.ceil(minutes / 5) * 5;
  }

  self.toldWait = function (wait) {
    if (!wait) return null;
    var low = roundedDown(wait.low_s / 60);
    var high = roundedUp(wait.high_s / 60);
    if (low >= 120) return { kind: "more", n: Math.floor(low / 60) };
    if (high <= 5) return { kind: "less", n: 5 };
    if (low < 1) return { kind: "less", n: high };
    if (low === high) return { kind: "about", n: low };
    return { kind: "between", low: low, high: high };
  };
})();
