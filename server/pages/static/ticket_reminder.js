/* Calls a citizen's attention when their turn comes near: a tone, the phone's motor, a notice, each
   where the phone has it. Plain ECMAScript 5, as the ticket page itself. What was wished is kept on
   the phone under the ticket's token, and goes with the ticket.

   ticketReminder(token) gives {wish(), choose(n), ring(words)}: n people ahead, null for never. */
(function () {
  "use strict";

  var TONES_HZ = [660, 880, 660, 880];
  var TONE_S = 0.22;
  var LOUDNESS = 0.3;
  var BUZZ_MS = [300, 150, 300, 150, 300];

  window.ticketReminder = function (token) {
    var name = "budayang.tell." + token;
    var Audio = window.AudioContext || window.webkitAudioContext;
    var audio = null;
    var wished = read();

    /* Some phones keep nothing in a private window: the wish then holds until the page is left. */
    function read() {
      try {
        var kept = parseInt(window.localStorage.getItem(name), 10);
        return isNaN(kept) ? null : kept;
      } catch (refused) {
        return null;
      }
    }

    function keep() {
      try {
        if (wished === null) window.localStorage.removeItem(name);
        else window.localStorage.setItem(name, String(wished));
      } catch (refused) {
        return;
      }
    }

    /* Browsers give sound and ask for notices only in answer to a touch: this one. */
    function prepare() {
      if (Audio && !audio) audio = new Audio();
      if (audio && audio.state === "suspended") audio.resume();
      if (window.Notification && Notification.permission === "default") {
        Notification.requestPermission(function () {});
      }
    }

    function tone(hertz, start) {
      var wave = audio.createOscillator();
      var volume = audio.createGain();
      wave.frequency.value = hertz;
      volume.gain.setValueAtTime(LOUDNESS, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_S);
      wave.connect(volume);
      volume.connect(audio.destination);
      wave.start(start);
      wave.stop(start + TONE_S);
    }

    function sound() {
      if (!audio || audio.state !== "running") return;
      for (var i = 0; i < TONES_HZ.length; i += 1) tone(TONES_HZ[i], audio.currentTime + i * TONE_S);
    }

    function notice(words) {
      if (!window.Notification || Notification.permission !== "granted") return;
      try {
        new Notification(words, { tag: name });
      } catch (refused) {
        return; /* phones that give notices to service workers alone */
      }
    }

    return {
      wish: function () {
        return wished;
      },
      choose: function (n) {
        wished = n;
        keep();
        if (n !== null) prepare();
      },
      ring: function (words) {
        sound();
        notice(words);
        if (navigator.vibrate) navigator.vibrate(BUZZ_MS);
      }
    };
  };
})();
