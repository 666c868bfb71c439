/** One short tone when somebody comes to an empty queue. Silent until the clerk has touched the page. */

const TONES_HZ = [660, 880];
const TONE_S = 0.14;
const LOUDNESS = 0.15;

let context = null;

/** Browsers give sound only after a gesture; call this from one. */
export function allowSound() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

/** Play the tone, if sound is allowed yet. */
export function chime() {
  if (context?.state !== "running") return;
  TONES_HZ.forEach((frequency, n) => {
    const start = context.currentTime + n * TONE_S;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_S);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_S);
  });
}
