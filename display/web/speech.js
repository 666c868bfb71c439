/**
 * Plays what a station's loudspeaker says, clip by clip, with its words as a caption.
 *
 * Only a screen that was opened with `?speaker=` plays; every other one stays silent, so that a
 * hall with four screens does not speak in four voices.
 */

import { getJson } from "/kit/api.js";
import { useEffect, useState } from "/kit/ui.js";

const ASK_MS = 700;
const AWAY_MS = 3_000;

/** @typedef {{n: number, text: string, language: string, url: string, duration_s: number}} Clip */

/**
 * @param {string | null} speaker the loudspeaker's address
 * @returns {{clip: Clip | null, blocked: boolean}} what is being said; `blocked` while the browser
 *   wants a touch before it makes a sound
 */
export function useSpeech(speaker) {
  const [clip, setClip] = useState(/** @type {Clip | null} */ (null));
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    if (!speaker) return undefined;
    const player = new Player(speaker, setClip, setBlocked);
    player.run();
    return () => player.close();
  }, [speaker]);
  return { clip, blocked };
}

class Player {
  /**
   * @param {string} speaker @param {(clip: Clip | null) => void} onClip
   * @param {(blocked: boolean) => void} onBlocked
   */
  constructor(speaker, onClip, onBlocked) {
    this.speaker = speaker;
    this.onClip = onClip;
    this.onBlocked = onBlocked;
    this.audio = new Audio();
    this.closed = false;
    this.after = -1; // what was said before this screen was switched on is not said again
  }

  async run() {
    while (!this.closed) {
      try {
        const clips = await this.ask();
        for (const clip of clips) await this.say(clip);
        await pause(ASK_MS);
      } catch {
        await pause(AWAY_MS); // the loudspeaker is away; what it shows and says is its station's care
      }
    }
  }

  close() {
    this.closed = true;
    this.audio.pause();
  }

  /** @returns {Promise<Clip[]>} */
  async ask() {
    const from = Math.max(0, this.after);
    const url = new URL(`/speech.json?after=${from}`, this.speaker);
    const { clips, last } = await getJson(url.href);
    const first = this.after < 0;
    const restarted = last < this.after; // it counts anew: ask again from its beginning
    this.after = restarted ? 0 : last;
    return first || restarted ? [] : clips;
  }

  /** @param {Clip} clip */
  async say(clip) {
    if (this.closed) return;
    this.onClip(clip);
    this.audio.src = new URL(clip.url, this.speaker).href;
    try {
      await this.audio.play();
      this.onBlocked(false);
      await ended(this.audio, clip.duration_s);
    } catch (error) {
      this.onBlocked(/** @type {any} */ (error).name === "NotAllowedError");
      await pause(clip.duration_s * 1000); // without sound the words still stand their time
    }
    this.onClip(null);
  }
}

/** @param {HTMLAudioElement} audio @param {number} longest in s */
function ended(audio, longest) {
  return new Promise((resolve) => {
    audio.onended = resolve;
    audio.onerror = resolve;
    setTimeout(resolve, longest * 1000 + 2000); // a stuck player must not hold up the next call
  });
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
